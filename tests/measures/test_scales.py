"""Axes: round figures, from 0 where that costs little, and words that never touch."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improve.measures.drawing.labels import apart
from improve.measures.drawing.scales import day_labels, days_axis, values_axis
from improve.measures.kinds import Often


def axis(low, high, most=8, ceiling=None):
    return values_axis(low, high, 0, 100, most, ceiling)


def test_an_axis_begins_at_0_where_that_costs_little():
    assert axis(88, 247).ticks == [0, 40, 80, 120, 160, 200, 240, 280]


def test_an_axis_far_from_0_begins_near_its_lowest_value():
    assert axis(96, 100).low > 90


def test_an_axis_of_percentages_ends_at_100():
    assert axis(20, 98, most=4, ceiling=100).ticks == [0, 50, 100]


def test_one_value_has_an_axis_around_it():
    only = axis(12, 12)
    assert only.low < 12 < only.high


def test_values_below_0_keep_their_sign():
    assert axis(-20, 10).ticks[0] < 0 < axis(-20, 10).ticks[-1]


@given(
    st.floats(-1e15, 1e15).filter(lambda y: y == 0 or abs(y) > 1e-9),
    st.floats(0, 1e15).filter(lambda y: y == 0 or y > 1e-9),
    st.integers(3, 9),
)
def test_any_axis_holds_its_values_in_few_round_steps(low, width, most):
    made = axis(low, low + width, most)
    assert made.low <= low and low + width <= made.high
    assert 2 <= len(made.ticks) <= most + 2
    assert all(a < b for a, b in pairwise(made.ticks))


@given(st.lists(st.floats(0, 400), min_size=1, max_size=6).map(sorted))
def test_names_are_moved_apart_and_keep_their_order(wanted):
    places = apart(wanted, 16, 0, 500)
    assert all(b - a >= 15.9 for a, b in pairwise(places))
    assert places[0] >= 0 and places[-1] <= 500


def test_names_that_do_not_touch_stay_where_they_are():
    assert apart([10, 50, 90], 16, 0, 500) == [10, 50, 90]


@pytest.mark.parametrize("days", [1, 7, 30, 365])
@pytest.mark.parametrize("number", [1, 2, 14, 60, 400])
def test_dates_along_an_axis_never_touch(days, number):
    when = [date(1990, 1, 1) + timedelta(days=days * k) for k in range(min(number, 20_000 // days))]
    days_shown = days_axis(when, Often.EVENT, 40, 400)
    labels = day_labels(when, days_shown.points(when), lambda words: 8 * len(words))
    assert labels
    assert all(b[0] - a[0] >= 4 * (len(a[1]) + len(b[1])) for a, b in pairwise(labels))


def test_two_points_of_one_day_stand_beside_each_other():
    when = [date(2026, 3, 2), date(2026, 3, 2), date(2026, 3, 9)]
    xs = days_axis(when, Often.WEEK, 0, 300).points(when)
    assert xs == [50, 150, 250]


def test_a_missing_week_is_a_gap_on_the_axis():
    when = [date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 23)]
    a, b, c = days_axis(when, Often.WEEK, 0, 400).points(when)
    assert c - b == 2 * (b - a)
