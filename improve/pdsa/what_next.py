"""What happens next with ideas that are tested or kept up, one sentence each: for the pages of goals."""

from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from improve.core import clock, when
from improve.core.db import db
from improve.ideas.facts import GainCheck
from improve.ideas.models import Idea
from improve.ideas.serving import says_next
from improve.ideas.stages import Stage
from improve.pdsa.models import Cycle
from improve.pdsa.words import OPEN, State
from improve.people.models import Person

OWNER, APPROVER, PLANNER = aliased(Person), aliased(Person), aliased(Person)
IDEAS: Any = bindparam("ideas", expanding=True)
OPEN_CYCLES = (
    select(
        Cycle.idea_id, Cycle.number, Cycle.state, Cycle.starts_on, Cycle.ends_on, Cycle.affects_patient,
        Cycle.approved_at, Cycle.refused_at, PLANNER.name.label("planner"), OWNER.name.label("owner"),
        APPROVER.name.label("approver"),
    )
    .join(Idea, Idea.id == Cycle.idea_id)
    .outerjoin(OWNER, OWNER.id == Idea.owner_id)
    .join(PLANNER, PLANNER.id == Cycle.planned_by_id)
    .outerjoin(APPROVER, APPROVER.id == Cycle.approver_id)
    .where(Cycle.idea_id.in_(IDEAS), Cycle.state.in_(OPEN))
)  # fmt: skip
NEXT_CHECKS = (
    select(GainCheck.idea_id, func.min(GainCheck.due_on).label("due_on"))
    .where(GainCheck.idea_id.in_(IDEAS), GainCheck.still_in_use.is_(None))
    .group_by(GainCheck.idea_id)
)


@says_next(Stage.TESTING)
def of_tests(ideas: list[Idea]) -> dict[str, str]:
    """ "Cycle 2 ends on 14 December: Ana Diaz looks at the results"; one query for all of them."""
    today = _today(ideas)
    found = db.session.execute(OPEN_CYCLES, {"ideas": [idea.id for idea in ideas]})
    return {row.idea_id: cycle_words(row, today) for row in found}


@says_next(Stage.EMBEDDING)
def of_gains(ideas: list[Idea]) -> dict[str, str]:
    """ "Still in use? Asked on 14 December"; one query for all of them."""
    today = _today(ideas)
    found = db.session.execute(NEXT_CHECKS, {"ideas": [idea.id for idea in ideas]})
    return {row.idea_id: check_words(row.due_on, today) for row in found}


def coming(ideas: list[Idea]) -> dict[str, str]:
    """What happens next with each that is tested or kept up, by id; a query for each of the two that there are."""
    found: dict[str, str] = {}
    for stage, says in ((Stage.TESTING, of_tests), (Stage.EMBEDDING, of_gains)):
        at_stage = [idea for idea in ideas if idea.stage == stage]
        found |= says(at_stage) if at_stage else {}
    return found


def cycle_words(cycle: Any, today: date) -> str:
    """What comes next in an open cycle, when, and who does it."""
    name, who = f"Cycle {cycle.number}", cycle.owner or "the team"
    if cycle.state == State.STUDIED:
        return f"{name} is studied: {who} decides to adopt, adapt or abandon"
    if cycle.state == State.DOING:
        ends = "ended" if cycle.ends_on < today else "ends"
        return f"{name} {ends} {_on(cycle.ends_on, today)}: {who} looks at the results"
    if cycle.refused_at:
        return f"{name} was not approved: {cycle.planner} changes the plan"
    if cycle.affects_patient and cycle.approved_at is None:
        return f"{name} waits: {cycle.approver} says whether it is safe to try"
    starts = "was to start" if cycle.starts_on < today else "starts"
    return f"{name} {starts} {_on(cycle.starts_on, today)}: {who} runs it"


def check_words(due_on: date, today: date) -> str:
    """When it is asked whether the gain still holds."""
    return f"Still in use? {'Was to be said' if due_on < today else 'To be said'} {_on(due_on, today)}"


def _on(day: date, today: date) -> str:
    """ "today", "on Thursday", "on 14 December"."""
    words = when.short_day(day, today)
    return words if words in ("today", "tomorrow", "yesterday") else f"on {words}"


def _today(ideas: list[Idea]) -> date:
    return clock.today(ideas[0].team.organisation.time_zone)
