"""What happens to teams, and the revision that each event of a team raises."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from improve.core.db import run
from improve.events.models import EventRow
from improve.events.record import Event, event_kind, subscribe

RAISE_REVISION = text("UPDATE team SET revision = revision + 1 WHERE id = :team_id")


@dataclass(frozen=True)
class TeamEvent(Event):
    """Something happened to a team."""

    team_id: str


@event_kind
@dataclass(frozen=True)
class TeamAdded(TeamEvent):
    """A team took its place in the tree."""

    name = "team.added"


@event_kind
@dataclass(frozen=True)
class TeamChanged(TeamEvent):
    """Fields of a team were changed; which ones."""

    name = "team.changed"
    changed: list[str]


@event_kind
@dataclass(frozen=True)
class TeamDeactivated(TeamEvent):
    """A team is no more."""

    name = "team.deactivated"


@event_kind
@dataclass(frozen=True)
class TeamReactivated(TeamEvent):
    """A team is back."""

    name = "team.reactivated"


@event_kind
@dataclass(frozen=True)
class InChargeChanged(TeamEvent):
    """It was said who is in charge this shift, or taken back. Who, stands in no event."""

    name = "team.in_charge_changed"


@event_kind
@dataclass(frozen=True)
class MemberJoined(Event):
    """A person joined a team."""

    name = "member.joined"
    person_id: str
    is_lead: bool


@event_kind
@dataclass(frozen=True)
class MemberLeft(Event):
    """A person left a team."""

    name = "member.left"
    person_id: str


@event_kind
@dataclass(frozen=True)
class OrganisationChanged(Event):
    """The settings of the whole organisation were changed; which ones."""

    name = "organisation.changed"
    organisation_id: str
    changed: list[str]


@subscribe(Event)
def raise_revision(_happened: Any, row: EventRow) -> None:
    """Tell the screens of the team that something is new."""
    if row.team_id is not None:
        run(RAISE_REVISION, {"team_id": row.team_id})
