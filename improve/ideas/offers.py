"""Sending an idea to another team: one lead proposes, the other accepts or sends it back. The clock runs on."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.core import clock
from improve.core.db import Base, Row, UtcDateTime, db
from improve.core.errors import RuleBroken
from improve.events.record import record
from improve.ideas.events import IdeaMoved, IdeaOffered, IdeaReturned
from improve.ideas.facts import TEXT
from improve.ideas.models import Idea
from improve.ideas.stages import WHY_NOT, Stage
from improve.people.models import Person
from improve.teams.models import Team
from improve.teams.policy import leads


class Offer(Row):
    """An idea proposed to another team. Open until accepted or sent back."""

    __tablename__ = "offer"
    __table_args__ = (
        Index("ix_offer_to", "to_team_id", "ended_at"),
        Index("ix_offer_idea", "idea_id"),
        Base.__table_args__,
    )

    idea_id: Mapped[str] = mapped_column(ForeignKey("idea.id"))
    from_team_id: Mapped[str] = mapped_column(ForeignKey("team.id"))
    to_team_id: Mapped[str] = mapped_column(ForeignKey("team.id"))
    offered_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    why: Mapped[str] = mapped_column(TEXT)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str] = mapped_column(String(10), default="")  # accepted, returned
    words: Mapped[str] = mapped_column(TEXT, default="")

    idea: Mapped[Idea] = relationship()
    from_team: Mapped[Team] = relationship(foreign_keys=[from_team_id])
    to_team: Mapped[Team] = relationship(foreign_keys=[to_team_id])
    offered_by: Mapped[Person] = relationship(foreign_keys=[offered_by_id])

    def is_for(self, person: object) -> bool:
        """Whether that person may answer it."""
        return self.ended_at is None and leads(person, self.to_team)

    def accept(self, by: Person) -> None:
        """The receiving team takes it: new there; its clock runs on."""
        self._end(by, "accepted")
        idea, team = self.idea, self.to_team
        idea.team, idea.team_id, idea.owner_id = team, team.id, None
        idea.enter(Stage.NEW)
        record(
            IdeaMoved(idea.id, from_team_id=self.from_team_id, to_team_id=team.id),
            about=self.from_team,
            by=by,
        )
        record(IdeaMoved(idea.id, from_team_id=self.from_team_id, to_team_id=team.id), about=idea, by=by)

    def send_back(self, by: Person, words: str) -> None:
        """The receiving team does not take it, and says why."""
        self._end(by, "returned", words)
        record(IdeaReturned(self.idea_id, by_team_id=self.to_team_id), about=self.idea, by=by)

    def _end(self, by: Person, outcome: str, words: str = "") -> None:
        if self.ended_at is not None:
            raise RuleBroken("This has been answered already.")
        if outcome == "accepted" and self.idea.stage not in (Stage.NEW, Stage.READY):
            raise RuleBroken(f"{WHY_NOT[self.idea.stage]} It can no longer move.")
        self.ended_at, self.ended_by_id, self.outcome, self.words = clock.now(), by.id, outcome, words
        self.idea.touch()


def offer(idea: Idea, to: Team, by: Person, why: str) -> Offer:
    """Propose an idea to another team."""
    if idea.stage not in (Stage.NEW, Stage.READY):
        raise RuleBroken(f"{WHY_NOT[idea.stage]} Only a new or ready idea can move to another team.")
    if to.id == idea.team_id:
        raise RuleBroken("The idea is at that team already.")
    if to.deactivated_at is not None:
        raise RuleBroken("That team no longer takes ideas.")
    if open_offer(idea) is not None:
        raise RuleBroken("This idea was offered to another team already. Wait for their answer.")
    proposed = Offer(
        organisation_id=idea.organisation_id,
        idea=idea,
        from_team=idea.team,
        to_team=to,
        offered_by=by,
        why=why,
    )
    db.session.add(proposed)
    db.session.flush()
    idea.touch()
    record(IdeaOffered(idea.id, to_team_id=to.id), about=idea, by=by)
    record(IdeaOffered(idea.id, to_team_id=to.id), about=to, by=by)
    return proposed


def open_offer(idea: Idea) -> Offer | None:
    """The offer that waits for an answer."""
    return db.session.scalars(select(Offer).where(Offer.idea_id == idea.id, Offer.ended_at.is_(None))).first()
