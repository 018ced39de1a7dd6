"""A table typed, pasted or sent as a file: each problem at its cell, nothing lost, all rows or the good ones."""

import io
from contextlib import suppress
from datetime import timedelta

import pytest
from openpyxl import Workbook

from improve.measures.kinds import Kind, Often
from improve.measures.pasted import MOST_ROWS, Sense, TableRefused, read_text
from tests.filling import filled
from tests.measures.world import corrections, day, figures, held, make, today
from tests.real.html import problems

NOW = day("2026-03-03")  # a Tuesday
MINUTES = Sense(Kind.MEASUREMENT, Often.DAY, NOW)
SHARE = Sense(Kind.PROPORTION, Often.DAY, NOW)


def read(text, sense=MINUTES):
    """(day, value, denominator, note) of each row that can be entered."""
    rows = read_text(text, sense)
    return [(str(row.on), row.value, row.denominator, row.cells.note) for row in rows if row.is_good]


def wrong(text, sense=MINUTES):
    """(row, cell) of each problem."""
    return [(row.number, name) for row in read_text(text, sense) for name in row.wrong]


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02\t1,234.5\trobot", "02/03/2026;1234,5;robot", "2/3/26\t1 234,5\trobot", "2 March\t1234.5\trobot",
        "Date\tMinutes\tNote\n2 Mar 2026\t1,234.5\trobot", "Note\tMinutes\tWeek\nrobot\t1,234.5\tMon 2/3/2026",
        "\n\n46083\t1234.5\trobot\n\n",
    ],
)  # fmt: skip
def test_a_table_is_read_whatever_its_order_headings_and_marks(text):
    assert read(text) == [("2026-03-02", 1234.5, None, "robot")]


def test_two_numbers_are_found_by_their_headings_or_their_order():
    wanted = [("2026-03-02", 16, 20, "")]
    assert read("2/3/26\t16\t20", SHARE) == read("Out of\tDate\tHow many\n20\t2/3/26\t16", SHARE) == wanted
    assert read("2/3/26\t16/20", SHARE) == read("2/3/26 16/20", SHARE) == wanted
    assert read("Ward\tDate\tTotal\tHome before noon\nW12\t2/3/26\t20\t16", SHARE) == wanted


def test_a_row_with_several_figures_is_as_many_readings():
    several = Sense(Kind.MEASUREMENT, Often.DAY, NOW, several=True)
    assert [row[1] for row in read("2/3/26\t5\t6\t7\n1/3/26\t8\t\t9", several)] == [5, 6, 7, 8, 9]


def test_dates_with_the_month_first_are_told_by_the_column():
    assert [row[0] for row in read("12/31/2025\t1\n01/02/2026\t2")] == ["2025-12-31", "2026-01-02"]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("2/3/26\tx", "value"), ("2/3/26\tnan", "value"), ("2/3/26\tinf", "value"), ("2/3/26\t1e308", "value"),
        ("31/2/26\t5", "on"), ("soon\t5", "on"), ("\t5", "on"), ("4/3/26\t5", "on"),
        ("2/3/26\t5\t" + "x" * 401, "note"),
    ],
)  # fmt: skip
def test_each_problem_is_said_at_its_cell(text, cell):
    assert wrong(f"1/3/26\t5\n{text}") == [(2, cell)]


@pytest.mark.parametrize(
    ("text", "cell"),
    [("2/3/26\t21\t20", "value"), ("2/3/26\t85%\t20", "value"), ("2/3/26\t5\t0", "denominator"),
     ("2/3/26\t5", "denominator"), ("2/3/26\t-1\t20", "value"), ("2/3/26\t\t20", "value"),
     ("2/3/26\t5\tmany", "denominator")],
)  # fmt: skip
def test_a_proportion_that_cannot_be_is_said_at_its_cell(text, cell):
    assert wrong(f"1/3/26\t5\t20\n{text}", SHARE) == [(2, cell)]


def test_a_percent_sign_is_taken_away_where_one_number_is_the_figure():
    assert read("2/3/26\t85 %")[0][1] == 85


