"""Centre lines and limits of the Shewhart charts, by hand and against printed tables."""

import math
import statistics

import pytest

from improve.measures.rules.findings import Assurance, Finding
from improve.measures.rules.points import ChartRefused
from tests.measures.building import day, drawn, series, subgroups, values

# Montgomery, Introduction to Statistical Quality Control, appendix VI: size of a subgroup, A3, B3, B4.
CONSTANTS = [(2, 2.659, 0, 3.267), (5, 1.427, 0, 2.089), (6, 1.287, 0.030, 1.970), (10, 0.975, 0.284, 1.716)]


def limits(found, number=1):
    seen = found.points[number - 1].seen
    return seen.lower, seen.upper


def test_an_i_chart_reaches_3_average_ranges_by_1_128():
    part = drawn("i", series(10, 12, 10, 12)).parts[0]
    assert (part.centre, part.upper) == (11, 11 + 3 * (2 / 1.128))


def test_a_moving_range_bridges_a_point_left_out_and_no_gap():
    assert drawn("i", series(1, 50, 3, 5, excluded=(2,))).parts[0].spread.average == 2
    assert drawn("i", series(1, None, 3, 5)).parts[0].spread.ranges == 1


def test_a_point_left_out_is_still_compared_with_the_limits():
    found = drawn("i", series(1, 2, 1, 2, 50, 1, 2, excluded=(5,)))
    assert found.points[4].seen.is_outside
    assert found.parts[0].runs.observed == 6


def test_the_lower_limit_of_an_i_chart_is_cut_at_0_only_if_asked_and_nothing_is_negative():
    assert drawn("i", series(0, 9, 0, 9)).parts[0].lower < 0
    assert drawn("i", series(0, 9, 0, 9), never_below_zero=True).parts[0].lower == 0
    assert drawn("i", series(-1, 9, 0, 9), never_below_zero=True).parts[0].lower < 0


def test_a_centre_line_from_elsewhere_keeps_the_spread_of_the_figures():
    part = drawn("i", series(10, 12, 10, 12), centre=20).parts[0]
    assert (part.centre, part.upper) == (20, 20 + 3 * (2 / 1.128))


def test_a_moving_range_chart_begins_afresh_in_each_part_and_has_no_runs_signal():
    found = drawn("mr", series(1, 2, 4, 9, 9, 9), rebase=(day(4),))
    assert values(found) == [None, 1, 2, None, 0, 0]
    assert found.parts[0].upper == 3.267 * 1.5
    assert found.assurance is None


def test_more_variation_is_neither_good_nor_bad():
    found = drawn("mr", series(*[1, 2] * 10, 90))
    assert found.finding == Finding.NEUTRAL_HIGH


def test_a_c_chart_has_poisson_limits_not_below_0():
    part = drawn("c", series(4, 2, 6, 4)).parts[0]
    assert (part.centre, part.lower, part.upper) == (4, 0, 10)


def test_a_p_chart_divides_all_by_all():
    found = drawn("p", series(1, 9, n=[10, 30]))
    assert found.parts[0].centre == 10 / 40
    assert limits(found, 2) == (
        pytest.approx(0.25 - 3 * math.sqrt(0.25 * 0.75 / 30)),
        pytest.approx(0.487170824513),
    )


def test_a_p_chart_stays_between_0_and_1():
    assert limits(drawn("p", series(1, 2, n=2))) == (0, 1)


@pytest.mark.parametrize("chart", ["p", "u", "pp", "up", "run", "xmr"])
def test_nothing_out_of_0_is_no_figure(chart):
    found = drawn(chart, series(1, 3, 2, 5, n=[10, 0, 10, 20]))
    assert values(found)[1] is None
    assert limits(found, 2) == (None, None)
    assert not found.points[1].is_counted


def test_all_of_none_is_an_empty_chart():
    found = drawn("p", series(0, 0, n=0))
    assert (found.parts[0].centre, found.finding) == (None, None)


@pytest.mark.parametrize(("share", "line"), [(0, 0), (8, 1)])
def test_a_p_chart_of_nothing_or_everything_has_its_limits_on_the_line(share, line):
    found = drawn("p", series(*[share] * 5, n=8))
    assert {limits(found, k) for k in range(1, 6)} == {(line, line)}
    assert not any(point.seen.is_outside for point in found.points)


def test_a_u_chart_has_poisson_limits_by_exposure():
    found = drawn("u", series(2, 6, n=[10, 30]), multiply=1_000)
    assert found.parts[0].centre == 200
    assert limits(found, 2) == (0, pytest.approx(1_000 * (0.2 + 3 * math.sqrt(0.2 / 30))))


