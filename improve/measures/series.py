"""From stored readings to an analysed chart: which points, which settings. Reads; never writes."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple, TypeVar

from sqlalchemy import select

from improve.core.db import db
from improve.measures.kinds import Chart, Kind, Wanted
from improve.measures.lines import ChartNote, LineDecision
from improve.measures.models import Measure
from improve.measures.readings import Reading
from improve.measures.rules.findings import Analysis
from improve.measures.rules.points import LEAST_BASELINE, Point, Settings
from improve.measures.spc import analyse

OfMeasure = TypeVar("OfMeasure", "Entered", LineDecision, ChartNote)

SUBGROUPS = (Chart.XBAR, Chart.S)
FULL = 100.0  # a proportion is plotted as a percentage


class Entered(NamedTuple):
    """What a chart needs of a reading: a plain row, for there may be thousands."""

    id: str
    measure_id: str
    on_date: date
    nth: int
    value: float
    denominator: float | None
    left_out_at: datetime | None


def readings(measure_ids: Collection[str]) -> dict[str, list[Entered]]:
    """What holds, by measure, oldest first; one statement for all of them."""
    rows = (
        select(*(getattr(Reading, name) for name in Entered._fields))
        .where(Reading.measure_id.in_(measure_ids), Reading.removed_at.is_(None))
        .order_by(Reading.measure_id, Reading.on_date, Reading.nth)
    )
    return by_measure(measure_ids, map(Entered._make, db.session.execute(rows)))


def decisions(measure_ids: Collection[str]) -> dict[str, list[LineDecision]]:
    """What was decided about their lines and holds, by measure and day."""
    rows = (
        select(LineDecision)
        .where(LineDecision.measure_id.in_(measure_ids), LineDecision.ended_at.is_(None))
        .order_by(LineDecision.measure_id, LineDecision.on_date, LineDecision.made_at)
    )
    return by_measure(measure_ids, db.session.scalars(rows))


def by_measure(measure_ids: Collection[str], rows: Iterable[OfMeasure]) -> dict[str, list[OfMeasure]]:
    """The rows of each measure, in their order; an empty list where there are none."""
    found: dict[str, list[OfMeasure]] = {measure_id: [] for measure_id in measure_ids}
    for row in rows:
        found[row.measure_id].append(row)
    return found


def analysed(measures: Iterable[Measure]) -> dict[str, Analysis]:
    """The chart of each measure, worked out: two statements for all of them."""
    measures = list(measures)
    ids = [measure.id for measure in measures]
    entered, decided = readings(ids), decisions(ids)
    return {
        measure.id: analyse(
            points_of(measure, entered[measure.id]),
            settings_of(measure, entered[measure.id], decided[measure.id]),
        )
        for measure in measures
    }


def points_of(measure: Measure, entered: Sequence[Entered]) -> list[Point]:
    """The readings as points; on Xbar and S charts those of one date are one subgroup."""
    if Chart(measure.chart) in SUBGROUPS:
        return [_subgroup(day, list(group)) for day, group in groupby(entered, key=lambda row: row.on_date)]
    return [
        Point(row.on_date, row.value, row.denominator, excluded=row.left_out_at is not None, order=row.nth)
        for row in entered
    ]


def _subgroup(day: date, group: list[Entered]) -> Point:
    counted = tuple(row.value for row in group if row.left_out_at is None)
    everything = tuple(row.value for row in group)
    return Point(day, values=counted or everything, excluded=not counted)


def settings_of(
    measure: Measure, entered: Sequence[Entered], decided: Sequence[LineDecision], chart: Chart | None = None
) -> Settings:
    """How its chart is drawn. A day of a decision without a reading stands for the next reading after it."""
    days = sorted({row.on_date for row in entered})
    rebase = sorted({day for row in decided if row.kind == "rebase" and (day := _next(days, row.on_date))})
    is_percentage = measure.kind == Kind.PROPORTION
    drawn = chart or Chart(measure.chart)
    return Settings(
        chart=drawn,
        wanted=Wanted(measure.wanted),
        target=measure.target,
        rebase=tuple(day for day in rebase if day != days[0]),
        baseline=_baseline(entered, decided, drawn),
        multiply=FULL if is_percentage else measure.per,
        most=FULL if is_percentage else None,
        never_below_zero=measure.kind != Kind.MEASUREMENT,
    )


def _next(days: list[date], wanted: date) -> date | None:
    place = bisect_left(days, wanted)
    return days[place] if place < len(days) else None


def _baseline(entered: Sequence[Entered], decided: Sequence[LineDecision], chart: Chart) -> int | None:
    """How many points the frozen baseline has; none where it has too few to stand on its own."""
    until = max((row.on_date for row in decided if row.kind == "baseline"), default=None)
    if until is None:
        return None
    # An XmR chart takes gaps and points left out away before anything is counted; on the others they keep their place.
    closes_up = chart == Chart.XMR
    held = [
        row.on_date
        for row in entered
        if row.on_date <= until and not (closes_up and (row.left_out_at or row.denominator == 0))
    ]
    number = len(set(held)) if chart in SUBGROUPS else len(held)
    return number if number >= LEAST_BASELINE else None
