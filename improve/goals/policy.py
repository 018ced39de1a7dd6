"""Who sees which goals, and who may set them. See docs/states.md."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, false, or_, select
from sqlalchemy.orm import lazyload

from improve.core.db import db
from improve.goals.models import Goal, GoalStatus
from improve.measures.policy import may_start
from improve.people.models import Person
from improve.tablets.models import Tablet
from improve.teams.models import EXECUTIVE_TIER, Team
from improve.teams.policy import home_team, is_executive, leads, teams_led_by

MOST_CHOICES = 12  # goals offered on a form: more would not be read


def visible_to(viewer: Any) -> Select[Goal]:
    """A person sees the goals of the organisation, drafts only who is concerned; a tablet those its team serves."""
    goals = select(Goal)
    if isinstance(viewer, Tablet):
        return goals.where(Goal.team_id.in_(upwards(viewer.team)), Goal.status == GoalStatus.PUBLISHED)
    if not isinstance(viewer, Person):
        return goals.where(false())
    return goals.where(Goal.organisation_id == viewer.organisation_id, _may_read(viewer))


def _may_read(person: Person) -> Any:
    readable = [Goal.status != GoalStatus.DRAFT, Goal.proposed_by_id == person.id, Goal.owner_id == person.id]
    branches = [Team.path.startswith(team.path) for team in teams_led_by(person)]
    if is_executive(person):
        branches.append((Team.organisation_id == person.organisation_id) & (Team.tier >= EXECUTIVE_TIER))
    if branches:
        readable.append(Goal.team_id.in_(select(Team.id).where(or_(*branches))))
    return or_(*readable)


# Made once: it stands on the way of every board and every form. A list of choices shows titles, so no more is read.
CAN_SERVE = (
    Goal.organisation_id == bindparam("organisation"),
    Goal.status == GoalStatus.PUBLISHED,
    Goal.team_id.in_(bindparam("teams", expanding=True)),
)
OWN_FIRST = (Team.tier, Goal.title, Goal.id)
CHOICES = (
    select(Goal)
    .options(lazyload(Goal.team), lazyload(Goal.owner))
    .join(Team, Team.id == Goal.team_id)
    .where(*CAN_SERVE)
    .order_by(*OWN_FIRST)
    .limit(MOST_CHOICES)
)


def choices(viewer: Any, team: Team) -> list[Goal]:
    """The published goals that an idea of this team can serve: its own, then those of the teams above; at most 12."""
    if not isinstance(viewer, Person | Tablet):
        return []
    return list(db.session.scalars(CHOICES, asked(team)))


def servable(team: Team, wanted: Collection[str]) -> set[str]:
    """Those of the wanted goals that an idea of this team can serve now, whoever wrote it."""
    rows = select(Goal.id).where(*CAN_SERVE, Goal.id.in_(wanted))
    return set(db.session.scalars(rows, asked(team))) if wanted else set()


def asked(team: Team) -> dict[str, Any]:
    """The parameters of CAN_SERVE."""
    return {"organisation": team.organisation_id, "teams": upwards(team)}


def upwards(team: Team) -> list[str]:
    """The ids of a team and of all above it."""
    return [team_id for team_id in team.path.split("/") if team_id]


def may_propose(viewer: Any) -> bool:
    """Every signed-in person."""
    return isinstance(viewer, Person)


def may_set(person: Any, team: Team) -> bool:
    """Publish, revise, retire its goals: its leads and those above; the organisation's aims: executives."""
    same = isinstance(person, Person) and person.organisation_id == team.organisation_id
    return leads(person, team) or (same and team.tier >= EXECUTIVE_TIER and is_executive(person))


def may_publish(person: Any, goal: Goal) -> bool:
    """Who may set the goals of its team."""
    return may_set(person, goal.team)


def may_revise(person: Any, goal: Goal) -> bool:
    """Who may set it; a draft also who proposed it."""
    proposed = isinstance(person, Person) and goal.is_draft and goal.proposed_by_id == person.id
    return may_set(person, goal.team) or proposed


def may_retire(person: Any, goal: Goal) -> bool:
    """Who may set it; a draft also who proposed it."""
    return may_revise(person, goal)


def measuring_team(person: Any, goal: Goal) -> Team | None:
    """On which team somebody begins a measure for a goal: the goal's own, else their own below it."""
    if not goal.is_published or not isinstance(person, Person):
        return None
    if may_start(person, goal.team):
        return goal.team
    mine = home_team(person)
    return mine if mine is not None and goal.team_id in upwards(mine) else None


@dataclass(frozen=True)
class Powers:
    """What somebody may do with a goal, as a page asks it."""

    publish: bool
    revise: bool
    retire: bool


def powers(person: Any, goal: Goal) -> Powers:
    """What the buttons of its page depend on."""
    if goal.is_retired:
        return Powers(False, False, False)
    return Powers(
        goal.is_draft and may_publish(person, goal), may_revise(person, goal), may_retire(person, goal)
    )
