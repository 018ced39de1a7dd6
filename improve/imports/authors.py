"""The names that stand under imported ideas, and the people they may mean."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select

from improve.core.db import db
from improve.events.record import Actor
from improve.ideas.importing import name_author
from improve.ideas.models import Idea
from improve.imports.models import Import, ImportedRow
from improve.imports.values import folded
from improve.imports.writing import people_called
from improve.people.models import Person

PAGE = 25  # names
AT_ONCE = 200  # ideas of one name in a transaction; what is left stays in the list


@dataclass(frozen=True)
class Author:
    """A name as the log has it, how many ideas stand under it, and who is called so."""

    name: str
    ideas: int
    people: list[Person]


def unmatched(importing: Import) -> Select[Idea]:
    """The ideas of an import whose author is only a name."""
    rows = select(Idea).join(ImportedRow, ImportedRow.idea_id == Idea.id)
    return rows.where(ImportedRow.import_id == importing.id, Idea.author_id.is_(None), Idea.says_name != "")


def authors(importing: Import, after: str = "") -> list[Author]:
    """One page of names and one more, by name."""
    counted = unmatched(importing).with_only_columns(Idea.says_name, func.count())
    rows = counted.where(Idea.says_name > after).group_by(Idea.says_name).order_by(Idea.says_name)
    found = db.session.execute(rows.limit(PAGE + 1)).all()
    people = people_called(importing.organisation_id, {name for name, _ in found})
    return [Author(name, ideas, people.get(folded(name), [])) for name, ideas in found]


def match(importing: Import, name: str, author: Person, by: Actor) -> int:
    """The ideas under that name are this person's; how many. Never commits."""
    ideas = db.session.scalars(unmatched(importing).where(Idea.says_name == name).limit(AT_ONCE)).all()
    for idea in ideas:
        name_author(idea, author, by)
    return len(ideas)
