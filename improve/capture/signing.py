"""Whose an idea is: proven by a ticket, said by the tablet, or nobody's. Never whoever is at the tablet now."""

from dataclasses import dataclass

from sqlalchemy import select

from improve.capture.entry import Name
from improve.core.db import db
from improve.people.models import Person
from improve.tablets import tickets
from improve.tablets.models import Tablet


@dataclass(frozen=True)
class Signature:
    """At most one of the two: the author, or whom the tablet names and who is asked to confirm it."""

    author: Person | None = None
    named: Person | None = None


def signature(name: Name, tablet: Tablet, key: str) -> Signature:
    """Read the name that came with an idea. What proves nothing and names nobody here signs nothing."""
    if name.ticket:
        proven = tickets.redeem(name.ticket, tablet, key)
        if proven is None or proven.person.organisation_id != tablet.organisation_id:
            return Signature()
        return Signature(author=proven.person) if proven.in_time else Signature(named=proven.person)
    return Signature(named=colleague(tablet, name.person) if name.person else None)


def colleague(tablet: Tablet, person_id: str) -> Person | None:
    """Somebody who works in the tablet's hospital now."""
    rows = select(Person).where(Person.id == person_id, Person.deactivated_at.is_(None))
    return db.session.scalars(rows.where(Person.organisation_id == tablet.organisation_id)).first()