def test_a_decimal_comma_between_commas_is_asked_about():
    assert wrong("2/3/26,7,5\n1/3/26,8,5") == [(1, "value"), (2, "value")]
    assert read("2/3/26,7.5,robot\n1/3/26,8.5,") == [
        ("2026-03-02", 7.5, None, "robot"),
        ("2026-03-01", 8.5, None, ""),
    ]


def test_empty_cells_are_gaps():
    rows = read_text("1/3/26\t5\n2/3/26\t\n3/3/26\tn/a", MINUTES)
    assert [row.is_gap for row in rows] == [False, True, True]


def test_a_month_is_entered_under_any_of_its_days_also_one_to_come():
    monthly = Sense(Kind.MEASUREMENT, Often.MONTH, NOW)
    assert [row[0] for row in read("31/3/2026\t5\nFeb 2026\t6", monthly)] == ["2026-03-01", "2026-02-01"]
    assert wrong("1/4/2026\t5\n1/3/26\t6", monthly) == [(1, "on")]


def test_too_long_a_table_and_an_empty_one_are_refused():
    with pytest.raises(TableRefused, match="5,000"):
        read_text("1/3/26\t5\n" * (MOST_ROWS + 2), MINUTES)
    for text in ("", "\n\n", "\t\t"):
        with pytest.raises(TableRefused, match="nothing"):
            read_text(text, MINUTES)


@pytest.mark.parametrize(
    "text", ['"', '1/3/26\t"5\n2/3/26\t6', "\x00", "=1+1\t=HYPERLINK()", "a\tb\nc", "1", "🙂\t🙂"]
)
def test_no_text_makes_it_stumble(text):
    with suppress(TableRefused):
        read_text(text, SHARE)


def address(measure):
    return f"/measures/{measure.id}/readings/pasted"


def look(client, measure, text):
    page = client.post(address(measure), {"table": text})
    assert problems(page.text) == []
    return page


def go_on(client, measure, page, **typed):
    return client.post(address(measure), filled(page, address(measure), **typed))


def dates(number, start="2026-01-01"):
    return [(day(start) + timedelta(days=k)).isoformat() for k in range(number)]


def test_nothing_is_entered_before_it_was_seen(ben, measure):
    page = look(ben, measure, "2026-01-01\t5\n2026-01-02\t6")
    assert "2 new readings" in page.text
    assert figures(measure) == []
    assert go_on(ben, measure, page, enter="all").status_code == 303
    assert figures(measure) == [5, 6]


def test_the_good_rows_go_in_and_the_others_stay_on_the_page(ben, measure):
    page = look(ben, measure, "2026-01-01\t5\n2026-01-02\tx\n2026-01-03\t7")
    assert page.select_one("#value-2 .nhsuk-error-message")
    left = go_on(ben, measure, page, enter="good")
    assert figures(measure) == [5, 7]
    assert left.select_one("#table").text.strip() == "2026-01-02\tx"
    assert go_on(ben, measure, left, table="2026-01-02\t6", enter="all").status_code == 303
    assert figures(measure) == [5, 6, 7]


def test_all_rows_do_not_go_in_while_one_is_wrong(ben, measure):
    page = look(ben, measure, "2026-01-01\t5\n2026-01-02\tx")
    assert go_on(ben, measure, page, enter="all").status_code == 422
    assert figures(measure) == []


def test_a_table_sent_twice_goes_in_once(ben, measure):
    page = look(ben, measure, "2026-01-01\t5")
    sent = filled(page, address(measure), enter="all")
    for _ in range(2):
        assert ben.post(address(measure), sent).status_code == 303
    assert figures(measure) == [5]


def test_a_table_that_grew_adds_only_what_is_new(ben, trust, measure):
    measure.add_reading(trust.ana, day("2026-01-01"), 5)
    page = look(ben, measure, "2026-01-01\t5\n2026-01-02\t6")
    assert "1 here already" in page.text
    go_on(ben, measure, page, enter="all")
    assert figures(measure) == [5, 6]
    assert go_on(ben, measure, look(ben, measure, "2026-01-01\t5"), enter="all").status_code == 422


