"""Finding people: by what they sign in with, and by words of their names."""

from sqlalchemy import ColumnElement, Select, func, or_

from improve.core.db import db
from improve.core.text import one_line
from improve.people.models import Person

PAGE = 50  # people


def has_sign_in_name(typed: str) -> ColumnElement[bool]:
    """Whose e-mail address or staff number that is; what has an @ is an address."""
    name = one_line(typed).lower()
    return Person.email == name if "@" in name else Person.staff_number == name


def with_words(people: Select[Person], typed: str) -> Select[Person]:
    """Those of `people` in whose name, e-mail address or staff number each of the words occurs."""
    for word in one_line(typed).lower().split()[:6]:
        found = (
            func.lower(Person.name).contains(word, autoescape=True),
            Person.email.contains(word, autoescape=True),
        )
        people = people.where(or_(*found, Person.staff_number.contains(word, autoescape=True)))
    return people


def page_of(people: Select[Person], words: str, after: Person | None) -> tuple[list[Person], bool]:
    """One page of `people` by name, after one of them; and whether there are more."""
    people = with_words(people, words)
    if after is not None:
        people = people.where(
            or_(Person.name > after.name, (Person.name == after.name) & (Person.id > after.id))
        )
    found = list(db.session.scalars(people.order_by(Person.name, Person.id).limit(PAGE + 1)))
    return found[:PAGE], len(found) > PAGE
