"""Secrets that work once. A new one of the same kind ends the one before."""

from datetime import timedelta

from sqlalchemy import delete, update

from improve.auth.models import OneTime
from improve.core import clock
from improve.core.db import changed, db
from improve.core.errors import RuleBroken
from improve.core.ids import digest, new_id, new_secret, read_code
from improve.people.models import Person

RESET = "reset"  # a new password may be set
CODE = "code"  # typed in by somebody without mail
STEP = "step"  # the password was right, the authenticator's code is awaited
FIRST = "first"  # for the first administrator of an empty system
PIN = "pin"  # from a lead: somebody sets a PIN on a tablet
NOBODY = "nobody"  # opens nothing

MINUTES = {RESET: 30, CODE: 60, STEP: 10, FIRST: 60, PIN: 60, NOBODY: 0}


def make_link(person: Person, purpose: str) -> str:
    """A secret of 256 bits for a link or a cookie. Never commits."""
    secret = new_secret()
    _store(digest(secret), purpose, person, None)
    return secret


def make_code(purpose: str, person: Person | None, by: Person | None) -> str:
    """A code of 80 bits that can be read aloud. Raises RuleBroken for who has left. Never commits."""
    if person is not None and not person.is_active:
        raise RuleBroken("This person has left. Make the account active again first.")
    code = new_id()
    _store(digest(code), purpose, person, by)
    return code


def digest_of_code(typed: str) -> str:
    """Under which a typed code is found."""
    return digest(read_code(typed))


def look(stored: str, purpose: str) -> OneTime | None:
    """The one-time secret of that digest, if it still works."""
    found = db.session.get(OneTime, stored)
    works = (
        found is not None
        and found.purpose == purpose
        and found.used_at is None
        and clock.now() < found.ends_at
    )
    return found if works else None


def use(found: OneTime) -> bool:
    """Use it up; False when somebody else was quicker. Never commits."""
    unused = update(OneTime).where(OneTime.digest == found.digest, OneTime.used_at.is_(None))
    return changed(unused.values(used_at=clock.now())) == 1


def end_all(person_id: str) -> None:
    """No link, code or half sign-in of somebody works any more. Never commits."""
    db.session.execute(delete(OneTime).where(OneTime.person_id == person_id))


def do_as_for_somebody() -> None:
    """The work of making a link, for a name that nobody has: how long it takes must not tell. Never commits."""
    _store(digest(new_secret()), NOBODY, None, None)


def _store(stored: str, purpose: str, person: Person | None, by: Person | None) -> None:
    owner = person.id if person else None
    db.session.execute(
        delete(OneTime).where(OneTime.purpose == purpose, OneTime.person_id.is_not_distinct_from(owner))
    )
    row = OneTime(
        digest=stored,
        organisation_id=person.organisation_id if person else None,
        person_id=owner,
        made_by_id=by.id if by else None,
        purpose=purpose,
        ends_at=clock.now() + timedelta(minutes=MINUTES[purpose]),
    )
    db.session.add(row)
    db.session.flush()
