"""Accounts: the person behind a sign-in name, their credential, and the check of a password against it."""

from dataclasses import dataclass

import structlog
from sqlalchemy import Select, select

from improve.auth import one_time, passwords
from improve.auth.events import PasswordSet
from improve.auth.identify import may_sign_in
from improve.auth.known import known_as
from improve.auth.models import Credential
from improve.auth.throttle import ACCOUNT, ADDRESS, Rule, admit, succeeded
from improve.core import clock
from improve.core import db as database
from improve.core.db import db
from improve.events.record import Actor, record
from improve.people.finding import has_sign_in_name
from improve.people.models import Person
from improve.teams.models import Organisation

log = structlog.get_logger()

MOST_OF_ONE_NAME = 3  # organisations in one database in which a sign-in name is tried


@dataclass(frozen=True)
class Account:
    """A person who may sign in, with their credential once they have one."""

    person: Person
    credential: Credential | None

    @property
    def password_hash(self) -> str | None:
        """What a password is checked against."""
        return self.credential.password_hash if self.credential else None


def credential_of(person: Person) -> Credential:
    """The credential of a person, made the first time. Never commits."""
    found = db.session.get(Credential, person.id)
    if found is None:
        found = Credential(
            person_id=person.id, organisation_id=person.organisation_id, totp_last_step=0, recovery_digests=[]
        )
        db.session.add(found)
    return found


def set_password(person: Person, password_hash: str, by: Actor, way: str) -> None:
    """Store a password's hash, made before the transaction began; no link or code of before works. Never commits."""
    found = credential_of(person)
    found.password_hash, found.password_set_at = password_hash, clock.now()
    one_time.end_all(person.id)
    record(PasswordSet(person.id, way=way), about=person, by=by)


def only_organisation() -> Organisation | None:
    """Whose sign-in page this is, where one organisation has the system to itself."""
    found = db.session.scalars(select(Organisation).limit(2)).all()
    return found[0] if len(found) == 1 else None


def named(typed: str) -> list[Account]:
    """The accounts of that e-mail address or staff number that may sign in."""
    rows = _accounts().where(has_sign_in_name(typed), Person.organisation_id.in_(select(Organisation.id)))
    found = db.session.execute(rows.order_by(Person.id).limit(MOST_OF_ONE_NAME))
    return [Account(person, credential) for person, credential in found if may_sign_in(person)]


def _accounts() -> Select[Person, Credential]:
    return select(Person, Credential).outerjoin(Credential, Credential.person_id == Person.id)


def who(typed: str, found: list[Account]) -> str:
    """For whom a try is counted: the one person, else the name as typed, so that unknown names count alike."""
    return found[0].person.id if len(found) == 1 else typed.lower()


def counted(typed: str, found: list[Account], address: str) -> list[tuple[Rule, str]]:
    """What a try counts for: the address and the account; on a computer known for the account, that one alone.

    Where one name has several accounts nothing is known: who has one of them must not get more tries at the others.
    """
    name = who(typed, found)
    browser = known_as(found[0].credential) if len(found) == 1 else None
    if browser is not None:
        return [(ACCOUNT, f"{name}\n{browser}")]
    return [(ADDRESS, address), (ACCOUNT, name)]


def check(typed: str, password: str, address: str) -> Account | None:
    """The account that name and password open. Counts the try, commits it, and hashes outside of any transaction.

    Raises throttle.Closed. An unknown name costs as much work as a known one.
    """
    database.start_reading()
    found = named(typed)
    counts = counted(typed, found, address)
    for rule, whose in counts:
        admit(rule, whose)
    right = next((account for account in found if passwords.is_right(password, account.password_hash)), None)
    if not found:
        passwords.is_right(password, None)
    if right is None:
        log.warning("sign-in refused", person=found[0].person.id if len(found) == 1 else None)
        return None
    database.start_writing()
    for rule, whose in counts:
        succeeded(rule, whose)
    return right


def renew_hash(account: Account, password: str) -> str | None:
    """The password's hash with today's parameters, when the stored one has others. Hash it before writing."""
    stored = account.password_hash
    return passwords.hash_password(password) if stored and passwords.is_outdated(stored) else None


def personal_words(person: Person, organisation: Organisation) -> list[str]:
    """What a password of this person may not be made of."""
    return [person.name, (person.email or "").replace("@", " "), person.staff_number or "", organisation.name]


def is_present_password(person: Person, password: str, session_id: str) -> bool:
    """Whether it is the password of somebody signed in. Counts the try and commits it. Raises throttle.Closed.

    It counts for the session alone: tries elsewhere do not keep the person signed in from a dangerous act.
    """
    database.start_reading()
    found = db.session.get(Credential, person.id)
    admit(ACCOUNT, session_id)
    if not passwords.is_right(password, found.password_hash if found else None):
        return False
    database.start_writing()
    succeeded(ACCOUNT, session_id)
    database.commit()
    return True
