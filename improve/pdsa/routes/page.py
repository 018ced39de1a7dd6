"""What the page of one cycle shows, for one viewer."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from improve.core import clock
from improve.core.access import SAFE, find, viewer
from improve.core.db import db
from improve.ideas.models import Idea
from improve.ideas.stages import WHY_NOT, Stage
from improve.measures import policy as measures
from improve.measures.models import Measure
from improve.pdsa import policy
from improve.pdsa.forms import ChoiceForm, ObservationForm, RefusalForm, StudyForm
from improve.pdsa.lit import Honesty, honesty_of, ramp_of
from improve.pdsa.measuring import Comparison, comparison_of, sums_words, too_few_before
from improve.pdsa.models import Cycle
from improve.pdsa.progress import ProgressStep, progress
from improve.pdsa.ramp import first_day, tag
from improve.pdsa.reading import due_words, prediction_words
from improve.pdsa.words import FULL_SCALE, State


class Forms:
    """The forms of a cycle's page; a refused one keeps what was typed."""

    def __init__(self, cycle: Cycle) -> None:
        self.observation = ObservationForm(formdata=None)
        written = {"happened": cycle.happened, "result": cycle.result, "learned": cycle.learned}
        self.study = StudyForm(formdata=None, data={"version": cycle.version, **written})
        self.choice = ChoiceForm(formdata=None)
        self.refusal = RefusalForm(formdata=None, data={"version": cycle.version})
        self.wrong: Any = None  # the one that was refused


@dataclass(frozen=True)
class CyclePage:
    """Everything on the page of a cycle."""

    cycle: Cycle
    idea: Idea
    steps: list[ProgressStep]
    first_day: date  # of Do
    prediction: str
    due: str
    is_late: bool
    tag: str
    is_study_time: bool
    is_large: bool
    may_test: bool
    may_decide: bool
    may_approve: bool
    may_refuse: bool  # also what they approved before, until Do starts
    may_enter: bool  # readings, while it runs
    following_id: str | None
    comparison: Comparison | None  # with the readings of its measure
    too_few_before: str  # what cannot be said later, for want of a baseline
    sums: str  # of the frozen baseline: "46 of 60 people"
    honesty: Honesty  # the five lamps
    halted: str  # why it cannot go on: the idea was merged or withheld meanwhile


def found(cycle_id: str, *, again: bool = False) -> Cycle:
    """The cycle with what its page and its verbs need; 404 when it is not to be seen.

    `again`: to show it after a refusal, when nothing is written any more.
    """
    besides = (
        Cycle.approver, Cycle.planned_by, Cycle.started_by, Cycle.studied_by, Cycle.acted_by, Cycle.counted,
    )  # fmt: skip
    rows = policy.visible_to(viewer()).options(
        joinedload(Cycle.idea).options(joinedload(Idea.owner)),
        undefer(Cycle.baseline_kept),
        *(joinedload(beside) for beside in besides),
    )
    if request.method not in SAFE and not again:
        rows = rows.with_for_update(of=Cycle)  # of two at the same moment, the second sees what the first did
    return find(rows, Cycle.id, cycle_id)


def gather(cycle: Cycle, person: Any) -> CyclePage:
    """Read the page of a cycle."""
    idea, today = cycle.idea, clock.today(cycle.idea.team.organisation.time_zone)
    due, is_late = due_words(cycle, today)
    runs = cycle.is_open and idea.stage == Stage.TESTING
    return CyclePage(
        cycle=cycle,
        idea=idea,
        steps=progress(cycle, today),
        first_day=first_day(cycle),
        prediction=prediction_words(cycle),
        due=due,
        is_late=is_late,
        tag=tag(cycle),
        is_study_time=cycle.ends_on <= today,
        is_large=cycle.is_first and cycle.scale >= FULL_SCALE and cycle.state == State.PLANNED,
        may_test=runs and policy.may_test(person, idea),
        may_decide=runs and policy.may_decide(person, idea),
        may_approve=runs and cycle.needs_approval and policy.may_approve(person, cycle),
        may_refuse=runs and may_refuse(person, cycle),
        may_enter=runs and may_enter(person, cycle.counted),
        following_id=following_id(cycle),
        comparison=comparison_of(cycle),
        too_few_before=too_few_before(cycle) if runs and cycle.state == State.PLANNED else "",
        sums=sums_words(cycle),
        honesty=honesty_of(ramp_of(cycle.idea_id, today), cycle),
        halted=WHY_NOT[idea.stage] if cycle.is_open and not runs else "",
    )


def may_enter(person: Any, measure: Measure | None) -> bool:
    """Whether they can add a reading to what the cycle counts."""
    return measure is not None and not measure.is_ended and measures.may_enter(person, measure)


def may_refuse(person: Any, cycle: Cycle) -> bool:
    """The named clinician, while Do has not started and it is not back at its planner already."""
    is_asked = cycle.state == State.PLANNED and cycle.affects_patient and cycle.refused_at is None
    return is_asked and policy.may_approve(person, cycle)


def following_id(cycle: Cycle) -> str | None:
    """The cycle that came after this one."""
    if cycle.is_open:
        return None
    later = select(Cycle.id).where(Cycle.idea_id == cycle.idea_id, Cycle.number == cycle.number + 1)
    return db.session.scalar(later)
