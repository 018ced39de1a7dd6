"""Adding and changing accounts: for the pages, the import, the command line and the demonstration."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import IntegrityError

from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.ids import new_id
from improve.core.mail import post, single_address
from improve.core.text import one_line
from improve.events.record import Actor, record
from improve.people.events import PersonChanged
from improve.people.models import Person

LAST_ADMINISTRATOR = "This is the only administrator. Make somebody else administrator first."


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


MOVED = """Hello {name},

The e-mail address of your account in Improve was changed. From now on mails about it, a new password among them, go to
the new address.

If you know of it, there is nothing to do. If not, tell your IT service today.
"""

FIELDS = ("name", "email", "staff_number", "staff_group", "job")
LONGEST = {"name": 120, "email": 254, "staff_number": 40, "job": 120}  # characters


class NameTaken(RuleBroken):
    """Somebody else has this e-mail address or staff number; `field` is which."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def add_person(organisation_id: str, new: NewPerson, by: Actor) -> Person:
    """Add an account, without a password. Never commits. Raises NameTaken, and RuleBroken for what nobody is called."""
    values = stored(new)
    refuse_unusable(values)
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


def change_person(person: Person, new: NewPerson, by: Actor) -> list[str]:
    """Save what was typed; the names of the fields that changed. Raises NameTaken. Never commits."""
    values = stored(new)
    changed = [name for name in FIELDS if values[name] != getattr(person, name)]
    address = person.email
    if changed:
        refuse_taken(person.organisation_id, values, but_id=person.id)
        for name in changed:
            setattr(person, name, values[name])
        save(person)
        record(PersonChanged(person.id, changed=changed), about=person, by=by)
    if "email" in changed and address:
        words = MOVED.format(name=person.first_name)
        post(address, "Your address in Improve was changed", words, person.organisation_id)
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
    """Write it now: who got the name at the same moment is told like who had it before."""
    try:
        db.session.flush()
    except IntegrityError:
        raise NameTaken("email", "Somebody else got this e-mail address or staff number just now.") from None


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


def refuse_unusable(values: dict[str, str | None]) -> None:
    """Raise RuleBroken for a name nobody could read, or sign in with: an address is told from a number by its @."""
    if not values["name"]:
        raise RuleBroken("Somebody needs a name.")
    if any(len(values[field] or "") > most for field, most in LONGEST.items()):
        raise RuleBroken(f"This is too long: a name may have {LONGEST['name']} characters.")
    if "@" in (values["staff_number"] or ""):
        raise RuleBroken("A staff number has no @.")
    try:
        single_address(values["email"] or "name@example.org")
    except ValueError:
        raise RuleBroken(f"“{values['email']}” is no e-mail address.") from None


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
        raise NameTaken("email" if is_email else "staff_number", taken_by(other, words))


def taken_by(other: Person, words: str) -> str:
    """Who has it, and what to do when it is somebody who left: the account may be wanted back."""
    if other.is_active:
        return f"{other.name} has this {words} already."
    return f"{other.name}, who has left, has this {words}. Activate that account again, or change it first."


def refuse_last_administrator(person: Person) -> None:
    """Somebody must be able to administer."""
    if person.is_administrator and all(other.id == person.id for other in administrators(person)):
        raise RuleBroken(LAST_ADMINISTRATOR)


def administrators(colleague: Person) -> list[Person]:
    """All who can administer the organisation, held: two who take the role from each other cannot both do so.

    In id order, and before any other row of a person: two who hold the same rows then cannot deadlock.
    """
    rows = select(Person).where(Person.organisation_id == colleague.organisation_id, Person.is_administrator)
    active = rows.where(Person.deactivated_at.is_(None)).order_by(Person.id)
    return list(db.session.scalars(active.with_for_update().execution_options(populate_existing=True)))
