"""Who may say that a test is safe to try: the clinician named in the plan, and never who wrote or changed it."""

from typing import Any

from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.events.models import EventRow
from improve.events.record import record
from improve.pdsa.events import CycleRefused, PlanChanged
from improve.pdsa.plans import Plan, is_clinician
from improve.pdsa.refusals import Refusal
from improve.people.models import Person


def check_approver(cycle: Any, by: Person) -> None:
    """Raises RuleBroken for everybody else."""
    if not cycle.affects_patient or by.id != cycle.approver_id or not is_clinician(by):
        raise RuleBroken("Only the clinician named in the plan, and never its planner, may approve it.")
    if by.id in [cycle.planned_by_id, *(person.id for person in changers_of(cycle))]:
        raise RuleBroken("Who wrote or changed this plan cannot approve it. Name somebody else.")


def send_back(cycle: Any, by: Person, reason: str) -> None:
    """Not approved, and why; an approval that was given before is taken back. Twice is once."""
    check_approver(cycle, by)
    if not reason.strip():
        raise RuleBroken("Say why, so that the plan can be changed.")
    if cycle.refused_at is not None:
        return
    cycle.approved_at, cycle.refused_at = None, clock.now()
    refusal = Refusal(organisation_id=cycle.organisation_id, by=by, reason=reason)
    cycle.refusals.append(refusal)
    db.session.flush()
    cycle.idea.touch()
    record(CycleRefused(cycle.idea_id, cycle.id, cycle.number, refusal_id=refusal.id), about=cycle, by=by)


def check_stays_asked(cycle: Any, planned: Plan) -> None:
    """That a test could affect a patient is not taken back, neither in its plan nor in those of the cycles after it.

    It would be a way round the approval: say yes to one bed, and no to the whole ward.
    """
    if cycle.affects_patient and not planned.affects_patient:
        raise RuleBroken(
            "It was said that this test could affect a patient, and that stays. The clinician approves it, "
            "or you name another one."
        )


def changers_of(cycle: Any) -> list[Person]:
    """Who changed its plan."""
    changed = select(EventRow.by_id, EventRow.facts).where(
        EventRow.subject_id == cycle.idea_id, EventRow.name == PlanChanged.name
    )
    ids = {by_id for by_id, facts in db.session.execute(changed) if facts.get("cycle_id") == cycle.id}
    return list(db.session.scalars(select(Person).where(Person.id.in_(ids)))) if ids else []
