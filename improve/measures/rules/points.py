"""What a chart is worked out from: points by date, and what people decided about the lines. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from improve.measures.kinds import Chart, Wanted

MOST = 1e100  # of any figure, either way from 0: squares beyond would no longer be numbers
LEAST_BASELINE = 12  # points: lines that are kept from fewer mean too little


class ChartRefused(ValueError):
    """No chart can be worked out from this; the words say why."""


@dataclass(frozen=True, slots=True)
class Point:
    """One dated figure: `y`, or `y` out of `n`, or the `values` of a subgroup. Without a figure it is a gap.

    `order` tells points of one date apart. An excluded point is drawn, but counts for no line.
    """

    when: date
    y: float | None = None
    n: float | None = None
    values: tuple[float, ...] = ()
    excluded: bool = False
    order: int = 0


class TwoOfThree(StrEnum):
    """Which points the rule of two in three near a limit counts."""

    NEAR = "near"  # between two thirds of the limit and the limit: NHSRplotthedots
    NEAR_OR_BEYOND = (
        "near or beyond"  # also those beyond the limit: as NHS England announced in November 2023
    )


class Gaps(StrEnum):
    """What a point without a figure does on an XmR chart."""

    CLOSED = "closed"  # it is taken out: the points beside it become neighbours
    BREAK = "break"  # it stays: no moving range and no pattern goes across it


@dataclass(frozen=True, slots=True)
class Settings:
    """How to look at the points. The defaults are what Improve shows.

    `rebase`: days from which the lines are worked out afresh. `baseline`: the lines come from the first so many points,
    on an XmR chart of each group; the other charts heed it only without `rebase`. `multiply`: 1,000 for "per 1,000".
    `centre`: a centre line from elsewhere (not for XmR). `most`: the value that is 100 %, as it is plotted.
    """

    chart: Chart = Chart.XMR
    wanted: Wanted = Wanted.HIGHER
    target: float | None = None
    rebase: tuple[date, ...] = ()
    baseline: int | None = None
    centre: float | None = None
    multiply: float = 1
    screened: bool = True  # leave unusually large moving ranges out of the limits
    never_below_zero: bool = False  # cut the lower limit at 0 where no value is negative
    two_of_three: TwoOfThree = TwoOfThree.NEAR
    gaps: Gaps = Gaps.CLOSED
    most: float | None = None
    guarded: bool = True  # spare nearly constant series the screening

    def __post_init__(self) -> None:
        """Raises ChartRefused for a baseline that is too short or no number of points."""
        least = LEAST_BASELINE if self.chart == Chart.XMR else 1
        if self.baseline is not None and (self.baseline != int(self.baseline) or self.baseline < least):
            raise ChartRefused(f"A baseline needs a whole number of points, {least} or more.")
        if not all(abs(number or 0) <= MOST for number in (self.target, self.centre, self.multiply)):
            raise ChartRefused("Target, centre line and multiplier must be numbers.")


def ordered(points: Iterable[Point]) -> list[Point]:
    """The points by date, in whatever order they were entered.

    Raises ChartRefused where two cannot be told apart, and for figures that are no numbers.
    """
    sorted_points = sorted(points, key=lambda point: (point.when, point.order))
    for before, point in pairwise(sorted_points):
        if (before.when, before.order) == (point.when, point.order):
            raise ChartRefused(f"There are two figures for {point.when:%-d %B %Y}.")
    if not all(_is_number(point) for point in sorted_points):
        raise ChartRefused("A figure is no number, or too large.")
    return sorted_points


def _is_number(point: Point) -> bool:
    return all(figure is None or abs(figure) <= MOST for figure in (point.y, point.n, *point.values))
