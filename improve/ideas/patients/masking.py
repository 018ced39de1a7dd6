"""Hiding a passage that shows who a patient is, everywhere in an idea; after 24 hours beyond recovery.

For a day the original can be brought back, from one row that is then deleted. The salt of each version goes with
it: the digest in the chain of events then proves nothing about the words that are gone. See decision 21.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, String, delete, inspect, select
from sqlalchemy.orm import Mapped, mapped_column

from improve.core import clock
from improve.core.db import Row, UtcDateTime, db
from improve.core.errors import RuleBroken
from improve.core.ids import new_secret
from improve.core.once import forget_payloads
from improve.core.text import headline
from improve.events.record import record
from improve.ideas.facts import Answer, Comment, GainCheck, IdeaText, Reason
from improve.ideas.identifiers import AMONG_STAFF_NAMES, find
from improve.ideas.models import Idea
from improve.ideas.offers import Offer
from improve.ideas.patients.events import PassageMasked, PassageShown
from improve.people.models import Person

SHORT_WORD = 4  # letters; a longer one is hidden wherever it stands, also within words that were run together
UNDO = timedelta(hours=24)
MASKS = {
    "nhs_number": "NHS number",
    "hospital_number": "hospital number",
    "date_of_birth": "date of birth",
    "patient_name": "name",
    "postcode_address": "address",
    "patient_phone": "telephone number",
    "initials_bed": "initials",
}
# Features above add their tables to these four: the fields, how rows without an idea_id belong to one, the fields of
# which an event has a digest, salted by the row, and the kinds that count in a field, or a part of one, of names.
WORDS: dict[Any, tuple[str, ...]] = {
    IdeaText: ("text", "suggestion", "title"),
    Comment: ("words",),
    Answer: ("words", "next_step", "reply"),
    Reason: ("words",),
    GainCheck: ("words",),
    Offer: ("why", "words"),
    Idea: ("says_name",),
}
BELONGS: dict[Any, Callable[[str], ColumnElement[bool]]] = {Idea: lambda idea_id: Idea.id == idea_id}
PROVEN: dict[Any, tuple[str, ...]] = {IdeaText: WORDS[IdeaText]}
COUNTING: dict[tuple[Any, str], frozenset[str]] = {(Idea, "says_name"): AMONG_STAFF_NAMES}
NO_END = 1_000_000  # characters: in a part of a field there is room for as many


class MaskedPassage(Row):
    """What was hidden, and what stood there: for 24 hours, then the row is deleted."""

    __tablename__ = "masked_passage"

    idea_id: Mapped[str] = mapped_column(ForeignKey("idea.id"), index=True)
    masked_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    gone_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    kind: Mapped[str] = mapped_column(String(20))
    originals: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


@dataclass(frozen=True)
class Place:
    """One field of one row in which words of an idea stand, or one part of a field that has parts with names."""

    row: Any
    field: str
    part: str = ""

    @property
    def words(self) -> str:
        """What stands there."""
        stands = getattr(self.row, self.field)
        return str((stands[self.part] if self.part else stands) or "")

    def say(self, words: str) -> None:
        """Let other words stand there."""
        stands = getattr(self.row, self.field)
        setattr(self.row, self.field, stands | {self.part: words} if self.part else words)

    @property
    def most(self) -> int:
        """How many characters there is room for."""
        return NO_END if self.part else int(self.row.__table__.c[self.field].type.length)

    @property
    def is_proven(self) -> bool:
        """Whether an event has a digest of it; without its salt that proves nothing any more."""
        return self.field in PROVEN.get(type(self.row), ())

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Which table, row, field and part it is."""
        return self.row.__tablename__, "/".join(inspect(self.row).identity), self.field, self.part


def places(idea: Idea) -> Iterator[Place]:
    """Everywhere that words of an idea are stored: all versions, comments, answers, reasons, its tests, its old log."""
    for kind, fields in WORDS.items():
        belongs = BELONGS[kind](idea.id) if kind in BELONGS else kind.idea_id == idea.id
        for row in db.session.scalars(select(kind).where(belongs).order_by(*inspect(kind).primary_key)):
            yield from (place for field in fields for place in places_in(row, field))


def places_in(row: Any, field: str) -> list[Place]:
    """The field, or its parts."""
    stands = getattr(row, field)
    parts = sorted(stands) if isinstance(stands, dict) else [""]
    return [Place(row, field, part) for part in parts]


