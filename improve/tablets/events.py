"""What happens to tablets."""

from dataclasses import dataclass

from improve.events.record import Event, event_kind


@dataclass(frozen=True)
class TabletEvent(Event):
    """Something happened to a tablet."""

    tablet_id: str


@event_kind
@dataclass(frozen=True)
class TabletAdded(TabletEvent):
    """A lead planned a tablet."""

    name = "tablet.added"


@event_kind
@dataclass(frozen=True)
class TabletEnrolled(TabletEvent):
    """A device took its place."""

    name = "tablet.enrolled"


@event_kind
@dataclass(frozen=True)
class TabletRevoked(TabletEvent):
    """A device was shut out."""

    name = "tablet.revoked"
