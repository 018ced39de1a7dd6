"""Centre line and limits of the Shewhart charts, of one part. Pure.

Follows qicharts2 0.8.1; docs/spc-rules.md explains each chart. Charts of subgroups are in subgroups.py.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from improve.measures.kinds import Chart
from improve.measures.rules.points import ChartRefused, Point, Settings
from improve.measures.rules.spread import (
    SCREEN,
    Spread,
    Values,
    finite,
    known,
    mean,
    moving_ranges,
    spread_of,
)
from improve.measures.runchart import median

SIGMAS = 3
SPREAD_OF_RANGES = 1.128  # standard deviations: how far two neighbours are apart on average (d2 for pairs)
BETWEEN_EVENTS = 3.6  # the root that makes times between rare events symmetrical (Nelson 1994)
MEDIAN_OF_GEOMETRIC = 0.693  # of its mean: where the middle of a g chart lies when only the mean is given


@dataclass(frozen=True, slots=True)
class Row:
    """One point. `y`, `n`: as entered; `value`: what a run chart would plot; `size`, `sd`: of a subgroup."""

    value: float | None
    y: float | None
    n: float | None
    size: int
    sd: float | None
    is_base: bool  # counts for the lines


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is plotted, and the lines: the limits of each point in lists."""

    values: list[float | None]
    centre: float | None
    lowers: list[float | None]
    uppers: list[float | None]
    spread: Spread | None = None

    def times(self, factor: float) -> "Drawn":
        """The same in another unit."""
        return replace(
            self,
            values=[_times(value, factor) for value in self.values],
            centre=_times(self.centre, factor),
            lowers=[_times(value, factor) for value in self.lowers],
            uppers=[_times(value, factor) for value in self.uppers],
        )


Draw = Callable[[Sequence[Row], Settings], Drawn]


def row_of(point: Point, *, is_base: bool) -> Row:
    """A point as the charts need it. Without a denominator above 0 a proportion or rate has no value."""
    y, n = point.y, point.n
    if point.values:
        middle = mean(point.values)
        return Row(middle, middle, None, len(point.values), _deviation(point.values, middle), is_base)
    if n is not None:
        y = None if n == 0 else y
        value = None if y is None else finite(y / n)
        return Row(value, y, n if y is not None else None, int(y is not None), None, is_base)
    return Row(y, y, None, int(y is not None), None, is_base)


def run(rows: Sequence[Row], settings: Settings) -> Drawn:
    """The median, and no limits."""
    values = [row.value for row in rows]
    centre = median(_base(rows, values)) if settings.centre is None else settings.centre
    return _drawn(values, centre, None, None)


def individuals(rows: Sequence[Row], settings: Settings) -> Drawn:
    """I chart: the mean, and 3 standard deviations by the moving ranges either way."""
    values = [row.value for row in rows]
    base = _base(rows, values)
    centre = mean(base) if settings.centre is None else settings.centre
    if centre is None:
        return _drawn(values, None, None, None)
    # An excluded point is cut out first, so its neighbours become neighbours; a gap stays a gap.
    around = [None if value is None else value - centre for value in base]
    spread = spread_of(around, screened=settings.screened, guarded=settings.guarded)
    if spread.average is None:
        return _drawn(values, centre, None, None, spread)
    reach = SIGMAS * (spread.average / SPREAD_OF_RANGES)
    return _drawn(values, centre, centre - reach, centre + reach, spread)


def ranges(rows: Sequence[Row], settings: Settings) -> Drawn:
    """MR chart: the moving ranges themselves."""
    values = [None, *moving_ranges([row.value for row in rows])]
    centre = mean(_base(rows, values)) if settings.centre is None else settings.centre
    return _drawn(values, centre, 0.0, _times(centre, SCREEN))


def counts(rows: Sequence[Row], settings: Settings) -> Drawn:
    """C chart: as many as before, give or take what chance (Poisson) explains."""
    values = [row.y for row in rows]
    centre = mean(_base(rows, values)) if settings.centre is None else settings.centre
    if centre is None or centre < 0:
        return _drawn(values, centre, None, None)
    reach = SIGMAS * math.sqrt(centre)
    return _drawn(values, centre, max(centre - reach, 0.0), centre + reach)


def cases_between(rows: Sequence[Row], settings: Settings) -> Drawn:
    """G chart: limits from the mean, the centre line at the median, for the counts lean far to one side."""
    values = [row.y for row in rows]
    base = _base(rows, values)
    average = mean(base) if settings.centre is None else settings.centre
    centre = median(base) if settings.centre is None else MEDIAN_OF_GEOMETRIC * settings.centre
    if average is None or average * (average + 1) < 0:
        return _drawn(values, centre, None, None)
    reach = SIGMAS * math.sqrt(average * (average + 1))
    return _drawn(values, centre, max(average - reach, 0.0), average + reach)


