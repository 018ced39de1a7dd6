"""Is it an honest test? Five lamps for a cycle, computed from what is stored. Pure.

The five features are those of Taylor, McNicholas, Nicolay, Darzi, Bell and Reed, Systematic review of the application
of the plan-do-study-act method to improve quality in healthcare, BMJ Quality & Safety 2014;23:290-298
(doi 10.1136/bmjqs-2013-001862). As they are counted here:

iterative       two or more linked cycles of the idea in which Do has started
prediction      what will happen was written before Do
small scale     the first cycle on at most one bay, and no cycle smaller than the one before it
data over time  readings of the cycle's measure on three or more dates within the cycle
documented      Plan, Do (what was seen), Study and Act, each in words

Iterative and small scale are of the whole ramp, the others of the one cycle. A cycle that was not run counts for
nothing. Each dark lamp says the one next thing that would light it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from improve.pdsa.words import SCALES, State

ONE_BAY = 3  # the largest scale a first cycle may have
LEAST_DATES = 3  # of readings within a cycle
NAMES = {
    "iterative": "Iterative",
    "prediction": "Prediction",
    "small_scale": "Small scale",
    "data_over_time": "Data over time",
    "documented": "Documented",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is stored of one cycle, as the lamps need it. `dates`: days with readings of its measure, within it."""

    number: int
    state: State
    scale: int
    is_linked: bool  # built on the cycle before it
    planned_at: datetime
    started_at: datetime | None
    has_prediction: bool
    is_measured: bool
    dates: int
    is_planned_in_words: bool
    is_seen: bool  # something was written down while doing
    is_studied_in_words: bool
    is_decided_in_words: bool
    waits_for: str = ""  # the clinician who has not said yet that it is safe to try
    is_refused: bool = False  # by that clinician: the plan is to be changed

    @property
    def is_run(self) -> bool:
        """Do started, and it was not called off."""
        return self.started_at is not None and self.state != State.NOT_RUN


@dataclass(frozen=True, slots=True)
class Lamp:
    """One feature: lit or not, why, and what would light it.

    `is_now`: that can still be done in this cycle. `is_last`: nothing more is then missing.
    """

    key: str
    is_lit: bool
    why: str
    next: str = ""
    is_now: bool = False
    is_last: bool = True

    @property
    def name(self) -> str:
        """ "Small scale"."""
        return NAMES[self.key]


def lamps(ramp: Sequence[Facts], this: Facts) -> list[Lamp]:
    """The five lamps of a cycle; `ramp`: all cycles of its idea, the first one first."""
    return [
        iterative(ramp),
        prediction(this),
        small_scale(ramp, this),
        data_over_time(this),
        documented(this),
    ]


def next_thing(shown: Sequence[Lamp]) -> Lamp | None:
    """Of the dark lamps the one to light next: one that this cycle can still light, else the first."""
    dark = [lamp for lamp in shown if not lamp.is_lit]
    return next((lamp for lamp in dark if lamp.is_now), dark[0] if dark else None)


def first_of_all(this: Facts) -> str:
    """What comes before anything that lights a lamp: no test begins without its approval."""
    if not this.waits_for or this.state != State.PLANNED:
        return ""
    if this.is_refused:
        return f"change the plan, which {this.waits_for} did not approve"
    return f"{this.waits_for} says whether it is safe to try"


def iterative(ramp: Sequence[Facts]) -> Lamp:
    """Two or more linked cycles."""
    run = [cycle for cycle in ramp if cycle.is_run]
    linked = 1 + sum(cycle.is_linked for cycle in run[1:])
    if len(run) > 1 and linked > 1:
        return Lamp("iterative", True, f"{linked} cycles in a ramp, each built on the one before")
    why = "One cycle so far" if run else "Nothing was run so far"
    is_planned = any(cycle.state == State.PLANNED and cycle.is_linked for cycle in ramp)
    then = "start Do of the next cycle" if is_planned else "run a second cycle that builds on this one"
    return Lamp("iterative", False, why, then)


def prediction(this: Facts) -> Lamp:
    """Written before Do."""
    in_time = this.has_prediction and (this.started_at is None or this.planned_at <= this.started_at)
    if not in_time:
        is_open = this.started_at is None
        then = "write what you think will happen" if is_open else "write the next prediction before Do starts"
        return Lamp("prediction", False, "Nothing was predicted before Do", then, is_open)
    locked = (
        "Written and locked before Do started" if this.started_at else "Written; it is locked when Do starts"
    )
    return Lamp("prediction", True, locked)


