"""Who belongs where, who leads whom, who may see which team."""

from typing import Any

from sqlalchemy import Select, bindparam, select, true
from sqlalchemy.orm import contains_eager

from improve.core.db import columns, db
from improve.people.models import Person
from improve.teams.models import EXECUTIVE_TIER, Membership, Team

MEMBERSHIPS = (
    select(Membership)
    .join(Membership.team)
    .options(contains_eager(Membership.team))
    .where(
        Membership.person_id == bindparam("person"),
        Membership.left_on.is_(None),
        Team.deactivated_at.is_(None),
    )
    .order_by(Team.tier.desc(), Team.name)
)


def memberships(person: Person) -> list[Membership]:
    """A person's present memberships with their teams, highest tier first; read once a request."""
    known: list[Membership] | None = person.__dict__.get("_memberships")
    if known is None:
        known = list(db.session.scalars(MEMBERSHIPS, {"person": person.id}))
        person.__dict__["_memberships"] = known
    return known


def forget_memberships(person: Person) -> None:
    """After a change: read them again."""
    for name in ("_memberships", "_answered"):
        person.__dict__.pop(name, None)


def teams_of(person: Person) -> list[Team]:
    """The teams somebody works in."""
    return [membership.team for membership in memberships(person)]


def teams_led_by(person: Person) -> list[Team]:
    """The teams somebody leads."""
    return [membership.team for membership in memberships(person) if membership.is_lead]


def home_team(person: Person) -> Team | None:
    """The team whose board somebody sees first: one they lead, else the one nearest to the patients."""
    led, mine = teams_led_by(person), teams_of(person)
    return led[0] if led else mine[-1] if mine else None


def is_member(person: Any, team: Team) -> bool:
    """Works in that very team."""
    return isinstance(person, Person) and any(found.id == team.id for found in teams_of(person))


def leads(person: Any, team: Team) -> bool:
    """Leads that team or one above it."""
    return isinstance(person, Person) and any(team.path.startswith(led.path) for led in teams_led_by(person))


def leads_directly(person: Any, team: Team) -> bool:
    """Leads that very team."""
    return isinstance(person, Person) and any(led.id == team.id for led in teams_led_by(person))


def is_executive(person: Any) -> bool:
    """A member of an executive team."""
    return isinstance(person, Person) and any(team.tier >= EXECUTIVE_TIER for team in teams_of(person))


def may_administer(person: Any) -> bool:
    """Manages teams, people and tablets."""
    return isinstance(person, Person) and person.is_administrator


def may_set(person: Any, team: Team) -> bool:
    """Changes the settings of a team, and who is a member of it."""
    same = isinstance(person, Person) and person.organisation_id == team.organisation_id
    return same and (may_administer(person) or leads(person, team))


def may_name_leads(person: Any, team: Team) -> bool:
    """Makes somebody lead of a team: an administrator, or a lead of a team above it."""
    if not may_set(person, team):
        return False
    return may_administer(person) or any(
        led.id != team.id and team.path.startswith(led.path) for led in teams_led_by(person)
    )


def visible_to(viewer: Any) -> Select[Team]:
    """The teams a viewer may see: a person all of the organisation, a tablet its own."""
    teams = select(Team)
    if isinstance(viewer, Person):
        return teams.where(Team.organisation_id == viewer.organisation_id)
    return (
        teams.where(Team.id == getattr(viewer, "team_id", None))
        if viewer is not None
        else teams.where(~true())
    )


# Made once: the team that a form names.
OPEN_TEAM = select(Team).where(Team.id == bindparam("key"), Team.deactivated_at.is_(None))


def may_see(viewer: Any, team: Team) -> bool:
    """What `visible_to` says, of a team that is read already."""
    if isinstance(viewer, Person):
        return team.organisation_id == viewer.organisation_id
    return viewer is not None and team.id == getattr(viewer, "team_id", None)


def leads_of(team: Team) -> list[Person]:
    """The present leads of a team, by name; none of one that has closed."""
    if team.deactivated_at is not None:
        return []
    rows = select(Person).join(Membership, Membership.person_id == Person.id)
    present = (
        Membership.team_id == team.id,
        Membership.is_lead,
        Membership.left_on.is_(None),
        Person.deactivated_at.is_(None),
    )
    return list(db.session.scalars(rows.where(*present).order_by(Person.name)))


PEOPLE = (
    select(Person)
    .join(Membership, Membership.person_id == Person.id)
    .where(
        Membership.team_id == bindparam("team"),
        Membership.left_on.is_(None),
        Person.deactivated_at.is_(None),
    )
    .order_by(Person.name)
)
NAMES = PEOPLE.with_only_columns(Person.id, Person.name)


def people_of(team: Team) -> list[Person]:
    """The present members and leads of a team, by name."""
    return list(db.session.scalars(PEOPLE, {"team": team.id}))


def names_of(team: Team) -> list[tuple[str, str]]:
    """Their ids and names, where nothing else is shown."""
    return [(row.id, row.name) for row in columns(NAMES, {"team": team.id})]
