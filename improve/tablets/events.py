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


@dataclass(frozen=True)
class LinkEvent(Event):
    """Something happened to a link of a team: a wall's or a poster's."""

    link_id: str
    kind: str


@event_kind
@dataclass(frozen=True)
class LinkMade(LinkEvent):
    """A lead made a link that opens without a sign-in."""

    name = "link.made"


@event_kind
@dataclass(frozen=True)
class LinkRevoked(LinkEvent):
    """The link opens nothing any more."""

    name = "link.revoked"


@dataclass(frozen=True)
class PinEvent(Event):
    """Something happened to somebody's PIN; never which."""

    person_id: str


@event_kind
@dataclass(frozen=True)
class PinSet(PinEvent):
    """A PIN was set, by its owner."""

    name = "pin.set"


@event_kind
@dataclass(frozen=True)
class PinOff(PinEvent):
    """Ten wrong ones in a row: the PIN is off."""

    name = "pin.turned_off"


@event_kind
@dataclass(frozen=True)
class PinCodeMade(PinEvent):
    """A lead made a one-time code with which somebody sets a PIN."""

    name = "pin.code_made"


@event_kind
@dataclass(frozen=True)
class WaitingReleased(TabletEvent):
    """A lead let an idea that could not be sent be opened on its tablet, after 7 days."""

    name = "tablet.waiting_released"
