"""What happens to an idea that shows, or may show, who a patient is."""

from dataclasses import dataclass

from improve.events.record import event_kind
from improve.ideas.events import IdeaEvent


@event_kind
@dataclass(frozen=True)
class IdeaHeld(IdeaEvent):
    """It may show who a patient is, and its author says that it does not: a lead looks at it first."""

    name = "idea.held"


@event_kind
@dataclass(frozen=True)
class PassageMasked(IdeaEvent):
    """A passage that shows who a patient is was hidden in every version. `digests` prove the words as they are now."""

    name = "idea.passage_masked"
    kind: str
    places: int
    digests: dict[str, str]


@event_kind
@dataclass(frozen=True)
class PassageShown(IdeaEvent):
    """A passage that was hidden by mistake was brought back, within 24 hours."""

    name = "idea.passage_shown"
    digests: dict[str, str]
