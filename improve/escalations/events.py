"""What happens to escalations. The subject is the idea, so that its timeline and its own board tell each step."""

from dataclasses import dataclass

from improve.events.record import Event, event_kind


@dataclass(frozen=True)
class EscalationEvent(Event):
    """Something happened to an escalation; ask and answer stand in its row, never in the event."""

    idea_id: str
    escalation_id: str


@event_kind
@dataclass(frozen=True)
class EscalationRaised(EscalationEvent):
    """A team asked the tier above; by the program: its answer clock ran out."""

    name = "escalation.raised"
    to_team_id: str
    reason: str


@event_kind
@dataclass(frozen=True)
class EscalationAccepted(EscalationEvent):
    """Somebody at the receiving team owns it now."""

    name = "escalation.accepted"


@event_kind
@dataclass(frozen=True)
class EscalationHandedOver(EscalationEvent):
    """Somebody else owns it now."""

    name = "escalation.handed_over"
    owner_id: str


@event_kind
@dataclass(frozen=True)
class EscalationReleased(EscalationEvent):
    """Who owned it left; the leads of the receiving team have it again."""

    name = "escalation.released"


@event_kind
@dataclass(frozen=True)
class EscalationAnswered(EscalationEvent):
    """The receiving team answered."""

    name = "escalation.answered"


@event_kind
@dataclass(frozen=True)
class EscalationReturned(EscalationEvent):
    """The receiving team gave it back, with an answer."""

    name = "escalation.returned"


@event_kind
@dataclass(frozen=True)
class EscalationRaisedFurther(EscalationEvent):
    """It went one tier up; by the program: no answer came in time."""

    name = "escalation.raised_further"
    further_id: str
    to_team_id: str


@event_kind
@dataclass(frozen=True)
class EscalationWithdrawn(EscalationEvent):
    """The origin needs no answer any more."""

    name = "escalation.withdrawn"


@event_kind
@dataclass(frozen=True)
class EscalationClosed(EscalationEvent):
    """The origin says that the answer is enough."""

    name = "escalation.closed"


@event_kind
@dataclass(frozen=True)
class EscalationTold(Event):
    """A step of an escalation, as another board than the idea's own hears of it."""

    name = "escalation.told"
    escalation_id: str
    idea_id: str
    step: str


@dataclass(frozen=True)
class ProposalEvent(Event):
    """Something happened to a proposal to raise an idea."""

    idea_id: str
    proposal_id: str


@event_kind
@dataclass(frozen=True)
class EscalationProposed(ProposalEvent):
    """Somebody without the right to raise it asked the leads to."""

    name = "escalation.proposed"


@event_kind
@dataclass(frozen=True)
class ProposalTaken(ProposalEvent):
    """A lead raised what was proposed."""

    name = "escalation.proposal_taken"
    escalation_id: str


@event_kind
@dataclass(frozen=True)
class ProposalDeclined(ProposalEvent):
    """A lead did not raise what was proposed, and said why."""

    name = "escalation.proposal_declined"
