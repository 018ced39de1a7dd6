"""What happens to an idea that is offered to another team."""

from dataclasses import dataclass

from improve.events.record import event_kind
from improve.ideas.events import IdeaEvent


@event_kind
@dataclass(frozen=True)
class IdeaOffered(IdeaEvent):
    """A lead proposed it to another team."""

    name = "idea.offered"
    to_team_id: str


@event_kind
@dataclass(frozen=True)
class IdeaMoved(IdeaEvent):
    """The other team took it."""

    name = "idea.moved"
    from_team_id: str
    to_team_id: str


@event_kind
@dataclass(frozen=True)
class IdeaReturned(IdeaEvent):
    """The other team sent it back, with a reason."""

    name = "idea.returned"
    by_team_id: str


@event_kind
@dataclass(frozen=True)
class OfferEnded(IdeaEvent):
    """It is offered no longer: its own team decided, or it went out of sight."""

    name = "idea.offer_ended"
    to_team_id: str
