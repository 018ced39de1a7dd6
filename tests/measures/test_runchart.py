"""The two Anhøj tests, against the published table and by hand."""

from fractions import Fraction
from math import comb

import pytest

from improve.measures.kinds import Wanted
from improve.measures.rules.findings import Finding, VariationIcon
from improve.measures.runchart import crossings_needed, longest_run_allowed, median, runs_around
from tests.measures.building import day, drawn, series

TABLE = {
    10: (6, 2), 12: (7, 3), 15: (7, 4), 20: (7, 6), 24: (8, 8), 30: (8, 10), 50: (9, 19), 100: (10, 41),
}  # fmt: skip


@pytest.mark.parametrize(("useful", "limits"), TABLE.items())
def test_the_limits_are_those_of_the_published_table(useful, limits):
    assert (longest_run_allowed(useful), crossings_needed(useful)) == limits


@pytest.mark.parametrize("useful", [1, 2, 6, 7, 64, 333])
def test_the_fewest_crossings_are_the_5_percent_point_of_a_fair_coin(useful):
    throws = useful - 1
    chances = [Fraction(sum(comb(throws, i) for i in range(k + 1)), 2**throws) for k in range(throws + 1)]
    assert crossings_needed(useful) == next(
        k for k, chance in enumerate(chances) if chance >= Fraction(1, 20)
    )


def test_five_thousand_points_are_counted_exactly():
    assert crossings_needed(5_000) == 2_441


def test_a_point_on_the_line_neither_breaks_nor_lengthens_a_run():
    runs = runs_around(5, [6, 7, 5, 8, 5, None, 9, 1])
    assert (runs.observed, runs.useful, runs.longest, runs.crossings) == (8, 5, 4, 1)


def test_a_run_is_too_long_only_beyond_the_limit():
    assert not runs_around(0, [*[1] * 7, -1, 1, -1, 1, -1, 1, -1, 1]).is_run_too_long
    assert runs_around(0, [*[1] * 8, -1, 1, -1, 1, -1, 1, -1]).is_run_too_long


def test_fewer_than_the_fewest_crossings_are_a_signal():
    assert not runs_around(0, [1, 1, 1, -1, -1, -1, -1, 1, 1, 1]).crosses_too_seldom
    assert runs_around(0, [1, 1, 1, 1, 1, -1, -1, -1, -1, -1]).crosses_too_seldom


def test_without_useful_points_there_is_no_figure_and_no_signal():
    runs = runs_around(3, [3, 3, None])
    assert (runs.useful, runs.longest, runs.crossings, runs.is_signal) == (0, None, None, False)
    assert not runs_around(None, [None]).is_signal


def test_the_median_of_an_even_number_lies_between_the_middle_two():
    assert median([4, 1, None, 3, 2]) == 2.5


def test_a_run_chart_has_the_median_and_no_limits():
    part = drawn("run", series(1, 2, 9)).parts[0]
    assert (part.centre, part.lower, part.upper) == (2, None, None)


def test_the_baseline_of_a_run_chart_is_overruled_by_a_rebase():
    ys = [1, 1, 1, 5, 5, 5]
    assert drawn("run", series(*ys), baseline=3).parts[0].centre == 1
    rebased = drawn("run", series(*ys), baseline=2, rebase=(day(3),))
    assert [part.centre for part in rebased.parts] == [1, 5]


def test_a_shift_on_a_run_chart_is_an_improvement_to_the_side_of_its_end():
    ys = [*[1, 2, 1, 2, 1] * 2, *[8, 9] * 5]
    assert drawn("run", series(*ys)).variation == VariationIcon.IMPROVEMENT_HIGH
    assert drawn("run", series(*ys), wanted=Wanted.LOWER).finding == Finding.CONCERN


def test_with_few_useful_points_nothing_is_claimed():
    found = drawn("run", series(*[1] * 8), centre=0)
    assert found.parts[0].runs.is_signal
    assert found.finding == Finding.COMMON_CAUSE
    assert found.verdict == "too few points to tell"
