"""Mean, moving ranges and their screening: the arithmetic under the limits. Pure.

A mean is rounded once, at its end: a sum rounded on the way can put a point beside a line it lies on.
"""

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

SCREEN = (
    3.267  # average moving ranges: from here on a moving range is unusually large (D4 for pairs; Nelson 1982)
)

Values = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Spread:
    """The average moving range (none where there is no range left), and what became of the ranges."""

    average: float | None
    ranges: int = 0
    left_out: int = 0
    was_spared: bool = False  # nearly constant: screening would have left nothing to see by


def known(values: Iterable[float | None]) -> list[float]:
    """Those that are there."""
    return [value for value in values if value is not None]


def mean(values: Iterable[float | None]) -> float | None:
    """The arithmetic mean of those that are there.

    In two passes: what the first one rounded away is added by the second. So the mean of equal values is that value.
    """
    present = known(values)
    if not present:
        return None
    try:
        first = math.fsum(present) / len(present)
        return first + math.fsum((*present, *[-first] * len(present))) / len(present)
    except OverflowError:
        return statistics.mean(present)  # exact as well, and slower


def moving_ranges(values: Values) -> list[float | None]:
    """How far each value is from the one before; unknown where either is missing."""
    return [None if a is None or b is None else abs(b - a) for a, b in pairwise(values)]


def spread_of(values: Values, *, screened: bool, guarded: bool) -> Spread:
    """The average moving range; screened: once, without the ranges of 3.267 times the average or more.

    `guarded` spares a series the screening when more than half of its points, but not all, equal the one before.
    Screening would leave out just the ranges that are not 0, and put both limits on the mean.
    """
    ranges = known(moving_ranges(values))
    average = mean(ranges)
    if average is None or not screened:
        return Spread(average, len(ranges))
    kept = [size for size in ranges if size < SCREEN * average]
    if len(kept) < len(ranges) and guarded and is_nearly_constant(ranges):
        return Spread(average, len(ranges), was_spared=True)
    return Spread(mean(kept), len(ranges), len(ranges) - len(kept))


def is_nearly_constant(ranges: Sequence[float]) -> bool:
    """More than half of the moving ranges are 0, but not all."""
    still = ranges.count(0)
    return len(ranges) / 2 < still < len(ranges)


def sign(value: float) -> int:
    """1, 0 or -1."""
    return (value > 0) - (value < 0)


def finite(value: float | None) -> float | None:
    """Nothing where a figure grew past what can be counted."""
    return value if value is not None and math.isfinite(value) else None
