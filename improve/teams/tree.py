"""The tree of teams as a page shows it."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from improve.core.db import db
from improve.people.models import Person
from improve.teams.models import Membership, Team
from improve.teams.policy import visible_to


@dataclass
class Branch:
    """A team, its leads by name, and the teams below it."""

    team: Team
    leads: list[str]
    below: list["Branch"] = field(default_factory=list)


def tree(viewer: Any, with_inactive: bool) -> list[Branch]:
    """All teams somebody may see, from the top down, by name."""
    rows = visible_to(viewer).order_by(Team.tier.desc(), Team.name)
    teams = list(db.session.scalars(rows if with_inactive else rows.where(Team.deactivated_at.is_(None))))
    named = leads_by_team(visible_to(viewer))
    branches = {team.id: Branch(team, named[team.id]) for team in teams}
    tops: list[Branch] = []
    for team in teams:
        above = branches.get(team.parent_id or "")
        (above.below if above else tops).append(branches[team.id])
    return tops


def leads_by_team(teams: Select[Team]) -> dict[str, list[str]]:
    """The names of the present leads of each of the teams."""
    rows = (
        select(Membership.team_id, Person.name)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.team_id.in_(teams.with_only_columns(Team.id)),
            Membership.is_lead,
            Membership.left_on.is_(None),
        )
        .where(Person.deactivated_at.is_(None))
        .order_by(Person.name)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for team_id, name in db.session.execute(rows):
        found[team_id].append(name)
    return found


def choices(viewer: Any, above_tier: int = 0) -> list[tuple[str, str]]:
    """Active teams to choose from, (id, name), from the top down; only those of a tier above `above_tier`."""
    rows = visible_to(viewer).where(Team.deactivated_at.is_(None), Team.tier > above_tier)
    teams = db.session.scalars(rows.order_by(Team.tier.desc(), Team.name))
    return [(team.id, team.name) for team in teams]


def present(team: Team) -> list[Membership]:
    """The present memberships of a team with their people: leads first, then by name."""
    rows = (
        select(Membership)
        .join(Membership.person)
        .where(Membership.team_id == team.id, Membership.left_on.is_(None))
    )
    active = rows.where(Person.deactivated_at.is_(None)).order_by(Membership.is_lead.desc(), Person.name)
    return list(db.session.scalars(active.options(contains_eager(Membership.person))))
