"""The rows of lanes: which columns, in which order, from which mark on. All are run with `filters.values`."""

from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    exists,
    func,
    not_,
    or_,
    select,
    union_all,
)

from improve.boards.cards import LEFT
from improve.boards.filters import CHECK_IS_DUE, TEST_IS_DUE, VIEWER, Filter, conditions, values
from improve.core.db import columns, db
from improve.goals.models import Goal, GoalStatus
from improve.ideas.facts import Contributor, GainCheck, IdeaGoal
from improve.ideas.models import Idea
from improve.ideas.stages import LANES, Stage
from improve.pdsa.models import Cycle
from improve.people.models import Person
from improve.teams.models import Team

COLUMNS = (
    Idea.id, Idea.stage, Idea.headline, Idea.received_on, Idea.supporters, Idea.owner_id, Idea.effort, Idea.impact,
    Idea.authorship, Idea.answer_amber_at, Idea.answer_due_at, Idea.answered_at, Idea.asked_at,
    Idea.last_event_at, Idea.stage_since,
)  # fmt: skip


@lru_cache
def first_page(shape: Filter) -> Select[Any]:
    """All lanes in one statement, made once for each kind of filter: making it takes longer than running it."""
    lanes = [lane_of(stage, shape, bindparam(f"limit_{stage}", type_=Integer)) for stage in LANES]
    return named(*lanes)


def named(*lanes: Select[Any]) -> Select[Any]:
    """The rows of these lanes, with all that stands beside an idea and goes into one value."""
    found = union_all(*(rows.subquery().select() for rows in lanes)).subquery()
    return select(found, *_names(found), *_due(found), _helps(found))


def _names(found: Any) -> list[Any]:
    """The name of the owner and the goal's line: of several goals, the first by name."""
    name = case((Person.deactivated_at.is_(None), Person.name), else_=Person.name + LEFT)
    owner = select(name).where(Person.id == found.c.owner_id).scalar_subquery()
    title = select(func.min(Goal.title)).join(IdeaGoal, IdeaGoal.goal_id == Goal.id)
    title = title.where(Goal.status == GoalStatus.PUBLISHED)
    goal = title.where(IdeaGoal.idea_id == found.c.id).scalar_subquery()
    return [owner.label("owner"), goal.label("goal")]


def _due(found: Any) -> list[Any]:
    """Of what wants something today or did before: the state of a test, the day and number of a check."""
    test = select(Cycle.state).where(Cycle.idea_id == found.c.id, TEST_IS_DUE).scalar_subquery()
    check = (GainCheck.idea_id == found.c.id, CHECK_IS_DUE)
    day, number = (
        select(func.min(column)).where(*check).scalar_subquery()
        for column in (GainCheck.due_on, GainCheck.days)
    )
    kept = found.c.stage == Stage.EMBEDDING
    return [
        case((found.c.stage == Stage.TESTING, test)).label("test_due"),
        case((kept, day)).label("check_on"),
        case((kept, number)).label("check_days"),
    ]


def _helps(found: Any) -> Any:
    """Whether the viewer contributes to it."""
    theirs = exists().where(Contributor.idea_id == found.c.id, Contributor.person_id == VIEWER)
    return theirs.label("helps")


def lane_rows(stage: Stage, chosen: Filter, limit: int, last: Idea | None = None) -> Any:
    """The rows of a lane in its order: those behind `last`, or from the first."""
    rows = lane_of(stage, chosen, limit)
    return rows.where(_behind(last, stage)) if last is not None else rows


def mark(team: Team, after: str) -> Idea | None:
    """The idea behind which a page begins."""
    if not after:
        return None
    return db.session.scalars(select(Idea).where(Idea.id == after, Idea.team_id == team.id)).first()


def before(team: Team, stage: Stage, chosen: Filter, last: Idea | None) -> tuple[int, int]:
    """How many cards of a lane there are as it is filtered, and how many of them stand before a page."""
    is_before = not_(_behind(last, stage)) if last is not None else Idea.id.is_(None)
    count = func.coalesce(func.sum(case((is_before, 1), else_=0)), 0)
    here = (Idea.team_id == bindparam("team", type_=String), Idea.stage == stage, *conditions(chosen))
    [row] = columns(select(func.count(), count).where(*here), values(team, chosen))
    return row[0], row[1]


def lane_of(stage: Stage, chosen: Filter, limit: Any) -> Any:
    """The rows of a lane in its order."""
    asked = conditions(chosen)
    rows: Any = select(*COLUMNS).where(
        Idea.team_id == bindparam("team", type_=String), Idea.stage == stage, *asked
    )
    return rows.order_by(*_order(stage)).limit(limit)


def _order(stage: Stage) -> tuple[Any, ...]:
    if stage == Stage.NEW:
        return (Idea.effort, Idea.received_on, Idea.id)
    if stage in (Stage.READY, Stage.TESTING, Stage.EMBEDDING):
        return (Idea.stage_since, Idea.id)
    return (Idea.stage_since.desc(), Idea.id.desc())


def _behind(last: Idea, stage: Stage) -> ColumnElement[bool]:
    """Rows that come after `last` in the order of the lane."""
    if stage == Stage.NEW:
        same_effort = and_(Idea.effort == last.effort, Idea.received_on > last.received_on)
        same_day = and_(Idea.effort == last.effort, Idea.received_on == last.received_on, Idea.id > last.id)
        return or_(Idea.effort > last.effort, same_effort, same_day)
    if stage in (Stage.READY, Stage.TESTING, Stage.EMBEDDING):
        return or_(
            Idea.stage_since > last.stage_since, and_(Idea.stage_since == last.stage_since, Idea.id > last.id)
        )
    return or_(
        Idea.stage_since < last.stage_since, and_(Idea.stage_since == last.stage_since, Idea.id < last.id)
    )
