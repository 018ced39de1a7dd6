"""Run charts: the median, and the two Anhøj tests for a series that is not random around its line. Pure.

Source: Anhøj and Olesen 2014 (doi 10.1371/journal.pone.0113825); the same tests are made on Shewhart charts.
"""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from improve.measures.rules.spread import Values, known, sign

LEAST_LASTING = 7  # points in a row on one side, as in Making Data Count
LEAST_FOR_VERDICT = 10  # useful points: with fewer the tests can hardly fire, so nothing is claimed


@dataclass(frozen=True, slots=True)
class Runs:
    """What the two tests counted. Without useful points there are no figures and no signal.

    `useful`: points that are neither missing nor on the line. `last_side`: 1 if the last of them is above it, else -1;
    `last_run`: how many of the last ones lie there.
    """

    observed: int
    useful: int
    longest: int | None = None
    longest_allowed: int | None = None
    crossings: int | None = None
    crossings_needed: int | None = None
    last_side: int = 0
    last_run: int = 0

    @property
    def is_run_too_long(self) -> bool:
        """More neighbours on one side than chance explains."""
        return (self.longest or 0) > (self.longest_allowed or 0)

    @property
    def crosses_too_seldom(self) -> bool:
        """The line is crossed less often than chance explains."""
        return (self.crossings or 0) < (self.crossings_needed or 0)

    @property
    def is_signal(self) -> bool:
        """One of the two tests says that this is more than chance."""
        return self.is_run_too_long or self.crosses_too_seldom

    @property
    def has_direction(self) -> bool:
        """Whether the newest points say where it went: 7 in a row, or, of few points, the second half of them.

        Else the signal may lie long ago, or the series swings, and the last point would tell a direction by chance.
        """
        return self.last_run >= min(LEAST_LASTING, self.useful / 2)


def median(values: Values) -> float | None:
    """The middle value of those that are there; the mean of the middle two where their number is even."""
    present = known(values)
    return statistics.median(present) if present else None


def runs_around(centre: float | None, values: Values) -> Runs:
    """Test the values, in the order of time. Points on the line are dropped: they neither break nor lengthen a run."""
    sides = [] if centre is None else useful_sides(centre, values)
    if not sides:
        return Runs(len(values), 0)
    lengths = [sum(1 for _ in run) for _, run in groupby(sides)]
    return Runs(
        observed=len(values),
        useful=len(sides),
        longest=max(lengths),
        longest_allowed=longest_run_allowed(len(sides)),
        crossings=len(lengths) - 1,
        crossings_needed=crossings_needed(len(sides)),
        last_side=sides[-1],
        last_run=lengths[-1],
    )


def useful_sides(centre: float, values: Values) -> Sequence[int]:
    """The side of the line of every point that has one."""
    sides = (sign(value - centre) for value in known(values))
    return [side for side in sides if side]


def longest_run_allowed(useful: int) -> int:
    """The longest run that chance still explains: log2 of the number of useful points, rounded, and 3."""
    return round(math.log2(useful)) + 3


@lru_cache(maxsize=1_024)
def crossings_needed(useful: int) -> int:
    """The fewest crossings that chance still explains.

    The lowest k for which a fair coin, thrown once between each two useful points, shows heads at most k times with a
    chance of 5 % or more. Counted in whole numbers, so that no rounding decides.
    """
    throws = useful - 1
    ways = at_most = 1  # ways to throw exactly, and at most, k heads
    k = 0
    while at_most * 20 < 2**throws:
        ways = ways * (throws - k) // (k + 1)
        k += 1
        at_most += ways
    return k
