"""Where a comparison could claim more than its readings can say."""

from dataclasses import replace
from datetime import timedelta

from improve.core import clock
from improve.measures.kinds import Chart, Kind, Often
from improve.measures.rules.points import Point, Settings
from improve.pdsa.comparison import Real, compare
from improve.pdsa.comparison_words import shows_what_was_predicted
from improve.pdsa.measuring import comparison_of
from improve.pdsa.span import Span
from tests.pdsa.measured import FIRST, TOLD, compared, frozen, weekly, words
from tests.pdsa.story import BEFORE, all_of, doing, filled, later, read


def test_the_first_time_between_two_events_counts_for_neither_side():
    # It began before the cycle did, and whoever begins on any day more often finds a long one going on.
    before = [Point(FIRST - timedelta(days=10 * k), y=10.0) for k in range(14, 0, -1)]
    within = [
        Point(FIRST + timedelta(days=day), y=gap)
        for day, gap in ((30, 40.0), (40, 10.0), (50, 10.0), (60, 10.0))
    ]
    days = Span(FIRST, FIRST + timedelta(days=70), Often.EVENT, is_between=True)
    found = compare([*before, *within], Settings(chart=Chart.T), days, frozen(before))
    assert (found.points, found.mean, found.highest) == (3, 10.0, 10.0)


def test_a_cycle_measured_by_times_between_begins_at_its_first_event(trust, ready):
    gaps = filled(trust, (9.0,) * 13, kind=Kind.TIME_BETWEEN, chart=Chart.T, often=Often.EVENT, unit="")
    cycle = doing(trust, ready, gaps)
    read(trust, gaps, 30.0, 9.0, 9.0)
    with later(3):
        assert comparison_of(cycle).compared.points == 2


def test_one_point_beyond_a_limit_is_not_said_to_be_where_the_mean_went():
    # One bad week, and else better than before: the rule fires upwards, the mean goes down.
    points = weekly(within=(30, 11, 14, 12, 11))
    found, says = compared(points), words(points)
    assert found.real == Real.YES and found.signal.label.is_high and found.difference < 0
    assert not any("went up" in caution for caution in says.cautions)
    assert "a real change" not in says.sentence
    assert not shows_what_was_predicted(found, "up")


def test_figures_from_before_the_start_are_not_exchanged_unseen(trust, ready):
    made = filled(trust)
    cycle = doing(trust, ready, made)
    first, second = (made.readings_of(clock.today() - timedelta(days=back))[0] for back in (3, 4))
    first.correct(made, trust.ana, second.value, None)
    second.correct(made, trust.ana, 16, None)
    assert any("2 readings from before were" in words for words in comparison_of(cycle).said.cautions)


def test_another_chart_after_do_is_said(trust, ready):
    made = filled(trust)
    cycle = doing(trust, ready, made)
    assert not comparison_of(cycle).compared.is_other_chart
    made.chart = Chart.C
    found = comparison_of(cycle)
    assert found.compared.is_other_chart and not found.compared.changed
    assert any("Another kind of chart" in words for words in found.said.cautions)


def test_readings_of_the_days_between_do_and_the_first_day_are_no_change(trust, ready):
    made = filled(trust)
    first = clock.today() + timedelta(days=3)
    last = first + timedelta(days=5)
    cycle = doing(trust, ready, made, starts_on=first, ends_on=last, prediction_by=last)
    read(trust, made, 15, 16, 14)
    with later(4):
        found = comparison_of(cycle)
    assert not found.compared.changed and found.compared.baseline.points == 13


def test_where_the_chart_of_the_measure_marks_a_point_otherwise_it_is_said_why(trust, ready, as_):
    made = filled(trust)
    cycle = doing(trust, ready, made)
    read(trust, made, 11, 12, 11)
    with later(2):
        assert comparison_of(cycle).differs == ""
        for number, reading in enumerate(all_of(made)[:12]):
            reading.correct(made, trust.ana, 15 + number % 2, None, "read off the wrong line")
        found = comparison_of(cycle)
        assert "as they were at Do" in found.differs
        assert found.differs in as_(trust.ben).get(f"/cycles/{cycle.id}").select_one("#compared").text


def test_where_the_chart_of_the_measure_has_other_lines_it_is_said_from_which_points(trust, ready, as_):
    made = filled(trust)
    cycle = doing(trust, ready, made)
    assert comparison_of(cycle).other_lines == ""
    read(trust, made, 11, 12, 11)
    with later(2):
        page = as_(trust.ben).get(f"/cycles/{cycle.id}").select_one("#compared").text
        assert f"The lines come from the {len(BEFORE)} points before the cycle" in page
        assert f"there they come from all {len(BEFORE) + 3} points" in page


def test_a_frozen_share_is_shown_with_its_sums(trust, ready, as_):
    pairs = ((1, 10), (45, 50))
    made = filled(trust, pairs, kind=Kind.PROPORTION, chart=Chart.P, out_of="people", unit="")
    cycle = doing(trust, ready, made)
    all_of(made)[0].correct(made, trust.ana, 9, 10)
    assert "46 of 60 people" in as_(trust.ben).get(f"/cycles/{cycle.id}").text


def test_points_of_the_cycle_that_were_left_out_are_named():
    points = weekly()
    points[-6] = replace(points[-6], excluded=True)
    assert not any("left out" in caution for caution in words(weekly()).cautions)
    assert any("1 reading of this cycle was left out" in caution for caution in words(points).cautions)


def test_a_prediction_that_contradicts_its_direction_is_named():
    says = words(weekly(), replace(TOLD, amount=20.0))
    assert any("20 is not lower than the 16 from before" in caution for caution in says.cautions)
    assert not any("is not lower" in caution for caution in words(weekly()).cautions)
