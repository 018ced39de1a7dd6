"""What can be chosen in the forms of a goal: teams, owners, goals to serve."""

from typing import Any

from sqlalchemy import or_, select

from improve.core.db import db
from improve.goals.forms import NO_PARENT
from improve.goals.models import Goal, GoalStatus
from improve.goals.policy import upwards, visible_to
from improve.people.models import Person
from improve.teams import policy as teams
from improve.teams.models import EXECUTIVE_TIER, Membership, Team

Choices = list[tuple[str, str]]
MOST = 300  # options of a select


def team_choices(viewer: Person) -> list[Team]:
    """Whose goal one may propose: the teams one belongs to, those above them, and those one leads."""
    mine = {team_id for team in teams.teams_of(viewer) for team_id in upwards(team)}
    led = [Team.path.startswith(team.path) for team in teams.teams_led_by(viewer)]
    if teams.is_executive(viewer):
        led.append(Team.tier >= EXECUTIVE_TIER)
    rows = teams.visible_to(viewer).where(Team.deactivated_at.is_(None), or_(Team.id.in_(mine), *led))
    return list(db.session.scalars(rows.order_by(Team.tier, Team.name).limit(MOST)))


def team_options(found: list[Team]) -> Choices:
    """As a select shows them."""
    return [("", "Choose…"), *((team.id, team.name) for team in found)]


def owner_options(viewer: Person, found: list[Team], present: Person | None = None) -> Choices:
    """Who may own a goal: oneself, the leads of these teams, the executives among them, and the present owner."""
    rows = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .join(Team, Team.id == Membership.team_id)
    )
    rows = rows.where(Membership.team_id.in_([team.id for team in found]), Membership.left_on.is_(None))
    rows = rows.where(Person.deactivated_at.is_(None), or_(Membership.is_lead, Team.tier >= EXECUTIVE_TIER))
    people = {
        person.id: person for person in db.session.scalars(rows.distinct().order_by(Person.name).limit(MOST))
    }
    people |= {person.id: person for person in (viewer, present) if person is not None}
    by_name = sorted(people.values(), key=lambda person: person.name)
    return [("", "Nobody yet"), *((person.id, person.name_and_job) for person in by_name)]


def owners_of(goal: Goal, viewer: Person) -> Choices:
    """Who may own that goal."""
    rows = select(Team).where(Team.id.in_(upwards(goal.team)))
    everybody = owner_options(viewer, list(db.session.scalars(rows)), goal.owner)
    members = [(person.id, person.name_and_job) for person in teams.people_of(goal.team)]
    return [everybody[0], *sorted(set(everybody[1:]) | set(members), key=lambda option: option[1])]


def parent_options(viewer: Any, goal: Goal | None = None) -> Choices:
    """The published goals that another may serve; those of the highest tier first."""
    rows = visible_to(viewer).where(Goal.status == GoalStatus.PUBLISHED).join(Team, Team.id == Goal.team_id)
    if goal is not None:
        rows = rows.where(Goal.id != goal.id, Team.tier >= goal.team.tier)
    found = db.session.scalars(rows.order_by(Team.tier.desc(), Goal.title, Goal.id).limit(MOST))
    offered = [(other.id, f"{other.title} ({other.team.label})") for other in found]
    if goal is not None and goal.parent_id and goal.parent_id not in dict(offered):
        offered.append((goal.parent_id, "The goal it serves now"))
    return [NO_PARENT, *offered]
