"""Predicted, happened, is it real? What the readings of a cycle say, in figures and in words."""

import math
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from improve.measures.kinds import Chart, Often, Wanted
from improve.measures.rules.points import Point, Settings
from improve.pdsa.comparison import Real, compare
from improve.pdsa.comparison_words import Told, said, shows_what_was_predicted
from improve.pdsa.span import Baseline, Span
from tests.pdsa.measured import BEFORE, FIRST, TOLD, WITHIN, compared, frozen, span, weekly, words

LOW_RUN = (12, 12, 13, 11, 12, 13, 12)


def test_the_screen_of_the_design_in_its_own_words():
    says = words(weekly())
    assert says.sentence == "Predicted: fall to 12 by 3 March. Happened: 13.5, no signal yet, 8 points."
    assert (says.predicted.figure, says.happened.figure, says.real.figure) == ("12", "13.5", "Not yet")
    assert says.predicted.words == "Fall from 16 to 12 by 3 March"
    assert says.happened.words.startswith("Mean of 8 points. Lowest 10, highest 18. 2.5 lower than 16")
    assert says.real.words == "No signal. The last 4 points are below 16; 7 in a row would be one, so 3 more"
    assert says.cautions[0].startswith(
        "It may have helped. It may also be chance: before it started, single weeks"
    )


def test_seven_in_a_row_within_the_cycle_are_real():
    found = compared(weekly(within=LOW_RUN))
    assert found.real == Real.YES
    assert not found.signal.began_before
    assert shows_what_was_predicted(found, "down") and not shows_what_was_predicted(found, "up")
    assert "more than chance" in words(weekly(within=LOW_RUN)).cautions[0]


def test_a_run_that_began_before_the_cycle_is_not_its_doing():
    before = (*BEFORE[:-4], 13, 13, 12, 13)
    found = compared(weekly(before=before, within=(12, 13, 12, 13)))
    assert found.real == Real.YES and found.signal.began_before
    assert not shows_what_was_predicted(found, "down")
    assert "began before this cycle" in words(weekly(before=before, within=(12, 13, 12, 13))).cautions[0]


def test_one_low_week_before_does_not_take_a_long_run_away_from_the_cycle():
    found = compared(weekly(before=(*BEFORE[:-1], 15), within=LOW_RUN))
    assert found.real == Real.YES and not found.signal.began_before


def test_a_signal_the_other_way_is_said():
    worse = words(weekly(within=(40, 41, 39, 42)))
    assert worse.real.figure == "Yes"
    assert "went up, which you did not predict" in worse.cautions[0]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_fewer_than_three_readings_are_not_compared(number):
    says = words(weekly(within=WITHIN[:number]))
    assert says.real.figure == "Too few points"
    assert "in words" in says.cautions[0]


def test_without_a_reading_from_before_nothing_is_compared():
    says = words(weekly(before=()))
    assert says.real.figure == "Too few points"
    assert "nothing to compare with" in says.real.words


def test_a_few_readings_before_are_named_as_few():
    assert any("Only 5 points from before" in words for words in words(weekly(before=BEFORE[:5])).cautions)


def test_proportions_are_summed_over_sums():
    points = weekly(before=(1, 9), within=(1, 1, 40), sizes=[10, 10, 2, 2, 40])
    found = compared(points, chart=Chart.P, multiply=100.0)
    assert found.baseline.value == 50.0
    assert found.mean == pytest.approx(100 * 42 / 44)  # the mean of the three percentages would be 66.7


def test_the_week_in_which_do_began_counts_for_neither():
    wednesday = FIRST + timedelta(days=2)
    found = compared(weekly(), first=wednesday)
    assert found.points == len(WITHIN) - 1
    assert found.baseline.points == len(BEFORE)


def test_the_baseline_reaches_back_to_the_last_rebase():
    since = FIRST - timedelta(weeks=6)
    found = compared(weekly(), rebase=(since,))
    assert (found.baseline.points, found.baseline.value) == (6, pytest.approx(sum(BEFORE[-6:]) / 6))


def test_a_rebase_after_the_start_changes_nothing():
    assert replace(compared(weekly(), rebase=(FIRST,)), analysis=None) == replace(
        compared(weekly()), analysis=None
    )


def test_a_point_left_out_counts_for_nothing():
    points = weekly()
    points[-1] = replace(points[-1], excluded=True)
    found = compared(points)
    assert (found.points, found.lowest) == (len(WITHIN) - 1, 12)