@pytest.mark.parametrize("chart", ["pp", "up"])
def test_laney_limits_are_stretched_by_what_the_shares_really_vary(chart):
    points = series(100, 300, 100, 300, n=1_000)
    plain, stretched = drawn(chart[0], points), drawn(chart, points)
    spread = stretched.parts[0].spread.average / 1.128
    centre = plain.parts[0].centre
    assert limits(stretched)[1] - centre == pytest.approx(spread * (limits(plain)[1] - centre))
    assert spread > 1


def test_laney_limits_need_some_variation():
    assert limits(drawn("pp", series(0, 0, 0, n=9))) == (None, None)


@pytest.mark.parametrize(("size", "a3", "b3", "b4"), CONSTANTS)
def test_the_constants_of_subgroups_are_those_of_the_printed_tables(size, a3, b3, b4):
    points = subgroups(range(size), range(2, size + 2))
    inside = statistics.stdev(range(size))
    means, deviations = drawn("xbar", points), drawn("s", points)
    assert (limits(means)[1] - means.parts[0].centre) / inside == pytest.approx(a3, abs=6e-4)
    assert limits(deviations)[0] / inside == pytest.approx(b3, abs=6e-4)
    assert limits(deviations)[1] / inside == pytest.approx(b4, abs=6e-4)


def test_the_mean_of_subgroups_counts_every_figure_once():
    assert drawn("xbar", subgroups([1, 3], [5, 5, 5, 5])).parts[0].centre == 4


def test_the_spread_of_subgroups_is_pooled_where_their_sizes_differ():
    assert drawn("s", subgroups([0, 2], [0, 3, 6])).parts[0].centre == pytest.approx(math.sqrt((2 + 18) / 3))
    assert drawn("s", subgroups([0, 2], [0, 4])).parts[0].centre == pytest.approx(3 / math.sqrt(2) * 1)


def test_a_subgroup_of_one_has_no_spread_and_no_limits():
    found = drawn("xbar", subgroups([1, 3], [5], [2, 4]))
    assert values(found) == [2, 5, 3]
    assert limits(found, 2) == (None, None)
    assert values(drawn("s", subgroups([1, 3], [5], [2, 4])))[1] is None


def test_a_t_chart_is_an_i_chart_of_rooted_times():
    ys = [3, 9, 1, 14, 6, 2]
    rooted = drawn("i", series(*[y ** (1 / 3.6) for y in ys])).parts[0]
    part = drawn("t", series(*ys)).parts[0]
    assert part.centre == pytest.approx(rooted.centre**3.6)
    assert part.upper == pytest.approx(rooted.upper**3.6)
    assert part.lower == 0


def test_equal_times_lie_on_the_line_of_a_t_chart():
    found = drawn("t", series(*[7.3] * 9))
    assert found.parts[0].runs.useful == 0


def test_a_single_time_has_a_line_and_no_upper_limit():
    part = drawn("t", series(4)).parts[0]
    assert (part.centre, part.lower, part.upper) == (pytest.approx(4), 0, None)


@pytest.mark.parametrize("time", [0, -1])
def test_a_t_chart_needs_times_above_0(time):
    with pytest.raises(ChartRefused):
        drawn("t", series(3, time, 4))


def test_a_g_chart_has_the_median_as_its_line_and_limits_from_the_mean():
    part = drawn("g", series(1, 2, 9)).parts[0]
    assert (part.centre, part.lower, part.upper) == (2, 0, 4 + 3 * math.sqrt(20))


def test_a_g_chart_whose_mean_is_given_draws_its_line_at_the_middle_of_such_counts():
    part = drawn("g", series(1, 2, 9), centre=4).parts[0]
    assert (part.centre, part.upper) == (0.693 * 4, 4 + 3 * math.sqrt(20))


def test_the_last_point_beyond_a_limit_decides_the_icon():
    found = drawn("c", series(*[4, 5] * 8, 30))
    assert found.finding == Finding.IMPROVEMENT


def test_the_target_is_compared_with_the_limits_of_the_last_point():
    # 80 % throughout; the limits are 68 and 92 % where 100 were counted, and 74 and 86 % where 400 were.
    points = series(*[80] * 9, 320, n=[*[100] * 9, 400])
    assert drawn("p", points, target=0.7).assurance == Assurance.MEETS
    assert drawn("p", points[:9], target=0.7).assurance == Assurance.HIT_OR_MISS
    assert drawn("p", points, target=0.9).assurance == Assurance.MISSES
