"""What happens to people's accounts."""

from dataclasses import dataclass

from improve.events.record import Event, event_kind


@dataclass(frozen=True)
class PersonEvent(Event):
    """Something happened to an account."""

    person_id: str


@event_kind
@dataclass(frozen=True)
class PersonAdded(PersonEvent):
    """An account was made."""

    name = "person.added"


@event_kind
@dataclass(frozen=True)
class PersonChanged(PersonEvent):
    """An administrator changed fields of an account; which ones, not what they say."""

    name = "person.changed"
    changed: list[str]


@event_kind
@dataclass(frozen=True)
class PersonDeactivated(PersonEvent):
    """The person left."""

    name = "person.deactivated"


@event_kind
@dataclass(frozen=True)
class PersonReactivated(PersonEvent):
    """The person came back."""

    name = "person.reactivated"
