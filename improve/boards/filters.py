"""What of a board is shown, and how many cards each filter finds. Every statement is run with `values`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, String, and_, bindparam, case, exists, func, or_, select

from improve.core import clock as core_clock
from improve.core import when
from improve.core.db import UtcDateTime, columns
from improve.escalations.models import Escalation
from improve.escalations.states import OPEN
from improve.ideas.facts import GainCheck, IdeaGoal
from improve.ideas.models import Idea
from improve.ideas.stages import LANES, OPEN_STAGES, Stage
from improve.pdsa.models import Cycle
from improve.pdsa.words import OPEN as OPEN_CYCLE
from improve.pdsa.words import State
from improve.teams.models import Team

SHOWS = ("due", "raised")
NOW = bindparam("now", type_=UtcDateTime)
TODAY = bindparam("today", type_=Date)
TONIGHT = bindparam("tonight", type_=UtcDateTime)
VIEWER = bindparam("viewer", type_=String)
# What wants something today, or wanted it before: of tests, of checks after adoption, of escalations.
STARTS, ENDS = Cycle.starts_on <= TODAY, Cycle.ends_on <= TODAY
TEST_IS_DUE = and_(
    Cycle.state.in_(OPEN_CYCLE),
    case((Cycle.state == State.PLANNED, STARTS), (Cycle.state == State.DOING, ENDS), else_=True),
)
CHECK_IS_DUE = and_(GainCheck.still_in_use.is_(None), GainCheck.due_on <= TODAY)
RAISED_IS_DUE = and_(Escalation.state.in_(OPEN), Escalation.due_at <= TONIGHT)


@dataclass(frozen=True)
class Filter:
    """What of a board is shown."""

    show: str = ""  # one of SHOWS
    goal: str = ""
    owner: str = ""

    @property
    def shape(self) -> "Filter":
        """Its kind, without its values."""
        return Filter(self.show, "goal" if self.goal else "", "owner" if self.owner else "")

    @property
    def address(self) -> dict[str, Any]:
        """What the address of a page says to be filtered so."""
        return {name: value for name, value in vars(self).items() if value}

    def showing(self, show: str) -> dict[str, Any]:
        """The same of another choice of cards: the goal and the owner stay."""
        return replace(self, show=show).address

    @property
    def is_on(self) -> bool:
        """Whether anything is left out."""
        return self.number > 0

    @property
    def number(self) -> int:
        """How many filters are set."""
        return len(self.address)


@dataclass(frozen=True)
class Tallies:
    """How many cards of a goal and an owner there are, and how many of them each filter shows."""

    open: int
    due: int
    raised: int
    found: dict[str, int]  # by stage: what the chosen filter shows


def values(team: Team, chosen: Filter, viewer_id: str = "") -> dict[str, Any]:
    """What a statement that is made already is run with."""
    now, zone = core_clock.now(), team.organisation.time_zone
    return {
        "team": team.id,
        "now": now,
        "today": when.local(now, zone).date(),
        "tonight": end_of_day(now, zone),
        "goal": chosen.goal,
        "owner": chosen.owner,
        "viewer": viewer_id,
    }


def end_of_day(now: datetime, zone: str) -> datetime:
    """The midnight in which this day ends there."""
    here = when.local(now, zone)
    return (here + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def conditions(chosen: Filter) -> list[ColumnElement[bool]]:
    """What a filter asks of an idea."""
    asked: list[ColumnElement[bool]] = []
    if chosen.show == "due":
        asked.append(is_due())
    if chosen.show == "raised":
        asked.append(is_raised())
    if chosen.goal:
        goal: Any = bindparam("goal", type_=String)
        asked.append(exists().where(IdeaGoal.idea_id == Idea.id, IdeaGoal.goal_id == goal))
    if chosen.owner:
        asked.append(Idea.owner_id == bindparam("owner", type_=String))
    return asked


def is_raised() -> ColumnElement[bool]:
    """Somebody above is asked."""
    return exists().where(Escalation.idea_id == Idea.id, Escalation.state.in_(OPEN))


def is_due(raised: ColumnElement[bool] | None = None) -> ColumnElement[bool]:
    """Its answer, its test, its check or its escalation is due today, or was before. `raised`: where that is joined."""
    runs = and_(Idea.answered_at.is_(None), Idea.asked_at.is_(None))
    answer = and_(
        Idea.stage == Stage.NEW, runs, or_(Idea.answer_amber_at <= NOW, Idea.answer_due_at <= TONIGHT)
    )
    return or_(
        answer,
        and_(Idea.stage == Stage.TESTING, exists().where(Cycle.idea_id == Idea.id, TEST_IS_DUE)),
        and_(Idea.stage == Stage.EMBEDDING, exists().where(GainCheck.idea_id == Idea.id, CHECK_IS_DUE)),
        exists().where(Escalation.idea_id == Idea.id, RAISED_IS_DUE) if raised is None else raised,
    )


def tally(team: Team, chosen: Filter) -> Tallies:
    """Count for the filters and for the heads of the lanes; one statement."""
    rows = columns(tallies_of(replace(chosen.shape, show="")), values(team, chosen))
    found = {str(row.stage): getattr(row, chosen.shape.show or "all") for row in rows}
    return Tallies(
        open=sum(row.all for row in rows if row.stage in OPEN_STAGES),
        due=sum(row.due for row in rows),
        raised=sum(row.raised for row in rows),
        found=found,
    )


@lru_cache
def tallies_of(shape: Filter) -> Select[Any]:
    """By stage. What is done is long and never due: it is counted only for a goal or an owner."""
    counted: Sequence[Stage] = LANES if shape.is_on else OPEN_STAGES
    here = (Idea.team_id == bindparam("team", type_=String), Idea.stage.in_(counted), *conditions(shape))
    due = func.sum(case((is_due(Escalation.due_at <= TONIGHT), 1), else_=0))
    numbers: tuple[Any, ...] = (
        func.count().label("all"),
        due.label("due"),
        func.count(Escalation.id).label("raised"),
    )
    # At most one of an idea is open.
    raised = and_(Escalation.idea_id == Idea.id, Escalation.state.in_(OPEN))
    return select(Idea.stage, *numbers).outerjoin(Escalation, raised).where(*here).group_by(Idea.stage)
