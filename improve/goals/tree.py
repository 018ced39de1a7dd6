"""The goal tree as pages read it: level by level, a bounded number of goals each."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import aliased

from improve.core.db import db
from improve.goals import serving
from improve.goals.bar import Part, bar
from improve.goals.models import Goal, GoalStatus
from improve.goals.policy import upwards, visible_to
from improve.goals.serving import StageCount
from improve.teams.models import Team

ROOTS = 8  # aims on a page
CHILDREN = 8  # shown below one goal; the rest stand on its own page
LEVELS = 3  # shown below an aim
BRANCH_MOST = 500  # goals of a branch whose ideas are counted together
FLAT = 40  # goals of a list that is no tree
AROUND_MOST = 100  # goals listed above and below one goal


@dataclass
class Node:
    """A goal in the tree, with its counts and what serves it."""

    goal: Goal
    counts: list[StageCount] = field(default_factory=list)
    below: list["Node"] = field(default_factory=list)
    hidden: int = 0  # goals below it that are not shown here

    @property
    def has_ideas(self) -> bool:
        """Ideas serve it, or a goal shown below it."""
        return bool(self.counts) or any(node.has_ideas for node in self.below)

    @property
    def bar(self) -> list[Part]:
        """How those are spread over the stages."""
        return bar(self.counts)

    @property
    def number(self) -> int:
        """Ideas that serve it directly."""
        return serving.number(self.counts)


@dataclass(frozen=True)
class Page:
    """Some nodes, and the goal after which the next page begins ("" after the last)."""

    nodes: list[Node]
    after: str = ""


def whole(viewer: Any, after: str = "") -> Page:
    """The tree, from a page of aims down."""
    goals = _roots(viewer, after)
    nodes = [Node(goal) for goal in goals[:ROOTS]]
    level, known = nodes, list(nodes)
    for _ in range(LEVELS):
        if not (level := _grow(level, viewer)):
            break
        known += level
    _count(known)
    return Page(nodes, goals[ROOTS - 1].id if len(goals) > ROOTS else "")


def of_team(viewer: Any, team: Team) -> Page:
    """The goals that a team can serve: its own, then those of the teams above."""
    theirs = visible_to(viewer).where(Goal.team_id.in_(upwards(team)), Goal.status == GoalStatus.PUBLISHED)
    rows = theirs.join(Team, Team.id == Goal.team_id).order_by(Team.tier, Goal.title, Goal.id).limit(FLAT)
    nodes = [Node(goal) for goal in db.session.scalars(rows)]
    _count(nodes)
    return Page(nodes)


def retired(viewer: Any, after: str = "") -> Page:
    """What no longer holds, by title."""
    return _by_title(viewer, GoalStatus.RETIRED, after)


def proposed(viewer: Any, after: str = "") -> Page:
    """The drafts that a viewer may see, by title."""
    return _by_title(viewer, GoalStatus.DRAFT, after)


def _by_title(viewer: Any, status: GoalStatus, after: str) -> Page:
    rows = visible_to(viewer).where(Goal.status == status)
    if after and (last := _goal(viewer, after)):
        rows = rows.where(or_(Goal.title > last.title, and_(Goal.title == last.title, Goal.id > last.id)))
    goals = list(db.session.scalars(rows.order_by(Goal.title, Goal.id).limit(FLAT + 1)))
    return Page([Node(goal) for goal in goals[:FLAT]], goals[FLAT - 1].id if len(goals) > FLAT else "")


def _roots(viewer: Any, after: str) -> list[Goal]:
    """Published goals that serve none that is published; those of the highest tier first. One more than a page."""
    above = aliased(Goal)
    holds = select(above.id).where(above.id == Goal.parent_id, above.status == GoalStatus.PUBLISHED)
    rows = visible_to(viewer).join(Team, Team.id == Goal.team_id)
    rows = rows.where(Goal.status == GoalStatus.PUBLISHED, or_(Goal.parent_id.is_(None), ~holds.exists()))
    if after and (last := _goal(viewer, after)):
        same_tier = or_(Goal.title > last.title, and_(Goal.title == last.title, Goal.id > last.id))
        rows = rows.where(or_(Team.tier < last.team.tier, and_(Team.tier == last.team.tier, same_tier)))
    return list(db.session.scalars(rows.order_by(Team.tier.desc(), Goal.title, Goal.id).limit(ROOTS + 1)))


def _goal(viewer: Any, goal_id: str) -> Goal | None:
    if not goal_id.isalnum():  # PostgreSQL takes no null byte
        return None
    return db.session.scalars(visible_to(viewer).where(Goal.id == goal_id)).first()


def _grow(level: list[Node], viewer: Any) -> list[Node]:
    """Hang the published goals below those of a level; the new level."""
    by_id = {node.goal.id: node for node in level}
    place = func.row_number().over(partition_by=Goal.parent_id, order_by=(Goal.title, Goal.id)).label("place")
    siblings = func.count().over(partition_by=Goal.parent_id).label("siblings")
    theirs = (Goal.parent_id.in_(by_id), Goal.status == GoalStatus.PUBLISHED)
    ranked = select(Goal.id, place, siblings).where(*theirs).subquery()
    rows = visible_to(viewer).join(ranked, ranked.c.id == Goal.id).where(ranked.c.place <= CHILDREN)
    grown = []
    for goal, number in db.session.execute(rows.add_columns(ranked.c.siblings).order_by(Goal.title, Goal.id)):
        grown.append(Node(goal))
        by_id[goal.parent_id].below.append(grown[-1])
        by_id[goal.parent_id].hidden = max(0, number - CHILDREN)
    return grown


def _count(nodes: Collection[Node]) -> None:
    counts = serving.ideas().counts([node.goal.id for node in nodes])
    for node in nodes:
        node.counts = counts.get(node.goal.id, [])


def around(goal: Goal, viewer: Any) -> tuple[list[Goal], list[Goal]]:
    """The goals that a goal serves, the organisation's aim first; and those right below it, what holds first, by title.

    In one statement: of a hundred goals and more below it, those above are read first.
    """
    is_below = Goal.parent_id == goal.id
    rows = visible_to(viewer).where(or_(is_below, Goal.id.in_(_way_up(goal))))
    found = db.session.scalars(
        rows.order_by(case((is_below, 1), else_=0), Goal.title, Goal.id).limit(AROUND_MOST)
    )
    above, below = {}, []
    for near in found:
        if near.parent_id == goal.id:
            below.append(near)
        else:
            above[near.id] = near
    return _upwards(goal, above), sorted(below, key=lambda near: not near.is_published)


def _way_up(goal: Goal) -> Any:
    """The ids of the goals above, however far up."""
    way = select(Goal.id, Goal.parent_id).where(Goal.id == goal.parent_id).cte("way", recursive=True)
    way = way.union(select(Goal.id, Goal.parent_id).join(way, Goal.id == way.c.parent_id))
    return select(way.c.id)


def _upwards(goal: Goal, above: dict[str, Goal]) -> list[Goal]:
    ordered, here = [], goal.parent_id or ""
    while here in above:
        ordered.append(above.pop(here))
        here = ordered[-1].parent_id or ""
    return ordered[::-1]


def branches(goal: Goal, drivers: Collection[Goal]) -> dict[str, list[str]]:
    """For a goal and for each of its drivers: the ids of all published goals from there down, itself first."""
    if not drivers:
        return {goal.id: [goal.id]}
    first = select(Goal.id, Goal.id.label("driver_id")).where(Goal.id.in_([driver.id for driver in drivers]))
    walk = first.cte("walk", recursive=True)
    step = select(Goal.id, walk.c.driver_id).join(walk, Goal.parent_id == walk.c.id)
    step = step.where(Goal.status == GoalStatus.PUBLISHED)
    found: dict[str, list[str]] = {goal.id: [goal.id]} | {driver.id: [] for driver in drivers}
    for goal_id, driver_id in db.session.execute(select(walk.union(step)).limit(BRANCH_MOST)):
        found[driver_id].append(goal_id)
        found[goal.id].append(goal_id)
    return found


def branch(goal_id: str) -> list[str]:
    """The ids of a goal and of all published goals below it, as far as their ideas are counted together."""
    walk = select(Goal.id).where(Goal.id == goal_id).cte("walk", recursive=True)
    step = select(Goal.id).join(walk, Goal.parent_id == walk.c.id).where(Goal.status == GoalStatus.PUBLISHED)
    return list(db.session.scalars(select(walk.union(step).c.id).limit(BRANCH_MOST)))
