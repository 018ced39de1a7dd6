"""The XmR chart of Making Data Count: lines of one group, and the label of each of its points. Pure.

Follows NHSRplotthedots 0.2.2; docs/spc-rules.md explains each rule. Values are those of one group, in the order of
time; None is a gap that breaks patterns.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from improve.measures.rules.findings import Label, Rule, Seen
from improve.measures.rules.points import Settings, TwoOfThree
from improve.measures.rules.spread import Spread, Values, finite, mean, sign, spread_of

LIMIT = 2.66  # average moving ranges from the mean to a limit: 3 / 1.128, as Wheeler rounds it
NEAR = 2 * (LIMIT / 3)
PATTERN = 7  # points in a row: of a trend, and on one side of the mean


@dataclass(frozen=True, slots=True)
class Lines:
    """Mean and limits; `near`: how far from the mean the outer third begins."""

    mean: float | None
    lower: float | None
    upper: float | None
    near_lower: float | None
    near_upper: float | None
    spread: Spread


def lines_of(values: Values, settings: Settings) -> Lines:
    """Lines from the first points of a group (the baseline), or from all of them."""
    base = values[: settings.baseline]
    middle = mean(base)
    spread = spread_of(base, screened=settings.screened, guarded=settings.guarded)
    if middle is None or spread.average is None:
        return Lines(middle, None, None, None, None, spread)
    reach, near = LIMIT * spread.average, NEAR * spread.average
    limits = (middle - reach, middle + reach, middle - near, middle + near)
    if None in map(finite, limits):
        return Lines(middle, None, None, None, None, spread)
    return Lines(middle, *limits, spread)


def look(values: Values, lines: Lines, two_of_three: TwoOfThree) -> list[Seen]:
    """Each point against the lines, with its label."""
    sides = [None if y is None or lines.mean is None else sign(y - lines.mean) for y in values]
    outside = [_is_beyond(y, lines.lower, lines.upper) for y in values]
    beyond_near = [_is_beyond(y, lines.near_lower, lines.near_upper) for y in values]
    close = [
        None if out is None else bool(near and not out)
        for near, out in zip(beyond_near, outside, strict=True)
    ]
    counted = close if two_of_three == TwoOfThree.NEAR else beyond_near
    labels = _labels(values, sides, outside, counted)
    return [
        Seen(y, side, lines.lower, lines.upper, out, is_close, label)
        for y, side, out, is_close, label in zip(values, sides, outside, close, labels, strict=True)
    ]


def _is_beyond(y: float | None, lower: float | None, upper: float | None) -> bool | None:
    if y is None or lower is None or upper is None:
        return None
    return y < lower or y > upper


def _labels(
    values: Values, sides: Sequence[int | None], outside: Sequence[bool | None], far: Sequence[bool | None]
) -> list[Label | None]:
    """The first rule that fits each point: outside, trend, two of three, one side."""
    labels: list[Label | None] = [None] * len(values)
    for at in _one_side(sides):
        labels[at] = Label(Rule.ONE_SIDE, (sides[at] or 0) > 0)
    for at in _two_of_three(sides, far):
        labels[at] = Label(Rule.TWO_OF_THREE, (sides[at] or 0) > 0)
    for at, is_rising in _trends(values):
        labels[at] = Label(Rule.TREND, is_rising)
    for at, out in enumerate(outside):
        if out:
            labels[at] = Label(Rule.OUTSIDE, (sides[at] or 0) > 0)
    return labels


def _one_side(sides: Sequence[int | None]) -> Iterator[int]:
    """7 or more neighbours on one side; a point on the mean ends it."""
    for stretch in _stretches(sides, PATTERN):
        yield from stretch


def _two_of_three(sides: Sequence[int | None], far: Sequence[bool | None]) -> Iterator[int]:
    """Of 3 neighbours on one side, those in the outer third, where they are 2 or more."""
    for first in range(len(sides) - 2):
        three = range(first, first + 3)
        found = [at for at in three if far[at]]
        if len(found) >= 2 and sides[first] and sides[first] == sides[first + 1] == sides[first + 2]:
            yield from found


def _trends(values: Values) -> Iterator[tuple[int, bool]]:
    """7 or more neighbours, each above the one before (or each below); with whether it rises there.

    Between two trends the step to the right decides, as in the package; a level step there counts as falling.
    """
    steps = [None if a is None or b is None else sign(b - a) for a, b in pairwise(values)]
    points = {
        at for stretch in _stretches(steps, PATTERN - 1) for at in range(stretch.start, stretch.stop + 1)
    }
    for at in points:
        step = steps[at] if at + 1 in points else steps[at - 1]
        yield at, step == 1


def _stretches(signs: Sequence[int | None], least: int) -> Iterator[range]:
    """Where so many neighbours or more have the same sign."""
    start = 0
    for side, neighbours in groupby(signs):
        length = sum(1 for _ in neighbours)
        if side and length >= least:
            yield range(start, start + length)
        start += length
