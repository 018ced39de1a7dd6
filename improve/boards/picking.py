"""The grid of "Which first?": what was placed where, and which idea is placed next."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, and_, func, or_, select

from improve.core.db import db
from improve.ideas.models import Idea
from improve.ideas.stages import NOT_SIZED, Stage
from improve.teams.models import Team

MOST = 200  # ideas that are named on the grid; the counts are of all
SIZED = and_(Idea.effort != NOT_SIZED, Idea.impact != NOT_SIZED)
UNSIZED = or_(Idea.effort == NOT_SIZED, Idea.impact == NOT_SIZED)
ORDER = (Idea.effort, Idea.received_on, Idea.id)


@dataclass
class Quadrant:
    """One field of the grid."""

    code: str
    name: str
    words: str
    count: int = 0
    ideas: list[Idea] = field(default_factory=list)


@dataclass
class Grid:
    """The four fields, and how many ideas stand in none."""

    NAMES: ClassVar[dict[str, str]] = {
        "implement": "Implement",
        "challenge": "Challenge",
        "possible": "Possible",
        "later": "Not now",
    }
    WORDS: ClassVar[dict[str, str]] = {
        "implement": "Do these first",
        "challenge": "Start with a small test",
        "possible": "Easy wins, fit them in",
        "later": "Say why, and what next",
    }

    quadrants: list[Quadrant]
    unsized: int
    at: int = 0  # which of them is placed now, from 1; 0: one that was placed before, or none

    @property
    def is_empty(self) -> bool:
        """Whether no idea is new or ready."""
        return not self.unsized and not any(quadrant.count for quadrant in self.quadrants)


def read_grid(team: Team, placing: Idea | None) -> Grid:
    """The ideas of a team in their fields; the one that is placed now stands in none."""
    quadrants = {code: Quadrant(code, name, Grid.WORDS[code]) for code, name in Grid.NAMES.items()}
    grid = Grid(list(quadrants.values()), unsized=0)
    sizes = select(Idea.effort, Idea.impact, func.count()).where(*_here(team))
    for effort, impact, count in db.session.execute(sizes.group_by(Idea.effort, Idea.impact)):
        if NOT_SIZED in (effort, impact):
            grid.unsized += count
        else:
            quadrants[code_of(effort, impact)].count += count
    placed = select(Idea).where(*_here(team), SIZED).order_by(*ORDER).limit(MOST)
    for idea in db.session.scalars(placed):
        quadrants[code_of(idea.effort, idea.impact)].ideas.append(idea)
    grid.at = grid.unsized - _behind(team, placing) if placing and is_unsized(placing) else 0
    return grid


def code_of(effort: int, impact: int) -> str:
    """Which field. Little effort is 1 of 3; a big difference is 2 of 2."""
    is_easy, is_big = effort == 1, impact == 2
    return ("implement" if is_easy else "challenge") if is_big else ("possible" if is_easy else "later")


def is_unsized(idea: Idea) -> bool:
    """Whether effort or difference was never judged."""
    return NOT_SIZED in (idea.effort, idea.impact)


def one_of(team: Team, idea_id: str) -> Idea | None:
    """An idea that can be placed, by its id."""
    return (
        db.session.scalars(select(Idea).where(*_here(team), Idea.id == idea_id)).first() if idea_id else None
    )


def next_unsized(team: Team, skipped: str) -> Idea | None:
    """The first that is not sized, or the one behind the idea that was skipped; behind the last, the first again."""
    rows = select(Idea).where(*_here(team), UNSIZED).order_by(*ORDER).limit(1)
    last = one_of(team, skipped)
    behind = db.session.scalars(rows.where(_is_behind(last))).first() if last is not None else None
    return behind or db.session.scalars(rows).first()


def _here(team: Team) -> tuple[Any, ...]:
    return Idea.team_id == team.id, Idea.stage.in_((Stage.NEW, Stage.READY))


def _behind(team: Team, placing: Idea) -> int:
    rows = select(func.count()).where(*_here(team), UNSIZED, _is_behind(placing))
    return db.session.scalar(rows) or 0


def _is_behind(last: Idea) -> ColumnElement[bool]:
    same_day = and_(Idea.received_on == last.received_on, Idea.id > last.id)
    return or_(
        Idea.effort > last.effort,
        and_(Idea.effort == last.effort, or_(Idea.received_on > last.received_on, same_day)),
    )
