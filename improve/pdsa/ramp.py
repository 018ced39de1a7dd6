"""The ramp of an idea: its cycles as steps that rise from left to right. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from improve.pdsa.words import DECIDED, OPEN, SCALES, STATES, State


@dataclass(frozen=True)
class RampStep:
    """One cycle of the ramp."""

    cycle_id: str
    number: int
    scale: str
    tag: str
    is_now: bool
    starts_on: Any
    change: str
    learned: str
    words: str  # how it is held, what changes, why it was not run


def ramp(cycles: Iterable[Any]) -> list[RampStep]:
    """The steps of these cycles, oldest first."""
    return [
        RampStep(
            cycle_id=cycle.id,
            number=cycle.number,
            scale=SCALES[cycle.scale],
            tag=tag(cycle),
            is_now=cycle.state in OPEN,
            starts_on=cycle.starts_on,
            change=cycle.change,
            learned=cycle.learned,
            words="" if cycle.decision_words == cycle.learned else cycle.decision_words,
        )
        for cycle in cycles
    ]


def tag(cycle: Any) -> str:
    """What became of it, or where it stands."""
    return DECIDED[cycle.decision] if cycle.decision else STATES[State(cycle.state)]
