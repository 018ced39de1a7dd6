"""Are we answering? What became of the first answer to each idea of four weeks; what is late counts however old it is.

One place says it, so a figure and the ideas behind it never part.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, and_, case, func, or_

from improve.core import clock
from improve.core.db import db
from improve.ideas.models import Idea
from improve.ideas.stages import Stage
from improve.teams.models import Team

WINDOW = timedelta(days=28)


@dataclass(frozen=True)
class Answering:
    """How many ideas had their first answer in time, later, or not yet."""

    in_time: int = 0
    later: int = 0
    waiting: int = 0
    late: int = 0

    @property
    def settled(self) -> int:
        """Ideas whose first answer was given, or was due."""
        return self.in_time + self.later + self.late

    @property
    def share(self) -> int:
        """Answered in time, of 100 of those."""
        return round(100 * self.in_time / self.settled) if self.settled else 100


def answering(ideas: Select[Idea]) -> Answering:
    """Of these ideas."""
    kind = case((_in_time(), "in_time"), (Idea.answered_at.is_not(None), "later"), (_late(), "late"),
                else_="waiting")  # fmt: skip
    rows = ideas.where(_counts()).with_only_columns(kind, func.count()).group_by(kind)
    return Answering(**{row[0]: row[1] for row in db.session.execute(rows)})


def _counts() -> Any:
    recent = Idea.received_on >= (clock.now() - WINDOW).date()
    there = or_(Idea.stage != Stage.WITHDRAWN, Idea.answered_at.is_not(None))
    return or_(and_(recent, Idea.answer_due_at.is_not(None), there), _late())


def _in_time() -> Any:
    return and_(Idea.answered_at.is_not(None), Idea.answered_at <= Idea.answer_due_at)


def _later() -> Any:
    return and_(Idea.answered_at.is_not(None), Idea.answered_at > Idea.answer_due_at)


def _late() -> Any:
    """It was due, nobody answered, and no question waits for the author."""
    due = and_(Idea.stage == Stage.NEW, Idea.answer_due_at <= clock.now())
    return and_(due, Idea.answered_at.is_(None), Idea.asked_at.is_(None))


def _waiting() -> Any:
    return and_(Idea.answered_at.is_(None), ~_late())


# Whose answer is due soonest; of those due together, the oldest.
DUE_FIRST = (Idea.answer_due_at, Idea.received_on, Idea.id)


def unanswered() -> Any:
    """New, and without a first answer, however long."""
    return and_(Idea.stage == Stage.NEW, Idea.answered_at.is_(None))


def undecided() -> Any:
    """New: without an answer, or answered from above or in an old log, and nobody has said what becomes of it."""
    return Idea.stage == Stage.NEW


KINDS: dict[str, Callable[[], Any]] = {
    "in_time": lambda: and_(_counts(), _in_time()),
    "later": lambda: and_(_counts(), _later()),
    "waiting": lambda: and_(_counts(), _waiting()),
    "late": _late,
    "due": lambda: and_(_counts(), or_(Idea.answered_at.is_not(None), _late())),
    "none": unanswered,
}
KIND_WORDS = {
    "in_time": "First answer in time",
    "later": "First answer given late",
    "waiting": "First answer not yet due",
    "late": "First answer is late",
    "due": "First answer given, or late",
    "none": "No first answer yet",
}


@dataclass(frozen=True)
class TeamLate:
    """A team whose first answers are late."""

    id: str
    name: str
    late: int


def late_teams(ideas: Select[Idea]) -> list[TeamLate]:
    """The teams of these ideas where first answers are late, most first."""
    late = func.count().label("late")
    theirs = ideas.join(Team, Team.id == Idea.team_id).where(_late())
    rows = theirs.with_only_columns(Team.id, Team.name, late, maintain_column_froms=True)
    found = db.session.execute(rows.group_by(Team.id, Team.name).order_by(late.desc(), Team.name, Team.id))
    return [TeamLate(team_id, name, number) for team_id, name, number in found]
