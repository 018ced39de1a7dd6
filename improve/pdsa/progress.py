"""The four steps of a cycle, each with where it stands, in words."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from improve.core import when
from improve.pdsa.ramp import first_day
from improve.pdsa.words import DECIDED, State

HERE = "You are here"


@dataclass(frozen=True)
class ProgressStep:
    """One of Plan, Do, Study and Act. `place`: done, now, or empty for what comes."""

    name: str
    place: str
    words: str


def progress(cycle: Any, today: date) -> list[ProgressStep]:
    """Plan, Do, Study, Act."""
    if cycle.state == State.NOT_RUN:
        return [_planned(), *_not_run(cycle)]
    first = when.short_day(first_day(cycle), today)
    looked = when.short_day(cycle.ends_on, today)
    study_now = cycle.state == State.DOING and cycle.ends_on <= today
    now = {State.PLANNED: 0, State.DOING: 2 if study_now else 1, State.STUDIED: 3, State.ACTED: 4}[
        cycle.state
    ]
    later = ("", f"Starts {first}", f"Due {looked}", "Needed to close the cycle")
    done = ("Written", f"From {first}", "Written", DECIDED.get(cycle.decision, ""))
    names = ("Plan", "Do", "Study", "Act")
    return [
        ProgressStep(name, "done" if at < now else "now" if at == now else "", words)
        for at, name in enumerate(names)
        for words in [done[at] if at < now else HERE if at == now else later[at]]
    ]


def _planned() -> ProgressStep:
    return ProgressStep("Plan", "done", "Written")


def _not_run(cycle: Any) -> list[ProgressStep]:
    began = ProgressStep("Do", "done", "Stopped") if cycle.started_at else ProgressStep("Do", "", "Not run")
    return [began, ProgressStep("Study", "", "Not done"), ProgressStep("Act", "", "Not done")]
