"""The measures of the demonstration: their figures, on whatever day of the week it is loaded, and what they tell."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from improve.cli.loading.content import Days, read_content
from improve.cli.loading.series import figures
from improve.core import clock
from improve.core.db import db
from improve.goals.models import Goal
from improve.measures.kinds import Chart, Kind, Role
from improve.measures.models import Measure
from improve.measures.pictures import charts
from improve.measures.readings import Correction, Reading
from improve.measures.rules.findings import VariationIcon
from improve.pdsa.comparison import Real
from improve.pdsa.lit import counts
from improve.pdsa.measuring import comparison_of
from improve.pdsa.models import Cycle
from improve.pdsa.words import State

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def days(today):
    """A story that ends on that day."""
    zone = ZoneInfo("Europe/London")
    return Days(today, zone, datetime.combine(today, NOON.time(), zone))


def weekly(*readings, **other):
    return {"kind": "count", "often": "week", "readings": list(readings)} | other


def found(name, team=None):
    """The chart of one measure."""
    rows = select(Measure).where(Measure.name == name)
    measures = [row for row in db.session.scalars(rows) if team in (None, row.team.label)]
    (chart,) = charts(measures)
    return chart


def test_about_half_of_the_tests_have_data_over_time(loaded):
    ended, lit = counts(select(Cycle.id), clock.today())
    assert ended >= 35 and 0.4 <= lit["data_over_time"] / ended <= 0.6


def test_a_measure_that_ended_has_its_last_figure_before_its_end():
    said = {"kind": "count", "often": "day", "readings": [3, 4], "ended": {"days_ago": 10}}
    assert [figure.on for figure in figures(said, days(date(2026, 3, 20)))] == [
        date(2026, 3, 8),
        date(2026, 3, 9),
    ]


@pytest.mark.parametrize("day", range(2, 9))
def test_the_last_figure_is_of_the_last_week_that_is_over(day):
    today = date(2026, 3, day)
    last = figures(weekly(3, 4, 5), days(today))[-1]
    assert last.value == 5 and last.on.weekday() == 0
    assert 7 <= (today - last.on).days <= 13
    assert last.entered_at < days(today).now


def test_months_days_and_weekdays_end_with_what_is_over():
    tuesday = days(date(2026, 3, 3))
    assert [one.on for one in figures(weekly(1, 2, often="month"), tuesday)] == [
        date(2026, 1, 1), date(2026, 2, 1),
    ]  # fmt: skip
    worked = figures(weekly(1, 2, 3, often="day", weekdays=True), tuesday)
    assert [one.on.day for one in worked] == [26, 27, 2]


def test_of_several_figures_each_is_a_reading_and_of_a_pair_the_second_is_the_whole():
    tuesday = days(date(2026, 3, 3))
    several = figures(weekly([4, 5, 6], several=True), tuesday)
    assert [one.value for one in several] == [4, 5, 6] and len({one.on for one in several}) == 1
    (pair,) = figures(weekly([4, 6], kind="proportion"), tuesday)
    assert (pair.value, pair.denominator) == (4, 6)


def test_days_between_are_counted_and_cases_are_told():
    tuesday = days(date(2026, 3, 3))
    between = figures({"kind": "time_between", "often": "event", "happened": [20, 12, 1]}, tuesday)
    assert [(one.on, one.value) for one in between] == [(date(2026, 2, 19), 8), (date(2026, 3, 2), 11)]
    happened = [30, {"days_ago": 9, "cases": 41}]
    (cases,) = figures({"kind": "cases_between", "often": "event", "happened": happened}, tuesday)
    assert (cases.on, cases.value) == (date(2026, 2, 22), 41)


def test_every_kind_and_every_chart_is_there_with_enough_points(loaded):
    measures = list(db.session.scalars(select(Measure)))
    assert len(measures) == len(read_content().measures) == 32
    assert {row.kind for row in measures} == set(Kind) and {row.chart for row in measures} == set(Chart)
    assert {row.role for row in measures} == set(Role)
    assert all(20 <= len(chart.analysis.points) <= 60 for chart in charts(measures))


def test_no_figure_lies_ahead_and_one_was_put_right(loaded):
    assert db.session.scalar(select(func.max(Reading.entered_at))) <= clock.now()
    assert db.session.scalar(select(func.max(Reading.on_date))) <= clock.now().date()
    assert [row.value for row in db.session.scalars(select(Correction))] == [172]


def test_ward_8_fell_after_an_adopted_test_and_its_lines_were_worked_out_afresh(loaded):
    chart = found("Wait for medicines to take home")
    assert [round(part.centre) for part in chart.analysis.parts] == [175, 108]
    assert chart.variation == VariationIcon.IMPROVEMENT_LOW


def test_one_measure_gets_worse_and_one_does_not_change(loaded):
    assert found("Would recommend working here").variation == VariationIcon.CONCERN_LOW
    assert found("Went home before noon").variation == VariationIcon.COMMON_CAUSE


def test_the_third_cycle_of_ward_12_stands_before_its_decision_without_a_signal(loaded):
    rows = select(Cycle).join(Measure, Measure.id == Cycle.measure_id)
    (cycle,) = db.session.scalars(rows.where(Cycle.state == State.STUDIED))
    seen = comparison_of(cycle).compared
    assert cycle.number == 3 and (seen.baseline.value, seen.mean, seen.points) == (16, 13.5, 8)
    assert seen.real == Real.NOT_YET


def test_what_was_adopted_without_a_signal_says_why(loaded):
    rows = select(Cycle).where(Cycle.measure_id.is_not(None), Cycle.decision == "adopt")
    adopted = {cycle.idea.headline: cycle.adopted_without for cycle in db.session.scalars(rows)}
    assert adopted["Pharmacist joins the board round"] == "" and adopted["Second look at 14:00"]


def test_the_aim_has_all_three_kinds_and_a_ward_still_lacks_some(loaded):
    rows = select(Measure.role).join(Goal, Goal.id == Measure.goal_id)
    assert set(db.session.scalars(rows.where(Goal.title == "Nobody waits for medicines"))) == set(Role)
    assert db.session.scalars(rows.where(Goal.title.startswith("At most 10 people"))).all() == ["outcome"]
