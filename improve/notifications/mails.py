"""Mails to those for whom something waits: it stands on their first page too, and the mail says no more than that.

A mail leaves the house, so it carries no words of staff, and no name but its reader's: where, until when, and a link.
"""

from collections.abc import Iterable

from flask import current_app
from sqlalchemy import exists

from improve.core import when
from improve.core.db import db
from improve.core.mail import OutgoingMail, post
from improve.escalations.events import EscalationHandedOver, EscalationRaised, EscalationRaisedFurther
from improve.escalations.models import Escalation
from improve.events.models import EventRow
from improve.events.record import Event, subscribe
from improve.ideas.models import Idea
from improve.ideas.offer_events import IdeaOffered
from improve.ideas.offers import open_offer
from improve.notifications.readers import answering_for, leading
from improve.pdsa.approval import changers_of
from improve.pdsa.events import CycleRefused, CycleStarted, PlanChanged
from improve.pdsa.models import Cycle
from improve.people.models import Person

BODY = """Hello {name},

{words}

Read it, and answer, here:
{address}

It stands on your first page in Improve too.
"""


@subscribe(CycleStarted)
@subscribe(PlanChanged)
def ask_whether_it_is_safe(happened: Event, row: EventRow) -> None:
    """A test that could affect a patient waits for the clinician who is named in it."""
    assert isinstance(happened, CycleStarted | PlanChanged)
    cycle = db.session.get_one(Cycle, happened.cycle_id)
    approver = (
        db.session.get(Person, cycle.approver_id) if cycle.needs_approval and cycle.approver_id else None
    )
    if approver is not None:
        label = cycle.idea.team.label
        words = f"{label} plans a test that could affect a patient. You are asked whether it is safe to try."
        tell([approver], row, f"{label}: is this test safe to try?", words, f"/cycles/{cycle.id}")


@subscribe(CycleRefused)
def say_that_it_was_not_approved(happened: Event, row: EventRow) -> None:
    """Whoever planned the test changes it, or names somebody else."""
    assert isinstance(happened, CycleRefused)
    cycle = db.session.get_one(Cycle, happened.cycle_id)
    label = cycle.idea.team.label
    words = (
        f"A test that {label} plans was not approved as it is planned. The page says what has to change. Change the "
        "plan there, and it is asked again."
    )
    planners = {person.id: person for person in (cycle.planned_by, *changers_of(cycle))}
    tell(planners.values(), row, f"{label}: a test was not approved", words, f"/cycles/{cycle.id}")


@subscribe(EscalationRaised)
@subscribe(EscalationRaisedFurther)
@subscribe(EscalationHandedOver)
def ask_for_an_answer(happened: Event, row: EventRow) -> None:
    """Something rose to a team, or was handed to one person there: whoever has it now is asked."""
    assert isinstance(happened, EscalationRaised | EscalationRaisedFurther | EscalationHandedOver)
    now_at = happened.further_id if isinstance(happened, EscalationRaisedFurther) else happened.escalation_id
    found = db.session.get_one(Escalation, now_at)
    due = when.moment(found.due_at, found.to_team.organisation.time_zone)
    asking, asked = found.from_team.label, found.to_team.label
    readers = [found.holder] if found.holder else answering_for(found.to_team)
    words = f"{asking} asks {asked} for what it cannot solve alone. An answer is due by {due}."
    tell(readers, row, f"{asking} asks {asked} for an answer", words, f"/escalations/{found.id}")


@subscribe(IdeaOffered)
def ask_whether_they_take_it(happened: Event, row: EventRow) -> None:
    """An idea was offered to another team. (The same event stands on both boards; the receiving one is told.)"""
    assert isinstance(happened, IdeaOffered)
    offered = open_offer(db.session.get_one(Idea, happened.idea_id))
    if offered is not None and row.team_id == happened.to_team_id:
        label = offered.from_team.label
        words = f"{label} offers an idea to {offered.to_team.label}. Your team takes it, or sends it back."
        tell(leading(offered.to_team), row, f"{label} offers you an idea", words, f"/offers/{offered.id}")


def tell(readers: Iterable[Person], cause: EventRow, subject: str, words: str, path: str) -> None:
    """Post a mail to each who has an address, but not to who caused it.

    Without a mail server none: it would be sent years later. What still waits in the outbox is not posted again: a
    plan that is saved five times asks once.
    """
    config = current_app.config["IMPROVE"]
    if not config.smtp_url:
        return
    site = config.base_url or f"http://{config.host}:{config.port}"
    for reader in readers:
        body = BODY.format(name=reader.name, words=words, address=f"{site}{path}")
        if reader.email and _is_to_be_told(reader, cause) and not _waits_already(reader.email, body):
            post(reader.email, subject, body, reader.organisation_id)


def _is_to_be_told(reader: Person, cause: EventRow) -> bool:
    """Nobody of the demonstration has a mailbox; who did it knows."""
    return reader.is_active and not reader.is_demonstration and reader.id != cause.by_id


def _waits_already(address: str, body: str) -> bool:
    same = (OutgoingMail.to == address, OutgoingMail.body == body, OutgoingMail.next_try_at.is_not(None))
    return bool(db.session.scalar(exists().where(*same).select()))
