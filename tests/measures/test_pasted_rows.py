"""How a pasted table is read: whatever its order, marks and dates; each problem at its cell. No database."""

from contextlib import suppress

import pytest

from improve.measures.kinds import Kind, Often
from improve.measures.pasted import MOST_ROWS, Sense, TableRefused, read_text
from tests.measures.world import day

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
