"""The XmR chart of Making Data Count, with figures worked out by hand."""

import pytest

from improve.measures.kinds import Wanted
from improve.measures.rules.findings import Assurance, Finding, Rule, VariationIcon
from improve.measures.rules.points import ChartRefused, Gaps, Point, TwoOfThree
from improve.measures.spc import analyse
from tests.measures.building import day, rules, series, xmr

WIDE = [0, 20] * 6  # mean 10, limits 10 ± 53.2: what follows is never outside
CALM = [10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10, 12]  # mean 11, every range 2: limits 11 ± 5.32


def test_the_limits_are_2_66_average_moving_ranges_from_the_mean():
    part = xmr(*CALM).parts[0]
    assert (part.centre, part.lower, part.upper) == (11, pytest.approx(5.68), pytest.approx(16.32))


def upper_of(values):
    return xmr(*values).parts[0].upper


def test_a_point_on_a_limit_is_not_outside():
    assert xmr(*CALM, upper_of(CALM), baseline=12).points[-1].rule is None


def test_a_point_beyond_a_limit_is_outside():
    last = xmr(*CALM, 16.4, baseline=12).points[-1]
    assert (last.rule, last.is_high, last.finding) == (Rule.OUTSIDE, True, Finding.IMPROVEMENT)


def test_an_unusually_large_range_is_left_out_of_the_limits_and_its_point_stays_in_the_mean():
    found = xmr(*CALM, 50, 10, 12, 10, 12)
    assert found.parts[0].spread.left_out == 2
    assert found.parts[0].upper - found.parts[0].centre == pytest.approx(5.32)
    assert found.parts[0].centre > 11.5


def test_screening_happens_once():
    # Without the range of 106 the one of 14 would be unusually large too; it stays.
    ys = [*[0, 1] * 12, 15, 121]
    assert xmr(*ys).parts[0].spread.left_out == 1


def test_seven_rising_points_are_a_trend_and_six_are_none():
    assert rules(xmr(*WIDE, 7, 8, 9, 10, 11, 12, 13, baseline=12))[12:] == [Rule.TREND] * 7
    assert rules(xmr(*WIDE, 7, 8, 9, 10, 11, 12, baseline=12))[12:] == [None] * 6


def test_equal_neighbours_break_a_trend():
    assert Rule.TREND not in rules(xmr(*WIDE, 7, 8, 9, 10, 10, 11, 12, 13, baseline=12))


def test_the_peak_of_two_trends_belongs_to_the_fall():
    found = xmr(*WIDE, 1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1, baseline=12)
    assert [point.is_high for point in found.points[12:]] == [True] * 6 + [False] * 7


def test_the_end_of_a_rise_that_touches_the_next_trend_on_a_level_counts_as_falling():
    found = xmr(*WIDE, 1, 2, 3, 4, 5, 6, 7, 7, 8, 9, 10, 11, 12, 13, baseline=12)
    assert [point.is_high for point in found.points[12:]] == [True] * 6 + [False] + [True] * 7


def test_seven_points_on_one_side_are_a_shift_and_six_are_none():
    assert rules(xmr(*CALM, *[13] * 7, baseline=12))[12:] == [Rule.ONE_SIDE] * 7
    assert rules(xmr(*CALM, 10, *[13] * 6, baseline=12))[13:] == [None] * 6


def test_a_point_on_the_mean_breaks_the_seven():
    assert rules(xmr(*CALM, 13, 12, 13, 11, 12, 13, 12, baseline=12))[12:] == [None] * 7


def test_two_of_three_near_a_limit_are_marked_and_the_third_is_not():
    assert rules(xmr(*CALM, 15, 12, 15, baseline=12))[12:] == [Rule.TWO_OF_THREE, None, Rule.TWO_OF_THREE]


def test_two_of_three_asks_for_three_on_one_side():
    assert rules(xmr(*CALM, 15, 10, 15, baseline=12))[12:] == [None] * 3


def test_a_point_beyond_the_limit_counts_for_two_of_three_only_by_the_announced_rule():
    ys = [*CALM, 17, 15, 12]
    assert rules(xmr(*ys, baseline=12))[12:] == [Rule.OUTSIDE, None, None]
    announced = xmr(*ys, baseline=12, two_of_three=TwoOfThree.NEAR_OR_BEYOND)
    assert rules(announced)[12:] == [Rule.OUTSIDE, Rule.TWO_OF_THREE, None]


