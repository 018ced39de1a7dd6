"""Which readings belong to a cycle, which come before it, and their means. Pure.

A reading stands for a period: a day, a week, a month. It belongs to the cycle when its period begins on or after the
first day, and before it when its period had ended by then. The period in which the cycle began is a bit of both, so it
counts for neither. The same holds for the first time (or the first cases) between two events within the cycle: it began
before, and whoever begins on any day rather finds a long one going on than a short one.

Before: every reading since the lines were last worked out afresh (a rebase), as in Making Data Count the lines of a
process come from all points of its present step. Points left out by decision never count.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from improve.measures.figures import end_of_period
from improve.measures.kinds import Often
from improve.measures.rules.points import Point, Settings


@dataclass(frozen=True, slots=True)
class Baseline:
    """What was normal before: the mean in the unit of the chart, of so many points. No points: no value.

    `stood`: all that stood on the chart before, also what was left out: the lines come from these. `chart`: which kind.
    """

    value: float | None = None
    points: int = 0
    starts_on: date | None = None
    ends_on: date | None = None
    stood: tuple[Point, ...] = ()
    chart: str = ""

    @property
    def sums(self) -> tuple[float, float] | None:
        """So many out of so many, where its points have denominators."""
        counted = [point for point in self.stood if is_counted(point) and point.n is not None]
        if not counted:
            return None
        return math.fsum(point.y or 0 for point in counted), math.fsum(point.n or 0 for point in counted)

    def changed_to(self, now: "Baseline") -> int:
        """How many of its points are others now: put right, left out, taken back, or entered late."""
        then, there = _by_place(self.stood), _by_place(now.stood)
        return sum(then.get(place) != there.get(place) for place in then.keys() | there.keys())


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a cycle, both included; and how often a reading is due.

    `begun`: the day on which Do was started, where that is before the first day. `opened_on`: the first event within
    the cycle, of a measure of what lies between events (`is_between`).
    """

    first: date
    last: date
    often: Often
    is_between: bool = False
    begun: date | None = None
    opened_on: date | None = None

    def is_before(self, point: Point) -> bool:
        """Its period had ended when the cycle began."""
        return end_of_period(point.when, self.often) < self.first

    def holds(self, point: Point) -> bool:
        """Its period began within the cycle."""
        is_within = self.first <= point.when <= self.last
        return is_within and (self.opened_on is None or point.when > self.opened_on)

    def opened(self, points: Sequence[Point]) -> "Span":
        """The same, knowing its first event."""
        events = [point.when for point in points if self.holds(point)] if self.is_between else []
        return replace(self, opened_on=min(events)) if events else self

    @property
    def at_do(self) -> "Span":
        """As it was when Do was started."""
        day = self.begun or self.first
        return replace(self, first=day, last=day)


def present_step(points: Sequence[Point], rebases: Sequence[date], span: Span) -> list[Point]:
    """From the last rebase before the cycle to its last day. What was decided about the lines later changes nothing."""
    since = max((day for day in rebases if day <= span.first), default=date.min)
    if not any(span.is_before(point) and point.when >= since for point in points):
        since = max(
            (day for day in rebases if day < since), default=date.min
        )  # rebased on the very first day
    return [point for point in points if since <= point.when <= span.last]


def baseline_of(points: Sequence[Point], span: Span, settings: Settings) -> Baseline:
    """The mean of what lies before the cycle."""
    stood = tuple(point for point in points if span.is_before(point))
    before = [point for point in stood if is_counted(point)]
    kept = Baseline(stood=stood, chart=settings.chart.value)
    if not before:
        return kept
    value = mean_of(before, settings.multiply)
    return replace(kept, value=value, points=len(before), starts_on=before[0].when, ends_on=before[-1].when)


def with_frozen(points: Sequence[Point], span: Span, frozen: Baseline) -> list[Point]:
    """The points of the chart, those from before as they were at Do: no correction moves the lines."""
    since = [point for point in points if not span.at_do.is_before(point)]
    return [*frozen.stood, *since]


def baseline_now(
    points: Sequence[Point], live: Sequence[Point], span: Span, settings: Settings, frozen: Baseline
) -> Baseline:
    """What it would be by the readings as they are now. That lines were worked out afresh later corrects no reading."""
    since = frozen.stood[0].when if frozen.stood else None
    reached = live if since is None else [point for point in points if point.when >= since]
    return baseline_of(reached, span.at_do, settings)


def _by_place(points: Sequence[Point]) -> dict[tuple[date, int], tuple[object, ...]]:
    return {
        (point.when, point.order): (point.y, point.n, tuple(point.values), point.excluded) for point in points
    }


def is_counted(point: Point) -> bool:
    """There is a figure, and nobody left it out."""
    has_figure = bool(point.values) or (point.y is not None and (point.n is None or point.n > 0))
    return has_figure and not point.excluded


def value_of(point: Point, multiply: float) -> float | None:
    """What is plotted of one point."""
    return mean_of([point], multiply)


def mean_of(points: Sequence[Point], multiply: float) -> float | None:
    """The mean of those that count, in the unit of the chart.

    Of proportions and rates it is the sum of all numerators over the sum of all denominators: a day with few patients
    then weighs little. Of subgroups, the mean of all their values.
    """
    counted = [point for point in points if is_counted(point)]
    values = [value for point in counted for value in (point.values or (point.y,)) if value is not None]
    sizes = [point.n for point in counted if point.n is not None]
    over = math.fsum(sizes) if sizes else float(len(values))
    if not values or over <= 0:
        return None
    mean = math.fsum(values) / over * multiply
    return mean if math.isfinite(mean) else None