@pytest.mark.parametrize(("answer", "after"), [("leave", [5, 7]), ("replace", [6, 7]), ("both", [5, 6, 7])])
def test_a_date_that_has_a_reading_is_asked_about(ben, trust, measure, answer, after):
    measure.add_reading(trust.ana, day("2026-01-01"), 5)
    page = look(ben, measure, "2026-01-01\t6\n2026-01-02\t7")
    asked = go_on(ben, measure, page, enter="all")
    assert asked.status_code == 409 and asked.select_one("#same_date-error")
    assert figures(measure) == [5]
    assert go_on(ben, measure, asked, enter="all", same_date=answer).status_code == 303
    assert figures(measure) == after
    assert [row.value for row in corrections()] == ([5] if answer == "replace" else [])


def test_two_rows_of_one_date_are_asked_about(ben, measure):
    page = look(ben, measure, "2026-01-01\t6\n2026-01-01\t7")
    assert go_on(ben, measure, page, enter="all").status_code == 409
    go_on(ben, measure, page, enter="all", same_date="replace")
    assert figures(measure) == [7]


def test_five_thousand_rows_go_in(ben, measure):
    text = "\n".join(f"{on}\t{k}.25" for k, on in enumerate(dates(MOST_ROWS, "2010-01-01")))
    page = look(ben, measure, text)
    assert go_on(ben, measure, page, enter="all").status_code == 303
    assert len(figures(measure)) == MOST_ROWS


def typed(client, measure, **cells):
    path = f"/measures/{measure.id}/readings/typed"
    return client.post(
        path, filled(client.get(f"/measures/{measure.id}/readings"), path, enter="all", **cells)
    )


def test_the_table_on_the_page_takes_what_is_typed(ben, share):
    cells = {
        "on-1": "2 March 2026",
        "value-1": "16",
        "denominator-1": "20",
        "on-3": "1/3/26",
        "value-3": "0",
        "denominator-3": "0",
    }
    assert typed(ben, share, **cells).status_code == 303
    assert held(share) == [(day("2026-03-01"), 0, 0), (day("2026-03-02"), 16, 20)]


def test_a_problem_stands_at_the_cell_that_was_typed_and_nothing_is_lost(ben, share):
    answer = typed(
        ben, share, **{"on-1": "31/2/26", "value-1": "30", "denominator-1": "20", "note-1": "robot"}
    )
    assert answer.status_code == 422
    assert answer.select_one("#on-1-error") and answer.select_one("#value-1-error")
    assert answer.select_one("#note-1")["value"] == "robot"
    assert problems(answer.text) == []
    assert answer.select_one(".nhsuk-error-summary a[href='#on-1']")


def test_an_empty_table_says_so(ben, measure):
    assert "There is no reading to enter" in typed(ben, measure).text


def test_a_day_to_come_is_a_problem_of_its_cell(ben, measure):
    soon = (today() + timedelta(days=2)).isoformat()
    assert (
        "in the future"
        in typed(ben, measure, **{"on-1": soon, "value-1": "5"}).select_one("#on-1-error").text
    )


def send(client, measure, name, content):
    return client.post(
        f"/measures/{measure.id}/upload",
        {"sheet": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )


def workbook(rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_shown_like_a_pasted_table_and_goes_in(ben, share):
    rows = [
        ["Daily figures", None, None],
        ["Date", "Home", "Out of"],
        [day("2026-03-01"), 16, 20],
        [day("2026-03-02"), 12.0, 18],
    ]
    page = send(ben, share, "figures.xlsx", workbook(rows[1:]))
    assert "2 new readings" in page.text and figures(share) == []
    assert go_on(ben, share, page, enter="all").status_code == 303
    assert held(share) == [(day("2026-03-01"), 16, 20), (day("2026-03-02"), 12, 18)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.xlsx", b"PK\x03\x04broken"),
        ("a.png", b"\x89PNG\r\n"),
        ("a.csv", b"1/3/26,5\n" * 5002),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_at_the_field(ben, measure, name, content):
    answer = send(ben, measure, name, content)
    assert answer.status_code == 422
    assert answer.select_one("#sheet-error")


def test_no_file_is_asked_for(ben, measure):
    assert ben.post(f"/measures/{measure.id}/upload", {}).select_one("#sheet-error")


def test_several_a_day_need_no_question(ben, trust):
    several = make(trust, several=True)
    go_on(ben, several, look(ben, several, "2026-01-01\t6\t7\n2026-01-01\t8"), enter="all")
    assert figures(several) == [6, 7, 8]
