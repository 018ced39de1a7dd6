"""A bar that shows how the ideas of a goal are spread over the stages, pure: parts of 100, from left to right.

It only repeats what stands in words beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WHOLE = 100  # the width of the drawing, in its own unit


@dataclass(frozen=True)
class Part:
    """One stage in the bar."""

    stage: str
    x: float
    width: float


def bar(counts: Sequence[Any]) -> list[Part]:
    """The parts of these counts (`stage`, `number`), in their order; none without ideas."""
    total = sum(count.number for count in counts)
    parts: list[Part] = []
    before = 0
    for count in counts:
        parts.append(Part(count.stage, _round(before, total), _round(count.number, total)))
        before += count.number
    return parts


def _round(number: int, total: int) -> float:
    return round(WHOLE * number / total, 2)
