"""The first administrator: a one-time code from the command line opens an empty system."""

from dataclasses import dataclass

from sqlalchemy import select

from improve.auth import one_time
from improve.auth.accounts import set_password
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.ids import in_groups
from improve.events.record import PROGRAM
from improve.people.joining import NewPerson, add_person
from improve.people.models import Person
from improve.teams.models import Organisation


@dataclass(frozen=True)
class Wanted:
    """What the first administrator typed; the password as its hash."""

    organisation: str
    name: str
    email: str
    password_hash: str


def is_over() -> bool:
    """There is an administrator already."""
    found = db.session.scalars(
        select(Person.id).where(Person.is_administrator, Person.deactivated_at.is_(None)).limit(1)
    )
    return found.first() is not None


def is_nobody_here() -> bool:
    """No person exists: whoever comes first needs the page for the first administrator, not a password."""
    return db.session.scalars(select(Person.id).limit(1)).first() is None


def new_code() -> str:
    """A code for the first administrator, in groups of four, for one hour. Never commits.

    Raises RuleBroken when there is an administrator already.
    """
    if is_over():
        raise RuleBroken("There is an administrator already.")
    return in_groups(one_time.make_code(one_time.FIRST, None, None))


def open_first(typed: str, wanted: Wanted) -> Person | None:
    """Make the trust and its administrator; None when the code is wrong. Never commits."""
    one = one_time.look(one_time.digest_of_code(typed), one_time.FIRST)
    if one is None or is_over() or not one_time.use(one):
        return None
    organisation = db.session.scalars(select(Organisation).limit(1)).first() or Organisation(
        name=wanted.organisation
    )
    db.session.add(organisation)
    db.session.flush()
    new = NewPerson(name=wanted.name, email=wanted.email, is_administrator=True)
    person = add_person(organisation.id, new, by=PROGRAM)
    set_password(person, wanted.password_hash, by=PROGRAM, way="first")
    return person
