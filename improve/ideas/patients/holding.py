"""An idea whose author says "this is not a patient": kept out of sight until a lead, or the guardian, shows it."""

from sqlalchemy import ColumnElement, select

from improve.events.record import ANONYMOUS, PROGRAM, record
from improve.ideas.facts import Answer
from improve.ideas.models import Idea
from improve.ideas.patients.events import IdeaHeld
from improve.ideas.stages import Stage

HELD_KEY = "held"  # among the details of an anonymous idea that still waits for its batch
SAID = (
    "Thank you. A lead looks at it first, because it may show who a patient is. Then your team can read it."
)


def hold(idea: Idea) -> None:
    """Out of sight from the first moment on. Its answer clock runs: somebody must look."""
    idea.stage_before = Stage(idea.stage)
    idea.enter(Stage.WITHHELD)
    record(IdeaHeld(idea.id), about=idea, by=ANONYMOUS if idea.is_anonymous else PROGRAM)


def is_held(idea: Idea) -> bool:
    """Waits for a lead's look; nobody has withheld it."""
    return idea.stage == Stage.WITHHELD and not any(answer.kind == "withhold" for answer in idea.answers)


def is_waiting_for_a_look() -> ColumnElement[bool]:
    """The same of rows."""
    withheld = select(Answer.id).where(Answer.idea_id == Idea.id, Answer.kind == "withhold")
    return (Idea.stage == Stage.WITHHELD) & ~withheld.exists()
