"""Adding and changing accounts: for the pages, the import, the command line and the demonstration."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from improve.core.db import db
from improve.core.errors import RuleBroken, StaleEdit
from improve.core.ids import new_id
from improve.core.text import one_line
from improve.events.record import Actor, record
from improve.people.events import PersonChanged
from improve.people.models import Person

LAST_ADMINISTRATOR = "This is the only administrator. Make somebody else administrator first."
CHANGED_MEANWHILE = "Somebody else changed this account while you were writing. Compare, then save again."


@dataclass(frozen=True)
class NewPerson:
    """What is known of somebody new. Sign-in names are stored in small letters."""

    name: str
    email: str = ""
    staff_number: str = ""
    staff_group: str = ""
    job: str = ""
    is_administrator: bool = False
    is_guardian: bool = False
    is_demonstration: bool = False


FIELDS = ("name", "email", "staff_number", "staff_group", "job")


class NameTaken(RuleBroken):
    """Somebody else has this e-mail address or staff number; `field` is which."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def add_person(organisation_id: str, new: NewPerson, by: Actor) -> Person:
    """Add an account, without a password. Never commits. Raises NameTaken."""
    values = stored(new)
    refuse_taken(organisation_id, values, but_id="")
    person = Person(
        id=new_id(),
        organisation_id=organisation_id,
        is_administrator=new.is_administrator,
        is_guardian=new.is_guardian,
        is_demonstration=new.is_demonstration,
        **values,
    )
    db.session.add(person)
    save(person)
    person.join(by)
    return person


def change_person(person: Person, new: NewPerson, seen_version: int, by: Actor) -> list[str]:
    """Save what was typed; the names of the fields that changed. Raises StaleEdit, NameTaken. Never commits."""
    if seen_version != person.version:
        raise StaleEdit(CHANGED_MEANWHILE)
    values = stored(new)
    changed = [name for name in FIELDS if values[name] != getattr(person, name)]
    if changed:
        refuse_taken(person.organisation_id, values, but_id=person.id)
        for name in changed:
            setattr(person, name, values[name])
        save(person)
        record(PersonChanged(person.id, changed=changed), about=person, by=by)
    return changed


def change_roles(person: Person, is_administrator: bool, is_guardian: bool, by: Actor) -> list[str]:
    """Give or take the two roles; which changed. Never commits."""
    wanted = {"is_administrator": is_administrator, "is_guardian": is_guardian}
    changed = [name for name, value in wanted.items() if value != getattr(person, name)]
    if "is_administrator" in changed and person.is_administrator:
        refuse_last_administrator(person)
    for name in changed:
        setattr(person, name, wanted[name])
    if changed:
        record(PersonChanged(person.id, changed=changed), about=person, by=by)
    return changed


def save(person: Person) -> None:
    """Write it now: a race that was lost in the meantime is told like one that was seen."""
    try:
        db.session.flush()
    except IntegrityError:
        raise NameTaken("email", "Somebody else got this e-mail address or staff number just now.") from None
    except StaleDataError:
        raise StaleEdit(CHANGED_MEANWHILE) from None


def deactivate(person: Person, by: Actor) -> None:
    """The person left. Never commits."""
    refuse_last_administrator(person)
    person.deactivate(by)


def stored(new: NewPerson) -> dict[str, str | None]:
    """The fields as they are stored: an empty sign-in name is none, so that many may have none."""
    return {
        "name": one_line(new.name),
        "email": one_line(new.email).lower() or None,
        "staff_number": one_line(new.staff_number).lower() or None,
        "staff_group": one_line(new.staff_group),
        "job": one_line(new.job),
    }


def find_person(organisation_id: str, email: str = "", staff_number: str = "") -> Person | None:
    """Who has that address, else that staff number."""
    for column, typed in ((Person.email, email), (Person.staff_number, staff_number)):
        name = one_line(typed).lower()
        if name:
            rows = select(Person).where(Person.organisation_id == organisation_id, column == name)
            found = db.session.scalars(rows).first()
            if found is not None:
                return found
    return None


def refuse_taken(organisation_id: str, values: dict[str, str | None], but_id: str) -> None:
    """Raise NameTaken where somebody else has the address or the number, those who left included."""
    same: list[ColumnElement[bool]] = []
    if values["email"]:
        same.append(Person.email == values["email"])
    if values["staff_number"]:
        same.append(Person.staff_number == values["staff_number"])
    if not same:
        return
    others = select(Person).where(Person.organisation_id == organisation_id, Person.id != but_id, or_(*same))
    other = db.session.scalars(others.limit(1)).first()
    if other is not None:
        is_email = values["email"] is not None and other.email == values["email"]
        words = "e-mail address" if is_email else "staff number"
        raise NameTaken("email" if is_email else "staff_number", f"{other.name} has this {words} already.")


def refuse_last_administrator(person: Person) -> None:
    """Somebody must be able to administer."""
    if not person.is_administrator:
        return
    others = select(Person.id).where(Person.organisation_id == person.organisation_id, Person.id != person.id)
    if (
        db.session.scalars(
            others.where(Person.is_administrator, Person.deactivated_at.is_(None)).limit(1)
        ).first()
        is None
    ):
        raise RuleBroken(LAST_ADMINISTRATOR)
