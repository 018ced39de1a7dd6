"""A new password without the old one: by a link in a mail, or by a code from a lead or an administrator."""

from collections.abc import Callable
from dataclasses import dataclass

from improve.auth import one_time, sessions
from improve.auth.accounts import named, set_password, who
from improve.auth.identify import may_sign_in
from improve.auth.models import OneTime
from improve.auth.throttle import ADDRESS, MAILS, admit, succeeded
from improve.core import db as database
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.ids import digest
from improve.core.mail import post
from improve.people.models import Person
from improve.teams.models import Organisation

MAIL = """Hello {name},

somebody, most likely you, asked for a new password for Improve. Open this address within 30 minutes to choose one:

{address}

It works once. If you did not ask for it, do nothing: your password stays as it is.
"""


@dataclass(frozen=True)
class Waiting:
    """Somebody who may set a new password now."""

    one: OneTime
    person: Person
    organisation: Organisation


def send_link(typed: str, address_of: Callable[[str], str]) -> None:
    """Post a link to whoever has that name and an e-mail address. Commits. Raises throttle.Closed."""
    database.start_reading()
    found = named(typed)
    admit(MAILS, who(typed, found))
    database.start_writing()
    reached = [account.person for account in found if account.person.email]
    for person in reached:
        body = MAIL.format(name=person.name, address=address_of(one_time.make_link(person, one_time.RESET)))
        post(person.email or "", "A new password for Improve", body, person.organisation_id)
    if not reached:
        one_time.do_as_for_somebody()
    database.commit()


def exchange_code(typed: str, code: str, address: str) -> str | None:
    """The secret for a right one-time code; None when it is wrong. Commits. Raises throttle.Closed.

    Wrong ones count for the address alone: nobody guesses 80 bits, and a closed account must have a way back.
    """
    admit(ADDRESS, address)
    database.start_writing()
    found = named(typed)
    one = one_time.look(one_time.digest_of_code(code), one_time.CODE)
    owner = next((account.person for account in found if one and account.person.id == one.person_id), None)
    if one is None or owner is None or not one_time.use(one):
        return None
    succeeded(ADDRESS, address)
    secret = one_time.make_link(owner, one_time.RESET)
    database.commit()
    return secret


def waiting(secret: str | None) -> Waiting | None:
    """Who may set a new password with this secret."""
    one = one_time.look(digest(secret), one_time.RESET) if secret else None
    person = db.session.get(Person, one.person_id) if one else None
    if one is None or person is None or not may_sign_in(person):
        return None
    return Waiting(one, person, db.session.get_one(Organisation, person.organisation_id))


def set_new(secret: str | None, password_hash: str) -> Person:
    """Use the secret up, set the password, end all sessions; whose it was. Never commits."""
    found = waiting(secret)
    if found is None or not one_time.use(found.one):
        raise RuleBroken("This link was used already. Ask for a new one.")
    set_password(found.person, password_hash, by=found.person, way="reset")
    sessions.end_all(found.person.id)
    return found.person
