"""What a point is on a chart: each type has a shape and a colour of its own. Pure."""

from collections.abc import Sequence

from improve.measures.rules.findings import ChartPoint, Finding, Part

COMMON, IN_RUN = "p-common", "p-run"
TYPES = {
    Finding.COMMON_CAUSE: COMMON,
    Finding.IMPROVEMENT: "p-improve",
    Finding.CONCERN: "p-concern",
    Finding.NEUTRAL_HIGH: "p-neutral",
    Finding.NEUTRAL_LOW: "p-neutral",
}
LEFT_OUT = "p-left-out"


def type_of(point: ChartPoint, not_random: Sequence[Part]) -> str:
    """The class of a point. `not_random`: the parts in which the tests of runs found more than chance."""
    if point.point.excluded:
        return LEFT_OUT
    kind = TYPES[point.finding]
    if kind != COMMON or not not_random:
        return kind
    return IN_RUN if any(part.start <= point.number <= part.end for part in not_random) else COMMON
