"""The ramp of an idea: its cycles as steps that rise from left to right. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

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
    compared: str = ""  # "Predicted: fall to 12 by 3 March. Happened: 13.5, no signal yet, 8 points."


def ramp(cycles: Iterable[Any], compared: Mapping[str, str] | None = None) -> list[RampStep]:
    """The steps of these cycles, oldest first. `compared`: what the readings say of a cycle, by its id."""
    return [
        RampStep(
            cycle_id=cycle.id,
            number=cycle.number,
            scale=SCALES[cycle.scale],
            tag=tag(cycle),
            is_now=cycle.state in OPEN,
            starts_on=first_day(cycle),
            change=cycle.change,
            learned=cycle.learned,
            compared=(compared or {}).get(cycle.id, ""),
            words="" if cycle.decision_words == cycle.learned else cycle.decision_words,
        )
        for cycle in cycles
    ]


def first_day(cycle: Any) -> date:
    """The day on which Do began; before that the day that is planned."""
    began: datetime | None = cycle.started_at
    planned: date = cycle.starts_on
    return began.astimezone(ZoneInfo(cycle.idea.team.organisation.time_zone)).date() if began else planned


def present(cycles: Sequence[Any]) -> Any:
    """The cycle that an idea stands at: the latest that was not called off, else the latest."""
    return next((cycle for cycle in reversed(cycles) if cycle.state != State.NOT_RUN), cycles[-1])


def tag(cycle: Any) -> str:
    """What became of it, or where it stands."""
    return DECIDED[cycle.decision] if cycle.decision else STATES[State(cycle.state)]
