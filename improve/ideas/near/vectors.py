"""What is kept of each idea's meaning, so that a restart costs nothing: a row beside it, made after the idea is stored.

In the transaction of a change the row is only emptied; the scheduler fills it within seconds, outside of any lock. An
anonymous idea has a row once it is released. `revision` counts the batches of one organisation, never single ideas.
"""

import numpy as np
from sqlalchemy import ForeignKey, Index, LargeBinary, Select, String, or_, select
from sqlalchemy.orm import Mapped, mapped_column, selectinload

from improve.core import db as database
from improve.core.db import Base, Id, append, db
from improve.events.models import EventRow
from improve.events.record import Event, subscribe
from improve.ideas.events import IdeaAdded, IdeaEdited, IdeaImported, IdeaSubmitted
from improve.ideas.meaning import Meaning, kind, meaning_of
from improve.ideas.models import Idea
from improve.ideas.patients.events import PassageMasked, PassageShown

WAITS = ""  # made_by of a row that is still to be filled
BATCH = 20  # ideas; a quarter of a second of computing


class IdeaVector(Base):
    """The meaning of one idea, by one model and one glossary."""

    __tablename__ = "idea_vector"
    __table_args__ = (
        Index("ix_idea_vector_made_by", "made_by"),
        Index("ix_idea_vector_revision", "organisation_id", "revision", "idea_id"),
        Base.__table_args__,
    )

    idea_id: Mapped[str] = mapped_column(ForeignKey("idea.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(Id)
    made_by: Mapped[str] = mapped_column(String(40), default=WAITS)
    revision: Mapped[int] = mapped_column(default=0)
    terms: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    vector: Mapped[bytes] = mapped_column(LargeBinary, default=b"")

    def keep(self, meaning: Meaning, of_kind: str, revision: int) -> None:
        """Fill the row. Half precision: what it leaves out changes no order that matters."""
        self.made_by, self.revision = of_kind, revision
        self.terms = meaning.terms.astype("<u4").tobytes()
        self.vector = b"" if meaning.vector is None else meaning.vector.astype("<f2").tobytes()

    def meaning(self) -> Meaning:
        """What was kept."""
        return meaning_from(self.terms, self.vector)


def meaning_from(terms: bytes, vector: bytes) -> Meaning:
    """What was kept, from the two columns."""
    numbers = np.frombuffer(vector, "<f2").astype(np.float32) if vector else None
    return Meaning(np.frombuffer(terms, "<u4").astype(np.uint32), numbers)


@subscribe(IdeaSubmitted)
@subscribe(IdeaImported)
def expect(happened: Event, _row: EventRow) -> None:
    """A new idea: its meaning is worked out soon."""
    idea = db.session.get_one(Idea, happened.subject_id())
    append(
        IdeaVector, idea_id=idea.id, organisation_id=idea.organisation_id,
        made_by=WAITS, revision=0, terms=b"", vector=b"",
    )  # fmt: skip


@subscribe(IdeaEdited)
@subscribe(IdeaAdded)
@subscribe(PassageMasked)
@subscribe(PassageShown)
def forget(happened: Event, _row: EventRow) -> None:
    """Other words: nothing is kept of those before."""
    if (kept := db.session.get(IdeaVector, happened.subject_id())) is not None:
        kept.made_by, kept.terms, kept.vector = WAITS, b"", b""


def fill(most: int = BATCH) -> int:
    """Work out what waits, or was made by another model or glossary; how many were looked at."""
    now_kind = kind()
    with database.reading():
        waiting = list(db.session.scalars(stale(now_kind).limit(most)))
        texts = {idea.id: text_of(idea) for idea in waiting}
        db.session.commit()
    made = {idea_id: meaning_of(text) for idea_id, text in texts.items()}
    if made:
        keep_all(made, texts, now_kind)
    return len(waiting)


def stale(now_kind: str) -> Select[Idea]:
    """Ideas whose meaning is still to be worked out, in no order that tells anything."""
    is_other = or_(IdeaVector.made_by < now_kind, IdeaVector.made_by > now_kind)
    return select(Idea).join(IdeaVector, IdeaVector.idea_id == Idea.id).where(is_other).order_by(Idea.id)


def text_of(idea: Idea) -> str:
    """The words of an idea that are compared."""
    present = idea.words
    return f"{present.text} {present.suggestion}".strip()


def keep_all(made: dict[str, Meaning], texts: dict[str, str], now_kind: str) -> None:
    """Store them, in one short transaction; an idea whose words changed meanwhile waits for the next turn."""
    database.start_writing()
    rows = select(IdeaVector, Idea).join(Idea, Idea.id == IdeaVector.idea_id).where(Idea.id.in_(made))
    fresh = rows.options(selectinload(Idea.texts)).execution_options(populate_existing=True)
    revisions: dict[str, int] = {}
    for row, idea in db.session.execute(fresh).all():
        if text_of(idea) == texts[idea.id]:
            if row.organisation_id not in revisions:
                revisions[row.organisation_id] = latest(row.organisation_id)[0] + 1
            row.keep(made[row.idea_id], now_kind, revisions[row.organisation_id])
    database.commit()


def latest(organisation_id: str) -> tuple[int, str]:
    """The last revision of an organisation, and an idea of it; (0, "") where there is none."""
    rows = select(IdeaVector.revision, IdeaVector.idea_id)
    rows = rows.where(IdeaVector.organisation_id == organisation_id)
    last = db.session.execute(
        rows.order_by(IdeaVector.revision.desc(), IdeaVector.idea_id.desc()).limit(1)
    ).first()
    return (last.revision, last.idea_id) if last else (0, "")