def time_between(rows: Sequence[Row], settings: Settings) -> Drawn:
    """T chart: an I chart of y to the power of 1/3.6, and its lines powered back. Raises ChartRefused at 0 or less.

    A centre line from elsewhere is given in the rooted unit.
    """
    if any(row.y is not None and row.y <= 0 for row in rows):
        raise ChartRefused("Time between events must be greater than zero.")
    rooted = [replace(row, value=None if row.y is None else row.y ** (1 / BETWEEN_EVENTS)) for row in rows]
    drawn = individuals(rooted, settings)
    lower, upper = (drawn.lowers[0], drawn.uppers[0]) if rows else (None, None)
    # The values go the same way there and back as the line: a point on it must stay on it.
    values = [_powered(value) for value in drawn.values]
    return _drawn(values, _powered(drawn.centre), _powered(lower) or 0.0, _powered(upper), drawn.spread)


def proportions(rows: Sequence[Row], settings: Settings) -> Drawn:
    """P chart: limits by the binomial distribution, wider where the denominator is small; within 0 and 1."""
    centre, sigmas = _share(rows, settings, lambda p: p * (1 - p))
    return _varying(rows, centre, sigmas, most=1.0)


def rates(rows: Sequence[Row], settings: Settings) -> Drawn:
    """U chart: limits by the Poisson distribution, wider where the denominator is small; not below 0."""
    centre, sigmas = _share(rows, settings, lambda u: u)
    return _varying(rows, centre, sigmas)


def proportions_prime(rows: Sequence[Row], settings: Settings) -> Drawn:
    """P' chart (Laney 2002): limits of the P chart, stretched by how much the shares really vary."""
    centre, sigmas = _share(rows, settings, lambda p: p * (1 - p))
    return _stretched(rows, settings, centre, sigmas, most=1.0)


def rates_prime(rows: Sequence[Row], settings: Settings) -> Drawn:
    """U' chart (Laney 2002): limits of the U chart, stretched by how much the rates really vary."""
    centre, sigmas = _share(rows, settings, lambda u: u)
    return _stretched(rows, settings, centre, sigmas)


def _share(
    rows: Sequence[Row], settings: Settings, variance: Callable[[float], float]
) -> tuple[float | None, list[float | None]]:
    """All events by all chances, not the mean of the shares; and each point's standard deviation around that."""
    counted = [row for row in rows if row.is_base and row.value is not None]
    chances = math.fsum(known(row.n for row in counted))
    centre = settings.centre
    if centre is None and chances:
        centre = math.fsum(known(row.y for row in counted)) / chances
    if centre is None or variance(centre) < 0:
        return centre, [None] * len(rows)
    return centre, [math.sqrt(variance(centre) / row.n) if row.n and row.n > 0 else None for row in rows]


def _varying(
    rows: Sequence[Row],
    centre: float | None,
    sigmas: Values,
    *,
    most: float = math.inf,
    spread: Spread | None = None,
) -> Drawn:
    values = [row.value for row in rows]
    if centre is None:
        return _drawn(values, None, None, None)
    lowers = [None if sigma is None else max(centre - SIGMAS * sigma, 0.0) for sigma in sigmas]
    uppers = [None if sigma is None else min(centre + SIGMAS * sigma, most) for sigma in sigmas]
    return Drawn(values, centre, lowers, uppers, spread)


def _stretched(
    rows: Sequence[Row], settings: Settings, centre: float | None, sigmas: Values, *, most: float = math.inf
) -> Drawn:
    scores = [
        None if row.value is None or centre is None or not sigma else (row.value - centre) / sigma
        for row, sigma in zip(rows, sigmas, strict=True)
    ]
    spread = spread_of(_base(rows, scores), screened=settings.screened, guarded=settings.guarded)
    stretch = None if spread.average is None else spread.average / SPREAD_OF_RANGES
    wider = [None if sigma is None or stretch is None else sigma * stretch for sigma in sigmas]
    return _varying(rows, centre, wider, most=most, spread=spread)


def _base(rows: Sequence[Row], values: Values) -> list[float | None]:
    return [value for row, value in zip(rows, values, strict=True) if row.is_base]


def _drawn(
    values: Sequence[float | None],
    centre: float | None,
    lower: float | None,
    upper: float | None,
    spread: Spread | None = None,
) -> Drawn:
    """The same limits at every point; none where a figure grew past what can be counted."""
    number = len(values)
    return Drawn(list(values), finite(centre), [finite(lower)] * number, [finite(upper)] * number, spread)


def _deviation(values: Sequence[float], middle: float | None) -> float | None:
    """Standard deviation of a sample; none for a single value."""
    if middle is None or len(values) < 2:
        return None
    # Multiplied, not raised to a power: that may round otherwise in another unit.
    return math.sqrt(math.fsum((value - middle) * (value - middle) for value in values) / (len(values) - 1))


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else finite(value * factor)


def _powered(value: float | None) -> float | None:
    return None if value is None else max(value, 0.0) ** BETWEEN_EVENTS


CHARTS: dict[Chart, Draw] = {
    Chart.RUN: run,
    Chart.I: individuals,
    Chart.MR: ranges,
    Chart.C: counts,
    Chart.P: proportions,
    Chart.U: rates,
    Chart.PP: proportions_prime,
    Chart.UP: rates_prime,
    Chart.T: time_between,
    Chart.G: cases_between,
}
