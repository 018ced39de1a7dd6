"""Which accounts somebody may see in lists, and who manages them."""

from typing import Any

from sqlalchemy import Select, select, true

from improve.people.models import Person


def visible_to(viewer: Any) -> Select[Person]:
    """The people of one's own organisation; whether their page opens is asked besides."""
    people = select(Person)
    if isinstance(viewer, Person):
        return people.where(Person.organisation_id == viewer.organisation_id)
    return people.where(~true())


def may_manage(viewer: Any) -> bool:
    """Adds, changes and deactivates accounts."""
    return isinstance(viewer, Person) and viewer.is_administrator