def test_the_chart_says_where_the_announced_rule_would_mark_more():
    notes = {note.code: note.words for note in xmr(*CALM, 17, 15, 12, baseline=12).notes}
    assert "point 14 would be marked too" in notes["two-of-three"]
    assert "two-of-three" not in {note.code for note in xmr(*CALM).notes}


def test_outside_goes_before_trend_and_trend_before_two_of_three():
    found = xmr(*CALM, 9, 10, 11.5, 14, 15, 16, 17, baseline=12)
    assert rules(found)[12:] == [Rule.TREND] * 6 + [Rule.OUTSIDE]


def test_the_variation_icon_is_that_of_the_last_point_only():
    found = xmr(*CALM, 30, 10, 12, baseline=12)
    assert found.points[12].finding == Finding.IMPROVEMENT
    assert found.variation == VariationIcon.COMMON_CAUSE


@pytest.mark.parametrize(
    ("wanted", "last", "icon"),
    [
        (Wanted.HIGHER, 30, VariationIcon.IMPROVEMENT_HIGH),
        (Wanted.HIGHER, -9, VariationIcon.CONCERN_LOW),
        (Wanted.LOWER, 30, VariationIcon.CONCERN_HIGH),
        (Wanted.LOWER, -9, VariationIcon.IMPROVEMENT_LOW),
        (Wanted.NEITHER, 30, VariationIcon.NEUTRAL_HIGH),
        (Wanted.NEITHER, -9, VariationIcon.NEUTRAL_LOW),
    ],
)
def test_the_letter_of_the_icon_follows_what_is_wanted(wanted, last, icon):
    assert xmr(*CALM, last, baseline=12, wanted=wanted).variation == icon


@pytest.mark.parametrize(
    ("wanted", "target", "icon"),
    [
        (Wanted.HIGHER, 20, Assurance.MISSES),
        (Wanted.HIGHER, 5, Assurance.MEETS),
        (Wanted.HIGHER, 11, Assurance.HIT_OR_MISS),
        (Wanted.LOWER, 20, Assurance.MEETS),
        (Wanted.LOWER, 5, Assurance.MISSES),
        (Wanted.NEITHER, 20, None),
        (Wanted.HIGHER, None, None),
    ],
)
def test_the_assurance_icon_compares_the_target_with_the_limits(wanted, target, icon):
    assert xmr(*CALM, wanted=wanted, target=target).assurance == icon


def test_a_target_on_a_limit_is_hit_or_miss():
    assert xmr(*CALM, target=upper_of(CALM)).assurance == Assurance.HIT_OR_MISS


def test_nothing_looks_across_a_rebase():
    ys = [1, 2, 3, 4, 5, 6, 7, 8]
    found = xmr(*ys, rebase=(day(5),))
    assert [(part.start, part.end, part.centre) for part in found.parts] == [(1, 4, 2.5), (5, 8, 6.5)]
    assert rules(found) == [None] * 8


def test_a_rebase_on_a_day_without_a_point_starts_at_the_next_one():
    points = [point for point in series(*range(10)) if point.when != day(5)]
    assert analyse(points, xmr(1, rebase=(day(5),)).settings).parts[1].start == 5


def test_the_baseline_applies_to_every_group_anew():
    found = xmr(*CALM, 30, *[y + 10 for y in CALM], 50, rebase=(day(14),), baseline=12)
    assert [part.centre for part in found.parts] == [11, 21]


@pytest.mark.parametrize("baseline", [0, -3, 11, 12.5])
def test_a_baseline_of_fewer_than_twelve_points_is_refused(baseline):
    with pytest.raises(ChartRefused):
        xmr(*CALM, baseline=baseline)


def test_a_gap_is_closed_and_the_points_beside_it_become_neighbours():
    found = xmr(*WIDE, 7, 8, 9, None, 10, 11, 12, 13)
    assert rules(found)[12:] == [Rule.TREND] * 3 + [None] + [Rule.TREND] * 4
    assert found.parts[0].spread.ranges == 18
    assert "gaps" in {note.code for note in found.notes}


