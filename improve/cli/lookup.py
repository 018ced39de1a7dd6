"""What somebody names on the command line: the organisation, a team, a person."""

from typing import TypeVar

from sqlalchemy import func, select

from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.text import one_line
from improve.people.finding import has_sign_in_name
from improve.people.models import Person
from improve.teams.models import Organisation, Team

Found = TypeVar("Found")


def the_organisation() -> Organisation:
    """The one there is. Raises RuleBroken where there is none, or more than one."""
    found = list(db.session.scalars(select(Organisation).limit(2)))
    if not found:
        raise RuleBroken(
            "There is no organisation yet. `improve init` prints the code that its first administrator needs."
        )
    if len(found) > 1:
        raise RuleBroken("There is more than one organisation here, so this is done on the pages of each.")
    return found[0]


def the_team(name: str) -> Team:
    """The present team of that name or short name. Raises RuleBroken where there is not exactly one."""
    wanted = one_line(name).lower()
    named = (func.lower(Team.name) == wanted) | (func.lower(Team.short_name) == wanted)
    here = select(Team).where(
        Team.organisation_id == the_organisation().id, named, Team.deactivated_at.is_(None)
    )
    return _only(list(db.session.scalars(here.limit(2))), f"team named “{name}”", "improve team list")


def the_person(name: str) -> Person:
    """The person of that e-mail address or staff number. Raises RuleBroken where there is none."""
    rows = select(Person).where(Person.organisation_id == the_organisation().id, has_sign_in_name(name))
    found = list(db.session.scalars(rows.limit(2)))
    return _only(found, f"person with the e-mail address or staff number “{name}”", "improve person list")


def _only(found: list[Found], what: str, see: str) -> Found:
    if len(found) != 1:
        raise RuleBroken(f"There is {'more than one' if found else 'no'} {what}. See: {see}")
    return found[0]
