"""Charts of subgroups, of one part: their means (Xbar) and their standard deviations (S). Pure.

Source: Montgomery, Introduction to Statistical Quality Control, 6.3. The constants are worked out, not looked up.
"""

import math
from collections.abc import Sequence

from improve.measures.rules.points import Settings
from improve.measures.rules.shewhart import SIGMAS, Drawn, Row
from improve.measures.rules.spread import mean


def means(rows: Sequence[Row], settings: Settings) -> Drawn:
    """Xbar chart: the mean of all values, and 3 standard errors by the spread inside the subgroups."""
    values = [row.value for row in rows]
    counted = [row for row in rows if row.is_base and row.value is not None]
    centre, inside = settings.centre, _inside(rows)
    if centre is None and counted:
        total = math.fsum(row.size * row.value for row in counted if row.value is not None)
        centre = total / sum(row.size for row in counted)
    reaches = [None if inside is None or row.size < 2 else _a3(row.size) * inside for row in rows]
    if centre is None:
        return Drawn(values, None, [None] * len(rows), [None] * len(rows))
    lowers = [None if reach is None else centre - reach for reach in reaches]
    uppers = [None if reach is None else centre + reach for reach in reaches]
    return Drawn(values, centre, lowers, uppers)


def deviations(rows: Sequence[Row], settings: Settings) -> Drawn:
    """S chart: the spread inside the subgroups."""
    centre = _inside(rows) if settings.centre is None else settings.centre
    values = [row.sd for row in rows]
    widths = [None if row.size < 2 else SIGMAS * _c5(row.size) / _c4(row.size) for row in rows]
    if centre is None:
        return Drawn(values, None, [None] * len(rows), [None] * len(rows))
    lowers = [None if width is None else max(0.0, 1 - width) * centre for width in widths]
    uppers = [None if width is None else (1 + width) * centre for width in widths]
    return Drawn(values, centre, lowers, uppers)


def _inside(rows: Sequence[Row]) -> float | None:
    """The typical standard deviation: the mean of them where all subgroups are of one size, else pooled."""
    base = [row for row in rows if row.is_base]
    if len({row.size for row in rows}) == 1:
        return mean(row.sd for row in base)
    pooled = [(row.size - 1, row.sd) for row in base if row.sd is not None]
    if not pooled:
        return None
    return math.sqrt(math.fsum(free * (sd * sd) for free, sd in pooled) / sum(free for free, _ in pooled))


def _c4(size: int) -> float:
    """Expected standard deviation of a sample of this size, in standard deviations of what it is drawn from."""
    return math.sqrt(2 / (size - 1)) * math.exp(math.lgamma(size / 2) - math.lgamma((size - 1) / 2))


def _c5(size: int) -> float:
    return math.sqrt(1 - _c4(size) ** 2)


def _a3(size: int) -> float:
    return SIGMAS / (_c4(size) * math.sqrt(size))
