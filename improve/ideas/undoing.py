"""A step taken by mistake is taken back, for a short while: by an event of its own, never by a rewritten history.

Only while nothing else has happened to the idea: the author's "I have read it" ends it too. See decision 18.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.events.models import EventRow
from improve.events.record import Event, event_kind, record, subscribe
from improve.events.timeline import LEFT_OUT
from improve.ideas.events import IdeaEvent
from improve.ideas.facts import Answer, Reason
from improve.ideas.models import Idea, write
from improve.ideas.stages import STAGE_WORDS, Stage
from improve.ideas.steps import Step
from improve.people.models import Person

UNDO_SECONDS = 120  # that the server accepts; the page offers it for 10 to whoever is quick
CAN_BE_UNDONE = frozenset({"acceptance", "completion", "decline", "finish", "reopening", "size"})
MOMENTS = ("stage_since", "answered_at", "asked_at", "pause_ends_at")
RESTORED = ("stage", "owner_id", "effort", "impact", *MOMENTS)


@event_kind
@dataclass(frozen=True)
class IdeaMovedBack(IdeaEvent):
    """A step was taken back by who took it; it keeps its own event."""

    name = "idea.moved_back"
    step: str
    event_id: str


@dataclass(frozen=True)
class Taken:
    """A step just taken, and what stood there before; plain values, for it travels through the page."""

    idea_id: str
    by_id: str
    step: str
    event_id: str
    answer_id: str
    events: int  # of the idea, with that of the step
    before: dict[str, Any]


def take(idea: Idea, by: Person, step: Step, form: Any) -> Taken | None:
    """Take a step; what is needed to take it back, if it can be: alone it happened, and nothing followed from it."""
    assert step.act
    before = _present(idea)
    with _hearing() as caused:
        step.act(idea, by, form)
    if step.noun not in CAN_BE_UNDONE or len(caused) != 1:
        return None
    event = caused[0]
    return Taken(
        idea.id, by.id, step.noun, event.id, event.facts.get("answer_id", ""), _events_of(idea), before
    )


def move_back(idea: Idea, by: Person, taken: Taken) -> None:
    """As it stood before that step. The words to the author are kept as a reason, and answer nobody any more."""
    answer = _locked_answer(taken)
    if _events_of(idea) != taken.events or (answer is not None and answer.read_on is not None):
        stage = STAGE_WORDS[Stage(idea.stage)]
        raise RuleBroken(
            f"Something has happened to this idea since, so this was not undone. It stands in “{stage}”."
        )
    if answer is not None:
        _take_back(answer, idea, by)
    for name, value in taken.before.items():
        setattr(idea, name, _restored(name, value))
    idea.touch()
    record(IdeaMovedBack(idea.id, step=taken.step, event_id=taken.event_id), about=idea, by=by)


def _present(idea: Idea) -> dict[str, Any]:
    values = {name: getattr(idea, name) for name in RESTORED}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()
    }


def _restored(name: str, value: Any) -> Any:
    if name == "stage":
        return Stage(value)
    return datetime.fromisoformat(value) if name in MOMENTS and value else value


def _events_of(idea: Idea) -> int:
    """How much has happened to it. One more tap of support is no reason to leave a mistake standing."""
    rows = select(func.count()).where(EventRow.subject_id == idea.id, EventRow.name.not_in(LEFT_OUT))
    return db.session.scalar(rows) or 0


def _locked_answer(taken: Taken) -> Answer | None:
    """The answer that the step gave. Locked, so that its author cannot say "I have read it" at the same moment."""
    if not taken.answer_id:
        return None
    rows = select(Answer).where(Answer.id == taken.answer_id).with_for_update(of=Answer)
    return db.session.scalars(rows.execution_options(populate_existing=True)).first()


def _take_back(answer: Answer, idea: Idea, by: Person) -> None:
    for words in filter(None, (answer.words, answer.next_step)):
        write(Reason(kind="taken back", words=words), idea, by)
    db.session.delete(answer)
    db.session.flush()
    db.session.expire(idea, ["answers"])


_heard: ContextVar[list[EventRow] | None] = ContextVar("heard", default=None)


@contextmanager
def _hearing() -> Iterator[list[EventRow]]:
    """What happens within the block, wherever it is recorded."""
    rows: list[EventRow] = []
    before = _heard.set(rows)
    try:
        yield rows
    finally:
        _heard.reset(before)


@subscribe(Event)
def _hear(_happened: Event, row: EventRow) -> None:
    if (rows := _heard.get()) is not None:
        rows.append(row)
