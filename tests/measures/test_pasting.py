"""A table typed, pasted or sent as a file, on its page: nothing lost, nothing twice, all rows or the good ones."""

import io
from datetime import timedelta

import pytest
from openpyxl import Workbook

from improve.measures.pasted import MOST_ROWS
from tests.filling import filled
from tests.measures.world import corrections, day, figures, held, make, today
from tests.real.html import problems


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
