"""Editing by two people at once: different fields merge, the same field shows both texts, nothing is lost."""

from dataclasses import dataclass
from typing import Any

from improve.core.db import db
from improve.core.errors import RuleBroken, StaleEdit
from improve.core.text import headline
from improve.events.record import record
from improve.ideas.events import IdeaEdited
from improve.ideas.facts import IdeaText
from improve.ideas.models import Idea, write
from improve.ideas.stages import WHY_NOT, Stage
from improve.people.models import Person

BOTH_TEXTS = "Somebody else changed this while you were writing. Nothing is lost: choose what to keep."


@dataclass(frozen=True)
class Fields:
    """What can be edited."""

    text: str
    suggestion: str
    title: str
    benefits: tuple[str, ...]
    waste: str


FIELD_NAMES = ("text", "suggestion", "title", "benefits", "waste")


def fields_of(words: IdeaText) -> Fields:
    """The fields as a version of the text holds them."""
    details = words.details or {}
    return Fields(
        text=words.text,
        suggestion=words.suggestion,
        title=words.title,
        benefits=tuple(details.get("benefits", ())),
        waste=details.get("waste", ""),
    )


def edit(idea: Idea, typed: Fields, seen_number: int, by: Person) -> IdeaText | None:
    """Save what was typed on top of what others changed meanwhile; the new version, or None when nothing changed.

    `seen_number` is the version of the text that the person saw. Raises StaleEdit, with the names of the fields that
    both changed.
    """
    if idea.stage == Stage.MERGED:
        raise RuleBroken(WHY_NOT[Stage.MERGED])
    seen = next((words for words in idea.texts if words.number == seen_number), None)
    if seen is None:  # the form does not say what was seen: it overwrites nothing unseen
        present = fields_of(idea.words)
        other = tuple(name for name in FIELD_NAMES if getattr(typed, name) != getattr(present, name))
        raise StaleEdit(BOTH_TEXTS, other)
    merged, changed = three_way(fields_of(seen), fields_of(idea.words), typed)
    return _save(idea, merged, changed, by) if changed else None


def three_way(seen: Fields, present: Fields, typed: Fields) -> tuple[Fields, list[str]]:
    """What was typed, laid over what is there; and the fields that change. Raises StaleEdit for a collision."""
    mine = {name for name in FIELD_NAMES if getattr(typed, name) != getattr(seen, name)}
    theirs = {name for name in FIELD_NAMES if getattr(present, name) != getattr(seen, name)}
    both = tuple(
        name
        for name in FIELD_NAMES
        if name in mine & theirs and getattr(typed, name) != getattr(present, name)
    )
    if both:
        raise StaleEdit(BOTH_TEXTS, both)
    values: dict[str, Any] = {name: getattr(typed if name in mine else present, name) for name in FIELD_NAMES}
    changed = [name for name in FIELD_NAMES if values[name] != getattr(present, name)]
    return Fields(**values), changed


def _save(idea: Idea, fields: Fields, changed: list[str], by: Person) -> IdeaText:
    details = {"benefits": list(fields.benefits), "waste": fields.waste}
    words = IdeaText(
        number=idea.words.number + 1,
        text=fields.text,
        suggestion=fields.suggestion,
        title=fields.title,
        details=details,
    )
    write(words, idea, by)
    idea.texts.append(words)
    idea.text_number = words.number
    idea.headline = fields.title or headline(fields.text)
    idea.benefits, idea.waste = " ".join(fields.benefits), fields.waste
    db.session.flush()
    event = IdeaEdited(idea.id, number=words.number, changed=changed, text_digest=words.digest())
    record(event, about=idea, by=by)
    return words
