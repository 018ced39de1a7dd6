"""Who joins and leaves teams, and where teams stand in the tree: for the pages, the import, the command line."""

from dataclasses import dataclass

from sqlalchemy import func, select, update

from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.ids import new_id
from improve.core.text import listing, one_line
from improve.events.record import Actor, record
from improve.people.models import Person
from improve.teams import calendar
from improve.teams.events import TeamChanged
from improve.teams.models import Membership, Organisation, Team
from improve.teams.naming import refuse_taken
from improve.teams.policy import forget_memberships

LONGEST_NAME = 120  # characters
MOST_NAMED = 3  # teams in one sentence


@dataclass(frozen=True)
class NewTeam:
    """What is known of a new team."""

    name: str
    tier: int
    short_name: str = ""
    headcount: int = 0
    weekdays: str = calendar.WEEKDAYS
    bleep: str = ""  # of its nurse in charge; else the organisation's


def add_team(organisation: Organisation, new: NewTeam, parent: Team | None, by: Actor) -> Team:
    """Add a team below `parent`. Never commits. Raises RuleBroken for a name that is none, or another team's."""
    if not one_line(new.name) or max(len(new.name), len(new.short_name) * 2) > LONGEST_NAME:
        raise RuleBroken(
            f"A team needs a name of {LONGEST_NAME} characters or fewer, a short one of half as many."
        )
    hold_tree(organisation.id)
    _as_it_stands(parent)
    refuse_taken(organisation.id, {"name": new.name, "short_name": new.short_name})
    team = Team(
        id=new_id(),
        organisation_id=organisation.id,
        organisation=organisation,
        tier=new.tier,
        name=new.name,
        short_name=new.short_name,
        headcount=new.headcount,
        weekdays=new.weekdays,
        nurse_in_charge_bleep=new.bleep,
        path="",
    )
    db.session.add(team)
    team.add(by, parent)
    return team


def join(person: Person, team: Team, is_lead: bool, by: Actor) -> Membership:
    """Make somebody a member or a lead; who is already is so once, and changes between the two. Never commits."""
    if person.organisation_id != team.organisation_id:
        raise RuleBroken("This person works in another organisation.")
    if not person.is_active or team.deactivated_at is not None:
        raise RuleBroken("Only somebody who works here can join a team that is there.")
    present = membership_of(person, team)
    if present is not None and present.is_lead == is_lead:
        return present
    if present is not None:
        present.leave(by)
    membership = Membership(
        id=new_id(),
        organisation_id=team.organisation_id,
        person_id=person.id,
        team_id=team.id,
        is_lead=is_lead,
    )
    db.session.add(membership)
    db.session.flush()
    membership.join(by)
    forget_memberships(person)
    return membership


def leave(membership: Membership, by: Actor) -> None:
    """Somebody leaves a team; the membership stays as history. Never commits."""
    membership.leave(by)
    forget_memberships(membership.person)


def membership_of(person: Person, team: Team) -> Membership | None:
    """The present membership of a person in a team."""
    rows = select(Membership).where(Membership.person_id == person.id, Membership.team_id == team.id)
    return db.session.scalars(rows.where(Membership.left_on.is_(None)).limit(1)).first()


def hold_tree(organisation_id: str) -> None:
    """Until the end of this transaction nobody else changes the tree. Before any row of a team is held: no deadlock.

    Weaker than FOR UPDATE: what only points at the organisation can still be written.
    """
    rows = select(Organisation.id).where(Organisation.id == organisation_id)
    db.session.execute(rows.with_for_update(key_share=True))


def _as_it_stands(team: Team | None) -> None:
    """Its place may have changed while this waited for the tree."""
    if team is not None:
        db.session.refresh(team, ["parent_id", "path", "deactivated_at"])


def move(team: Team, parent: Team | None, by: Actor) -> None:
    """Hang a team, with all below it, under another parent. Never commits."""
    hold_tree(team.organisation_id)
    _as_it_stands(team)
    _as_it_stands(parent)
    if (parent.id if parent else None) == team.parent_id:
        return
    if parent is not None and parent.path.startswith(team.path):
        raise RuleBroken("A team cannot stand below itself.")
    if parent is not None and parent.deactivated_at is not None:
        raise RuleBroken("That team is no more.")
    before = team.path
    team._hang_below(parent)
    db.session.flush()
    below = update(Team).where(Team.path.startswith(before, autoescape=True), Team.id != team.id)
    rest = func.substr(Team.path, len(before) + 1)
    db.session.execute(below.values(path=team.path + rest).execution_options(synchronize_session=False))
    db.session.expire_all()
    record(TeamChanged(team.id, changed=["parent"]), about=team, by=by)


def deactivate(team: Team, by: Actor) -> None:
    """The team is no more. Raises RuleBroken while teams stand below it. Never commits."""
    hold_tree(team.organisation_id)
    refuse_with_teams_below(team)
    team.deactivate(by)


def refuse_with_teams_below(team: Team) -> None:
    """Raise RuleBroken, with the first of them, while open teams stand below it."""
    below = select(Team).where(Team.parent_id == team.id, Team.deactivated_at.is_(None)).order_by(Team.name)
    names = [other.name for other in db.session.scalars(below.limit(MOST_NAMED + 1))]
    if names:
        shown = [*names[:MOST_NAMED], "others"] if len(names) > MOST_NAMED else names
        stand = "stands" if len(names) == 1 else "stand"
        raise RuleBroken(
            f"{listing(shown)} {stand} below {team.name}. Move or deactivate what stands below it first."
        )


def reactivate(team: Team, by: Actor) -> None:
    """The team is back. Raises RuleBroken while the one above it is gone, or another has its name. Never commits."""
    hold_tree(team.organisation_id)
    _as_it_stands(team.parent)
    if team.parent is not None and team.parent.deactivated_at is not None:
        raise RuleBroken("The team above this one is no more. Activate that one first.")
    if team.deactivated_at is not None:
        refuse_taken(team.organisation_id, {"name": team.name, "short_name": team.short_name}, team.id)
    team.reactivate(by)