def small_scale(ramp: Sequence[Facts], this: Facts) -> Lamp:
    """The first cycle small, and then never shrinking."""
    is_planned = this.state == State.PLANNED
    run = [cycle for cycle in ramp if cycle.is_run or (cycle is this and is_planned)]
    scales = [cycle.scale for cycle in run]
    if not scales:
        return Lamp(
            "small_scale",
            False,
            "Nothing was run so far",
            "plan a test on one patient, one person or one bay",
        )
    if scales[0] > ONE_BAY:
        is_first = run[0] is this and is_planned
        then = (
            "start with one bay or less"
            if is_first
            else "start the next idea with one patient, one person or one bay"
        )
        return Lamp("small_scale", False, f"The first cycle: {SCALES[scales[0]].lower()}", then, is_first)
    shrunk = next(((before, after) for before, after in pairwise(run) if after.scale < before.scale), None)
    if shrunk:
        is_now = shrunk[1] is this and is_planned
        then = (
            "plan it at least as large as the one before"
            if is_now
            else "let the next idea grow from cycle to cycle"
        )
        why = f"Cycle {shrunk[1].number} was smaller than cycle {shrunk[0].number}"
        return Lamp("small_scale", False, why, then, is_now)
    return Lamp("small_scale", True, ", then ".join(_grown(scales)))


def _grown(scales: Sequence[int]) -> list[str]:
    """ "One person, one shift", "one bay": each scale once."""
    words = [SCALES[scale] for scale in dict.fromkeys(scales)]
    return [words[0], *(word.lower() for word in words[1:])]


def data_over_time(this: Facts) -> Lamp:
    """Three or more dated readings within the cycle."""
    if this.dates >= LEAST_DATES:
        return Lamp("data_over_time", True, f"Readings on {this.dates} dates")
    is_open = this.state in (State.PLANNED, State.DOING, State.STUDIED)
    if not this.is_measured:
        is_planned = this.state == State.PLANNED
        when = "choose a measure in the plan" if is_planned else "choose a measure in the next plan"
        return Lamp("data_over_time", False, "No measure was named", when, is_planned)
    have = {0: "No readings", 1: "Readings on 1 date"}.get(this.dates, f"Readings on {this.dates} dates")
    missing = LEAST_DATES - this.dates
    more = "more " if this.dates else ""
    then = f"enter readings on {missing} {more}date{'' if missing == 1 else 's'}"
    if this.state == State.PLANNED:
        then = f"start Do, then {then}"
    if this.state == State.STUDIED:
        then += ", then write again what happened"
    return Lamp(
        "data_over_time", False, have, then if is_open else "measure longer in the next cycle", is_open
    )


def documented(this: Facts) -> Lamp:
    """All four stages in words."""
    stages = {
        "Plan": this.is_planned_in_words,
        "Do": this.is_seen,
        "Study": this.is_studied_in_words,
        "Act": this.is_decided_in_words,
    }
    missing = [name for name, is_written in stages.items() if not is_written]
    if not missing:
        return Lamp("documented", True, "Plan, Do, Study and Act are written")
    written = [name for name in stages if name not in missing]
    why = f"{listed(written)} {'is' if len(written) == 1 else 'are'} written; " if written else ""
    why += f"{listed(missing)} {'is' if len(missing) == 1 else 'are'} missing"
    is_open = this.state in (State.DOING, State.STUDIED)
    return Lamp("documented", False, why, _to_write(missing[0], this.state), is_open, len(missing) == 1)


def _to_write(stage: str, state: State) -> str:
    if state == State.PLANNED:
        return "start Do, and write down what you see"
    if state in (State.ACTED, State.NOT_RUN):
        return (
            "in the next cycle write down what you see while doing"
            if stage == "Do"
            else "write the next one to its end"
        )
    return {
        "Plan": "write the plan in words",
        "Do": "write down what you see while doing",
        "Study": "write what happened",
        "Act": "choose adopt, adapt or abandon",
    }[stage]


def listed(names: Sequence[str]) -> str:
    """ "Plan, Do and Study"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