def test_a_gap_can_break_ranges_and_patterns_instead():
    found = xmr(*WIDE, 7, 8, 9, None, 10, 11, 12, 13, gaps=Gaps.BREAK)
    assert rules(found)[12:] == [None] * 8
    assert found.parts[0].spread.ranges == 17


def test_where_gaps_stay_a_chart_that_ends_with_one_shows_no_signal():
    ys = [*CALM, 30, None]
    assert xmr(*ys, baseline=12).variation == VariationIcon.IMPROVEMENT_HIGH
    assert xmr(*ys, baseline=12, gaps=Gaps.BREAK).variation == VariationIcon.COMMON_CAUSE


def test_a_point_left_out_is_shown_and_counts_for_nothing():
    found = xmr(*CALM, 99, excluded=(13,))
    assert found.parts[0].centre == 11
    assert found.points[-1].value == 99
    assert not found.points[-1].is_counted
    assert found.finding == Finding.COMMON_CAUSE


@pytest.mark.parametrize("number", [3, 6, 13])
def test_a_constant_series_lies_on_its_mean(number):
    found = xmr(*[0.1] * number)  # 0.1 three times, added and divided by 3, is a little more than 0.1
    assert {point.seen.side for point in found.points} == {0}
    assert found.parts[0].lower is None
    assert found.variation == VariationIcon.COMMON_CAUSE


def test_a_constant_series_that_is_not_screened_has_its_limits_on_the_mean():
    part = xmr(*[4] * 13, screened=False).parts[0]
    assert (part.lower, part.centre, part.upper) == (4, 4, 4)


def test_a_nearly_constant_series_is_spared_the_screening():
    found = xmr(*[3] * 10, 4, *[3] * 6)
    assert [point.number for point in found.points if point.seen.is_outside] == [11]
    assert "nearly-constant" in {note.code for note in found.notes}


def test_without_the_guard_every_point_of_a_nearly_constant_series_is_outside():
    found = xmr(*[3] * 10, 4, *[3] * 6, guarded=False)
    assert all(point.seen.is_outside for point in found.points)


def test_constantly_at_100_percent_meets_its_target():
    found = xmr(*[100] * 14, target=100, most=100)
    assert found.assurance == Assurance.MEETS
    assert "constant" in {note.code for note in found.notes}
    assert xmr(*[100] * 14, target=100).assurance == Assurance.HIT_OR_MISS
    assert xmr(*[100] * 14, target=101, most=100).assurance == Assurance.HIT_OR_MISS
    assert xmr(*[100] * 13, 99, target=100, most=100).assurance != Assurance.MEETS


def test_one_point_has_a_mean_and_no_limits():
    found = xmr(7)
    assert (found.parts[0].centre, found.parts[0].lower, found.parts[0].upper) == (7, None, None)
    assert found.variation == VariationIcon.COMMON_CAUSE


def test_a_series_without_a_figure_says_so():
    assert (analyse([]).variation, analyse([]).verdict) == (None, "no figures yet")
    assert xmr(None, None).verdict == "no figures yet"


@pytest.mark.parametrize(("number", "is_trial"), [(12, True), (13, False)])
def test_fewer_than_13_points_are_called_trial_limits(number, is_trial):
    found = xmr(*range(number))
    assert found.parts[0].is_short == is_trial
    assert ("trial-limits" in {note.code for note in found.notes}) == is_trial


def test_the_order_of_entry_plays_no_part():
    points = series(*CALM, 17, 15, 12)
    assert analyse(points[::-1]) == analyse(points)


def test_two_figures_of_one_day_are_told_apart_or_refused():
    first, second = Point(day(1), y=1, order=1), Point(day(1), y=2, order=2)
    assert [point.value for point in analyse([second, first]).points] == [1, 2]
    with pytest.raises(ChartRefused):
        analyse([first, first])


@pytest.mark.parametrize("figure", [float("nan"), float("inf"), 1e308])
def test_what_is_no_figure_is_refused(figure):
    with pytest.raises(ChartRefused):
        xmr(1, 2, figure)


def test_a_proportion_is_plotted_as_its_share():
    found = analyse(series(1, 2, 3, n=4), xmr(1, multiply=100).settings)
    assert [point.value for point in found.points] == [25, 50, 75]
