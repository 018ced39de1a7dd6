"""The ramp of an idea as one picture: its cycles in order, each as high as its scale, with what was decided. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from improve.pdsa.ramp import tag
from improve.pdsa.words import LARGEST, OPEN, SCALES

WIDTH, LEFT, TOP, ROW, FOOT = (
    784,
    170,
    12,
    30,
    44,
)  # in units of the picture; LEFT: room for the names of the scales
GAP = 8  # between two steps
WIDEST = 150  # of a step: two cycles are no walls
LETTER = 8.5  # about as wide is one of the words below a step


@dataclass(frozen=True, slots=True)
class Stair:
    """One cycle: a rectangle, and two words below it (the second only where it fits)."""

    x: float
    y: float
    width: float
    height: float
    name: str
    tag: str
    is_now: bool

    @property
    def middle(self) -> float:
        """Where its words stand."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Stairs:
    """The whole picture. `rows`: (height, name) of each scale."""

    width: int
    height: int
    rows: tuple[tuple[float, str], ...]
    stairs: tuple[Stair, ...]
    words: str

    @property
    def floor(self) -> float:
        """Where the steps stand."""
        return float(TOP + LARGEST * ROW)


def stairs(cycles: Sequence[Any]) -> Stairs:
    """The steps of these cycles, oldest first, from the left."""
    floor = TOP + LARGEST * ROW
    step = min((WIDTH - LEFT) / max(len(cycles), 1), WIDEST)
    shown = tuple(_stair(cycle, LEFT + place * step, step - GAP, floor) for place, cycle in enumerate(cycles))
    rows = tuple((float(floor - scale * ROW), words) for scale, words in SCALES.items())
    return Stairs(WIDTH, floor + FOOT, rows, shown, _words(cycles))


def _stair(cycle: Any, x: float, width: float, floor: int) -> Stair:
    height = cycle.scale * ROW
    is_wide = width >= LETTER * len("Cycle 10")
    name = f"Cycle {cycle.number}" if is_wide else str(cycle.number)
    said = tag(cycle) if width >= LETTER * len(tag(cycle)) else ""
    return Stair(round(x, 1), float(floor - height), round(max(width, 1), 1), float(height), name, said,
                 cycle.state in OPEN)  # fmt: skip


def _words(cycles: Sequence[Any]) -> str:
    return ". ".join(
        f"Cycle {cycle.number}: {SCALES[cycle.scale].lower()}, {tag(cycle).lower()}" for cycle in cycles
    )