def test_what_was_corrected_after_do_leaves_the_frozen_baseline():
    points, kept = weekly(), frozen(weekly())
    points[0] = replace(points[0], y=99)
    found = compare(points, Settings(wanted=Wanted.LOWER), span(points), kept)
    assert (found.baseline, found.changed) == (kept, 1)
    (says,) = [words for words in said(found, TOLD).cautions if "frozen at Do" in words]
    assert "frozen at Do: 16, of 22 points" in says
    assert "1 reading from before was put right" in says and "now it would be 19.73" in says


def test_no_line_of_the_cycle_moves_by_what_is_corrected_after_do():
    points, kept = weekly(), frozen(weekly())
    asked = Settings(wanted=Wanted.LOWER)
    before = compare(points, asked, span(points), kept)
    points[0] = replace(points[0], y=99)
    points[1] = replace(points[1], excluded=True)
    after = compare([*points[:2], *points[3:]], asked, span(points), kept)
    assert after.analysis == before.analysis
    assert (after.difference, after.signal, after.changed) == (before.difference, before.signal, 3)


def test_a_reading_from_before_that_is_entered_after_do_is_told_and_moves_nothing():
    points = weekly()
    kept = frozen(points[1:])
    found = compare(points, Settings(wanted=Wanted.LOWER), span(points), kept)
    assert (found.baseline.points, found.changed) == (21, 0)  # it lies before all that was frozen
    kept = frozen([points[0], *points[2:]])
    found = compare(points, Settings(wanted=Wanted.LOWER), span(points), kept)
    assert (found.baseline.points, found.changed, found.now.points) == (21, 1, 22)


def test_lines_worked_out_afresh_after_do_correct_no_reading():
    points, kept = weekly(), frozen(weekly())
    asked = Settings(wanted=Wanted.LOWER, rebase=(FIRST - timedelta(weeks=6),))
    assert compare(points, asked, span(points), kept).changed == 0


def test_to_stay_the_same_is_borne_out_by_no_signal():
    found = compared(weekly(within=BEFORE[:6]))
    assert found.real == Real.NOT_YET and shows_what_was_predicted(found, "same")
    assert (
        "Nothing shows that it changed"
        in said(found, replace(TOLD, direction="same", amount=None)).cautions[0]
    )


def test_what_else_happened_is_named():
    assert (
        "evening pharmacist (2 February)"
        in words(weekly(), also=["evening pharmacist (2 February)"]).cautions[-1]
    )


def test_a_chart_of_ranges_is_asked_as_a_chart_of_figures():
    assert compared(weekly(), chart=Chart.MR).analysis.settings.chart == Chart.XMR


def test_on_other_charts_a_run_longer_than_chance_is_a_signal():
    found = compared(weekly(within=(12,) * 9), chart=Chart.RUN)
    assert found.real == Real.YES and found.signal.points == 9


figure = some.floats(min_value=-1e12, max_value=1e12)
point = some.tuples(
    figure,
    some.one_of(some.none(), some.floats(min_value=0, max_value=1e12)),
    some.booleans(),
)
chart = some.sampled_from(list(Chart))


@given(
    rows=some.lists(point, max_size=30),
    kind=chart,
    starts=some.integers(-5, 40),
    held=some.one_of(some.none(), figure),
    direction=some.sampled_from(["up", "down", "same"]),
    amount=some.one_of(some.none(), figure),
    rebases=some.lists(some.integers(0, 30), max_size=3),
    often=some.sampled_from(list(Often)),
)
def test_random_readings_are_compared_without_nan_and_without_an_error(
    rows, kind, starts, held, direction, amount, rebases, often
):
    first = date(2025, 1, 6)
    several = kind in (Chart.XBAR, Chart.S)
    points = [
        Point(
            first + timedelta(days=k),
            None if several else y,
            None if several else n,
            (y, -y) if several else (),
            gone,
        )
        for k, (y, n, gone) in enumerate(rows)
    ]
    begun = first + timedelta(days=starts)
    settings = Settings(
        chart=kind, rebase=tuple(sorted(first + timedelta(days=k) for k in rebases)), multiply=100.0
    )
    days = Span(begun, begun + timedelta(days=20), often)
    found = compare(points, settings, days, Baseline(held, 0 if held is None else 5))
    assert all(
        value is None or math.isfinite(value) for value in (found.mean, found.lowest, found.difference)
    )
    says = said(found, Told(direction, amount, "3 March", "", often))
    text = " ".join(
        [says.sentence, *says.cautions, says.predicted.words, says.happened.words, says.real.words]
    )
    assert "nan" not in text.lower().replace("finance", "") and "inf" not in text.lower()
