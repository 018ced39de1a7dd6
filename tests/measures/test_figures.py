"""Numbers as people type them, and readings that cannot be true."""

import pytest

from improve.measures.figures import (
    LARGEST,
    NotANumber,
    as_typed,
    end_of_period,
    in_words,
    period_of,
    problems,
    read_cell,
    read_number,
)
from improve.measures.kinds import Kind, Often
from tests.measures.world import day

READ = [
    ("12", 12), (" 7.5 ", 7.5), ("7,5", 7.5), ("1,234", 1234), ("1,234.5", 1234.5), ("1.234,5", 1234.5),
    ("1 234", 1234), ("1 234,5", 1234.5), ("1’234", 1234), ("12,345,678", 12345678), ("85 %", 85), ("85%", 85),
    ("-3", -3), ("−3", -3), ("+3", 3), (".5", 0.5), ("1e3", 1000), ("1.234", 1.234), ("0", 0),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "number"), READ)
def test_a_number_is_read_as_people_write_it(typed, number):
    assert read_number(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "x",
        "nan",
        "NaN",
        "inf",
        "-inf",
        "infinity",
        "1e308",
        "1e13",
        "1..2",
        "1,2,3",
        "٣x",
        "0x10",
        "12 apples",
    ],
)
def test_what_is_no_number_is_refused_with_a_sentence(typed):
    with pytest.raises(NotANumber, match="Enter a number"):
        read_number(typed)


def test_the_largest_figure_is_taken_and_one_more_refused():
    assert read_number("1e12") == LARGEST
    with pytest.raises(NotANumber, match="between"):
        read_number("1000000000001")


def test_two_numbers_in_a_cell_are_read_where_a_reading_has_two():
    assert read_cell("5/20", Kind.PROPORTION) == read_cell("5 of 20", Kind.RATE) == (5, 20)
    with pytest.raises(NotANumber):
        read_cell("5/20", Kind.MEASUREMENT)


@pytest.mark.parametrize(
    ("kind", "value", "denominator", "field"),
    [
        (Kind.COUNT, -1, None, "value"),
        (Kind.COUNT, 1.5, None, "value"),
        (Kind.PROPORTION, 21, 20, "value"),
        (Kind.PROPORTION, 1, None, "denominator"),
        (Kind.PROPORTION, 1, 0, "denominator"),
        (Kind.PROPORTION, 1, -3, "denominator"),
        (Kind.PROPORTION, 1, 2.5, "denominator"),
        (Kind.RATE, -1, 100, "value"),
        (Kind.RATE, 1, None, "denominator"),
        (Kind.TIME_BETWEEN, 0, None, "value"),
        (Kind.CASES_BETWEEN, 2.5, None, "value"),
    ],
)
def test_a_reading_that_cannot_be_true_is_refused_at_its_field(kind, value, denominator, field):
    assert [name for name, _ in problems(kind, value, denominator)] == [field]


@pytest.mark.parametrize(
    ("kind", "value", "denominator"),
    [(Kind.MEASUREMENT, -5, None), (Kind.PROPORTION, 0, 0), (Kind.PROPORTION, 20, 20), (Kind.RATE, 3, 812.5)],
)
def test_a_reading_that_can_be_true_is_taken(kind, value, denominator):
    assert problems(kind, value, denominator) == []


def test_a_reading_stands_under_the_first_day_of_its_period():
    assert period_of(day("2026-03-05"), Often.WEEK) == day("2026-03-02")
    assert period_of(day("2026-03-05"), Often.MONTH) == day("2026-03-01")
    assert end_of_period(day("2026-02-01"), Often.MONTH) == day("2026-02-28")


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (None, ""),
        (12.0, "12"),
        (1234.5, "1,234.5"),
        (0.1 + 0.2, "0.3"),
        (1e12, "1,000,000,000,000"),
        (-0.5, "-0.5"),
    ],
)
def test_a_figure_is_said_without_what_a_computer_adds(figure, words):
    assert in_words(figure) == words


@pytest.mark.parametrize("figure", [12.0, 0.1, 1234.56, 1e-7, -3.5, 1e12])
def test_a_figure_in_a_field_comes_back_the_same(figure):
    assert read_number(as_typed(figure)) == figure