def proposals(idea: Idea) -> dict[str, str]:
    """The passages that look like a patient's, with their kind."""
    found: dict[str, str] = {}
    for place in places(idea):
        counting = COUNTING.get((type(place.row), place.part or place.field), frozenset(MASKS))
        for span in find(place.words):
            if span.kind in counting:
                found.setdefault(place.words[span.start : span.end], span.kind)
    return found


def mask(idea: Idea, by: Person, passages: list[str], kind: str) -> None:
    """Hide each passage wherever it stands in this idea, however its letters are written."""
    pattern = pattern_of(passages)
    hit = [place for place in places(idea) if pattern.search(place.words)] if passages else []
    if not hit:
        raise RuleBroken("These words do not stand in this idea.")
    originals = [_masked(place, pattern, f"[hidden: {MASKS[kind]}]") for place in hit]
    kept = MaskedPassage(idea_id=idea.id, organisation_id=idea.organisation_id, masked_by_id=by.id, kind=kind)
    kept.originals, kept.gone_at = originals, clock.now() + UNDO
    idea.masked_until = kept.gone_at
    db.session.add(kept)
    _tell(idea, PassageMasked(idea.id, kind=kind, places=len(hit), digests=_digests(idea)), by)


def pattern_of(passages: list[str]) -> re.Pattern[str]:
    """Each passage, the longest first. A short word only where it is one: "c[hidden]ot" would tell that it was Ann."""
    longest_first = sorted(passages, key=len, reverse=True)
    return re.compile("|".join(map(_pattern_of_one, longest_first)), re.IGNORECASE)


def _pattern_of_one(passage: str) -> str:
    is_short_word = passage.isalpha() and len(passage) <= SHORT_WORD
    return rf"\b{passage}(?:['’]?s)?\b" if is_short_word else re.escape(passage)


def _masked(place: Place, pattern: re.Pattern[str], mark: str) -> dict[str, Any]:
    before = place.words
    hidden = pattern.sub(mark, before)
    if len(hidden) > place.most:
        hidden = pattern.sub("[…]", before)
    kept = dict(zip(("table", "id", "field", "part"), place.key, strict=True))
    kept |= {"before": before, "after": hidden}
    place.say(hidden)
    if place.is_proven:
        kept["salt"] = place.row.salt
        place.row.salt = new_secret()
    return kept


def masked_lately(idea: Idea) -> MaskedPassage | None:
    """The last one that can still be brought back."""
    rows = select(MaskedPassage).where(MaskedPassage.idea_id == idea.id, MaskedPassage.gone_at > clock.now())
    return db.session.scalars(rows.order_by(MaskedPassage.gone_at.desc()).limit(1)).first()


def bring_back(idea: Idea, by: Person) -> None:
    """It was no patient: as it stood before, unless the words were changed since."""
    kept = masked_lately(idea)
    if kept is None:
        raise RuleBroken("What was hidden more than 24 hours ago is gone for good.")
    by_place = {place.key: place for place in places(idea)}
    for original in reversed(kept.originals):
        place = by_place[original["table"], original["id"], original["field"], original.get("part", "")]
        if place.words != original["after"]:
            raise RuleBroken("These words were changed since. Nothing was brought back.")
        place.say(original["before"])
        if "salt" in original:
            place.row.salt = original["salt"]
    db.session.delete(kept)
    before = masked_lately(idea)
    idea.masked_until = before.gone_at if before else None
    _tell(idea, PassageShown(idea.id, digests=_digests(idea)), by)


def _tell(idea: Idea, happened: PassageMasked | PassageShown, by: Person) -> None:
    present = idea.words
    idea.headline = present.title or headline(present.text)
    idea.touch()
    db.session.flush()
    record(happened, about=idea, by=by)


def _digests(idea: Idea) -> dict[str, str]:
    """The digest of each version as it stands now: from here on these prove the words."""
    return {str(words.number): words.digest() for words in idea.texts}


def forget_masked() -> set[str]:
    """Delete what was hidden a day ago, and the digests of what was sent; the tables in which the words stood."""
    gone = list(db.session.scalars(select(MaskedPassage).where(MaskedPassage.gone_at <= clock.now())))
    if gone:
        forget_payloads(
            {kept.idea_id for kept in gone} | {row["id"] for kept in gone for row in kept.originals}
        )
        db.session.execute(delete(MaskedPassage).where(MaskedPassage.id.in_([kept.id for kept in gone])))
    return {row["table"] for kept in gone for row in kept.originals}
