"""What happens elsewhere and ends or frees an escalation.

An escalation does not outlive its idea: when the idea is done, declined, merged, withdrawn or abandoned after a
test, the open one is withdrawn by itself, accepted or not, and a proposal to raise it ends. One that rose because
nobody answered the author is withdrawn by the answer. Who leaves the receiving team, or the organisation, no longer
owns what they accepted.
"""

from sqlalchemy import select

from improve.core.db import db
from improve.escalations.events import EscalationRaised
from improve.escalations.models import Escalation, open_escalation
from improve.escalations.proposals import waiting_proposal
from improve.escalations.states import NO_FIRST_ANSWER, State
from improve.events.models import EventRow
from improve.events.record import PROGRAM, Event, subscribe
from improve.ideas.events import IdeaAccepted, IdeaDeclined, IdeaDone, IdeaEvent, IdeaMerged, IdeaWithdrawn
from improve.ideas.models import Idea
from improve.pdsa.events import CycleAbandoned
from improve.people.events import PersonDeactivated
from improve.teams.events import MemberLeft

SETTLED = "The idea was settled by its own team."


@subscribe(IdeaDone)
@subscribe(IdeaDeclined)
@subscribe(IdeaMerged)
@subscribe(IdeaWithdrawn)
@subscribe(CycleAbandoned)
def end_with_the_idea(happened: Event, _row: EventRow) -> None:
    """The idea is settled: nobody needs to answer any more, nor to decide a proposal."""
    if (escalation := _open_for(happened)) is not None:
        escalation.withdraw(PROGRAM, SETTLED)
    if (proposal := waiting_proposal(happened.subject_id())) is not None:
        proposal.settle(None, why=SETTLED)


@subscribe(EscalationRaised)
def end_the_proposal(happened: Event, row: EventRow) -> None:
    """A lead, or a clock, raised what somebody had proposed to raise."""
    assert isinstance(happened, EscalationRaised)
    if (proposal := waiting_proposal(happened.idea_id)) is not None:
        proposal.settle(row.by_id, happened.escalation_id)


@subscribe(IdeaAccepted)
def end_with_the_answer(happened: Event, _row: EventRow) -> None:
    """The author has an answer: what rose for want of one is settled."""
    escalation = _open_for(happened)
    if escalation is not None and first_reason(escalation) == NO_FIRST_ANSWER:
        escalation.withdraw(PROGRAM, "The author was answered.")


@subscribe(MemberLeft)
@subscribe(PersonDeactivated)
def free_what_they_had(happened: Event, row: EventRow) -> None:
    """The leads of the receiving team have it again. A person's own event names no team: then all of theirs."""
    theirs = select(Escalation).where(
        Escalation.owner_id == happened.subject_id(), Escalation.state == State.ACCEPTED
    )
    if row.team_id is not None:
        theirs = theirs.where(Escalation.to_team_id == row.team_id)
    for escalation in db.session.scalars(theirs.order_by(Escalation.id)):
        escalation.release()


def first_reason(escalation: Escalation) -> str:
    """Why the chain began."""
    return db.session.get_one(Escalation, escalation.first_id).reason


def _open_for(happened: Event) -> Escalation | None:
    assert isinstance(happened, IdeaEvent)
    idea = db.session.get(Idea, happened.idea_id)
    return open_escalation(idea) if idea is not None else None
