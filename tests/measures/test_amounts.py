"""Figures in words: as fine as the chart asks for, and readable when they are huge."""

from datetime import date

import pytest

from improve.measures.amounts import amounts_of, period, short
from improve.measures.kinds import Often


@pytest.mark.parametrize(
    ("values", "value", "line"),
    [
        ([94, 247], "94", "94.0"),
        ([0.2, 0.25], "0.2", "0.2000"),
        ([16, 16.5], "16", "16.000"),
        ([250_000, 900_000], "250,000", "250,000"),
        ([-4, -9], "-4", "-4.00"),
    ],
)
def test_figures_are_as_fine_as_the_range_of_the_chart(values, value, line):
    amounts = amounts_of(values)
    assert (amounts.value(values[0]), amounts.line(values[0])) == (value, line)


def test_nothing_is_never_minus_nothing():
    assert amounts_of([10, 200]).line(-0.001) == "0.0"


def test_a_unit_stands_behind_and_a_percent_sign_touches():
    assert amounts_of([10, 90], "minutes").with_unit(12) == "12 minutes"
    assert amounts_of([10, 90], "%").with_unit(12.5) == "12.5%"


def test_an_axis_of_millions_is_written_in_millions():
    assert short([0, 500_000, 1_000_000], 500_000) == ["0", "0.5m", "1.0m"]
    assert short([0, 1e12], 1e12) == ["0", "1,000bn"]


def test_a_period_is_said_as_people_say_it():
    day = date(2026, 2, 23)
    assert period(day, Often.WEEK, 2026) == "week of 23 February"
    assert period(day, Often.MONTH, 2026) == "February 2026"
    assert period(day, Often.DAY, 2027) == "23 February 2026"
