"""The facts beside an idea: its texts, answers, supporters, comments. A fact is a row that says who and when."""

import hashlib
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.core import clock
from improve.core.db import Base, Id, Row, UtcDateTime
from improve.core.ids import new_secret
from improve.people.models import Person

TEXT = String(2_000)


class Written(Row):
    """Something that somebody wrote: who and when. Of an anonymous author neither, only the day."""

    __abstract__ = True

    idea_id: Mapped[str] = mapped_column(ForeignKey("idea.id"), index=True)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    written_on: Mapped[date] = mapped_column(Date)
    written_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class IdeaText(Written):
    """One version of an idea's words. Number 1 is the author's own and stays readable."""

    __tablename__ = "idea_text"
    __table_args__ = (UniqueConstraint("idea_id", "number"), Base.__table_args__)

    idea_id: Mapped[str] = mapped_column(ForeignKey("idea.id"))  # the constraint finds it: no index beside
    number: Mapped[int]
    text: Mapped[str] = mapped_column(TEXT)
    suggestion: Mapped[str] = mapped_column(TEXT, default="")
    title: Mapped[str] = mapped_column(String(120), default="")  # a shorter one, by a lead
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # benefits, waste, effort, impact
    salt: Mapped[str] = mapped_column(String(64), default=new_secret)

    def digest(self) -> str:
        """A digest that proves the words, and says nothing once the salt is destroyed."""
        return hashlib.sha256(
            f"{self.salt}\n{self.title}\n{self.text}\n{self.suggestion}".encode()
        ).hexdigest()


class Answer(Written):
    """What a lead told the author. `kind`: accept, decline, done, ask, answer, merge, withhold."""

    __tablename__ = "answer"

    kind: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(TEXT, default="")
    reason: Mapped[str] = mapped_column(String(40), default="")  # of a decline or a withholding
    next_step: Mapped[str] = mapped_column(TEXT, default="")
    reply: Mapped[str] = mapped_column(TEXT, default="")
    replied_on: Mapped[date | None] = mapped_column(Date)
    read_on: Mapped[date | None] = mapped_column(Date)
    thanked_on: Mapped[date | None] = mapped_column(Date)

    by: Mapped[Person | None] = relationship(lazy="joined")


class Reason(Written):
    """Why somebody moved an idea. `kind`: reopen, pause, finish, show, taken back."""

    __tablename__ = "reason"

    kind: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(TEXT)


class GainCheck(Written):
    """Is it still in use, so many days after adoption? `still_in_use`: yes, changed, no."""

    __tablename__ = "gain_check"

    days: Mapped[int]
    due_on: Mapped[date] = mapped_column(Date)
    still_in_use: Mapped[str | None] = mapped_column(String(8))
    words: Mapped[str] = mapped_column(TEXT, default="")


class Comment(Written):
    """What somebody wrote below an idea. Without `by`: the anonymous author, or a name that was only said."""

    __tablename__ = "comment"

    words: Mapped[str] = mapped_column(TEXT)
    is_by_author: Mapped[bool] = mapped_column(default=False)
    says_name: Mapped[str] = mapped_column(String(80), default="")

    by: Mapped[Person | None] = relationship(lazy="joined")


class Support(Row):
    """One tap: once a person; once a tablet and day without a name."""

    __tablename__ = "support"
    __table_args__ = (
        UniqueConstraint("idea_id", "person_id"),
        UniqueConstraint("idea_id", "tablet_id", "given_on"),
        Base.__table_args__,
    )

    idea_id: Mapped[str] = mapped_column(ForeignKey("idea.id"))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    tablet_id: Mapped[str | None] = mapped_column(ForeignKey("tablet.id"))
    given_on: Mapped[date] = mapped_column(Date, default=clock.today)


class Contributor(Row):
    """Somebody who helped: credit is shared."""

    __tablename__ = "contributor"
    __table_args__ = (UniqueConstraint("idea_id", "person_id"), Base.__table_args__)

    idea_id: Mapped[str] = mapped_column(ForeignKey("idea.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class IdeaGoal(Row):
    """An idea serves a goal. `stage` follows the idea's own (see serving.py): goals count without reading ideas."""

    __tablename__ = "idea_goal"
    __table_args__ = (
        UniqueConstraint("idea_id", "goal_id"),
        Index("ix_idea_goal_goal", "goal_id", "stage", "idea_id"),
        Base.__table_args__,
    )

    idea_id: Mapped[str] = mapped_column(ForeignKey("idea.id"))
    goal_id: Mapped[str] = mapped_column(ForeignKey("goal.id"))
    stage: Mapped[str] = mapped_column(String(10))


class Photo(Row):
    """A photo without place, time or device. Kept in the database: it is stored with its idea or not at all."""

    __tablename__ = "photo"

    idea_id: Mapped[str] = mapped_column(ForeignKey("idea.id"), index=True)
    added_on: Mapped[date] = mapped_column(Date, default=clock.today)
    width: Mapped[int]
    height: Mapped[int]
    jpeg: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class Claim(Base):
    """The key of an anonymous author: only the digest of the claim code, and which idea it opens."""

    __tablename__ = "claim"

    code_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    idea_id: Mapped[str] = mapped_column(ForeignKey("idea.id"), index=True)


class WaitingIdea(Base):
    """An anonymous idea that waits for its release: no time, no device, no order."""

    __tablename__ = "waiting_idea"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"), index=True)
    text: Mapped[str] = mapped_column(TEXT)
    suggestion: Mapped[str] = mapped_column(TEXT, default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    written_on: Mapped[date] = mapped_column(Date)
    claim_digest: Mapped[str] = mapped_column(String(64), unique=True)
