"""How an idea came in without a sign-in, and whose it turned out to be."""

from dataclasses import dataclass

from improve.events.record import event_kind
from improve.ideas.events import IdeaEvent


@event_kind
@dataclass(frozen=True)
class AuthorNamed(IdeaEvent):
    """The author of an idea without a name is known now: imported and matched, or by themselves."""

    name = "idea.author_named"


@event_kind
@dataclass(frozen=True)
class NameDenied(IdeaEvent):
    """Whom a tablet named as the author says that it was somebody else."""

    name = "idea.name_denied"


@event_kind
@dataclass(frozen=True)
class IdeaCameLate(IdeaEvent):
    """It was written while its tablet had no connection, on the day it is dated with."""

    name = "idea.came_late"


@event_kind
@dataclass(frozen=True)
class IdeaLeftOut(IdeaEvent):
    """Something that came with it was no longer good, so it was filed without: goals, name."""

    name = "idea.left_out"
    what: list[str]
