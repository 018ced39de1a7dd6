"""record(): write one event in the transaction of the change; @subscribe: hear of it higher up in the house."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Protocol, TypeVar

from improve.core import clock
from improve.core.db import append, db
from improve.core.ids import new_id
from improve.core.when import local
from improve.events.models import EventRow, UnsealedEvent


@dataclass(frozen=True)
class Event:
    """What happened, in the past tense. The first field is the id of what it happened to."""

    name: ClassVar[str]

    def facts(self) -> dict[str, Any]:
        """All fields but the first, as they are stored."""
        return {field.name: getattr(self, field.name) for field in fields(self)[1:]}

    def subject_id(self) -> str:
        """What it happened to."""
        return str(getattr(self, fields(self)[0].name))


class Subject(Protocol):
    """What an event is about: it belongs to an organisation and mostly to a team."""

    @property
    def organisation_id(self) -> Any:
        """Whose it is."""

    @property
    def team_id(self) -> Any:
        """On whose board it stands."""


class Actor(Protocol):
    """Who did it: a person, a tablet or the program itself."""

    actor_kind: ClassVar[str]
    id: Any


class Program:
    """The program acting by itself: a clock that ran out, a batch that was released."""

    actor_kind: ClassVar[str] = "program"
    id = None


class Nobody:
    """An anonymous author: the event keeps its date and nothing else."""

    actor_kind: ClassVar[str] = ""
    id = None


PROGRAM = Program()
ANONYMOUS = Nobody()

Heard = Callable[[Event, EventRow], None]
KINDS: dict[str, type[Event]] = {}
_listeners: list[tuple[type[Event], Heard]] = []
AnyEvent = TypeVar("AnyEvent", bound=type[Event])


def event_kind(kind: AnyEvent) -> AnyEvent:
    """Register an event class under its name, so that a stored row finds its way back."""
    KINDS[kind.name] = kind
    return kind


def subscribe(kind: type[Event]) -> Callable[[Heard], Heard]:
    """Call the function, in the same transaction, for each event of that class or below it."""

    def add(heard: Heard) -> Heard:
        _listeners.append((kind, heard))
        return heard

    return add


def record(happened: Event, *, about: Subject, by: Actor, zone: str = "Europe/London") -> EventRow:
    """Write down what happened. Never commits."""
    now = clock.now()
    db.session.flush()
    kept = {
        "id": new_id(),
        "organisation_id": about.organisation_id,
        "team_id": about.team_id,
        "name": happened.name,
        "subject_id": happened.subject_id(),
        "happened_on": local(now, zone).date(),
        "happened_at": None if by is ANONYMOUS else now,
        "by_kind": by.actor_kind or None,
        "by_id": by.id,
        "facts": happened.facts(),
    }
    append(EventRow, **kept)
    append(UnsealedEvent, event_id=kept["id"])
    row = EventRow(**kept)
    for kind, heard in _listeners:
        if isinstance(happened, kind):
            heard(happened, row)
    return row
