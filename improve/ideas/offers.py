"""Sending an idea to another team: one lead proposes, the other accepts or sends it back. The clock runs on."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.core import clock
from improve.core.db import Base, Row, UtcDateTime, db
from improve.core.errors import RuleBroken
from improve.events.models import EventRow
from improve.events.record import ANONYMOUS, PROGRAM, Actor, Event, record, subscribe
from improve.ideas.events import (
    IdeaAccepted,
    IdeaDeclined,
    IdeaDone,
    IdeaEvent,
    IdeaMerged,
    IdeaWithdrawn,
    IdeaWithheld,
)
from improve.ideas.facts import TEXT
from improve.ideas.models import Idea
from improve.ideas.offer_events import IdeaMoved, IdeaOffered, IdeaReturned, OfferEnded
from improve.ideas.stages import WHY_NOT, Stage
from improve.people.models import Person
from improve.teams.events import TeamDeactivated
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
    outcome: Mapped[str] = mapped_column(String(10), default="")  # accepted, returned, ended
    words: Mapped[str] = mapped_column(TEXT, default="")

    idea: Mapped[Idea] = relationship()
    from_team: Mapped[Team] = relationship(foreign_keys=[from_team_id])
    to_team: Mapped[Team] = relationship(foreign_keys=[to_team_id])
    offered_by: Mapped[Person] = relationship(foreign_keys=[offered_by_id])

    def is_for(self, person: object) -> bool:
        """Whether that person may answer it."""
        return self.ended_at is None and leads(person, self.to_team)

    def accept(self, by: Person) -> None:
        """The receiving team takes it: new there. Its clock runs on; was it answered before, theirs begins."""
        if self.to_team.deactivated_at is not None:
            raise RuleBroken("This team no longer takes ideas.")
        self._end(by.id, "accepted")
        idea, team = self.idea, self.to_team
        idea.team, idea.team_id, idea.owner_id = team, team.id, None
        idea.enter(Stage.NEW)
        if idea.answered_at is not None:
            idea.answered_at = idea.asked_at = idea.pause_ends_at = None
            idea.start_answer_clock()
        record(
            IdeaMoved(idea.id, from_team_id=self.from_team_id, to_team_id=team.id),
            about=self.from_team,
            by=by,
        )
        record(IdeaMoved(idea.id, from_team_id=self.from_team_id, to_team_id=team.id), about=idea, by=by)

    def send_back(self, by: Actor, words: str) -> None:
        """The receiving team does not take it, and says why."""
        self._end(by.id, "returned", words)
        record(IdeaReturned(self.idea_id, by_team_id=self.to_team_id), about=self.idea, by=by)

    def end(self, by_id: str | None, by: Actor = PROGRAM) -> None:
        """It is decided where it is: nobody else needs to answer. `by`: an anonymous author leaves no time behind."""
        self._end(by_id, "ended")
        for about in (self.idea, self.to_team):
            record(OfferEnded(self.idea_id, to_team_id=self.to_team_id), about=about, by=by)

    def _end(self, by_id: str | None, outcome: str, words: str = "") -> None:
        if self.ended_at is not None:
            raise RuleBroken("This has been answered already.")
        if outcome == "accepted" and self.idea.stage not in (Stage.NEW, Stage.READY):
            raise RuleBroken(f"{WHY_NOT[self.idea.stage]} It can no longer move.")
        self.idea.touch()
        self.ended_at = self.idea.last_event_at  # of an anonymous idea the day alone
        self.ended_by_id, self.outcome, self.words = by_id, outcome, words


def last_returned(idea: Idea) -> Offer | None:
    """The last of its offers that came back."""
    rows = select(Offer).where(Offer.idea_id == idea.id, Offer.outcome == "returned")
    return db.session.scalars(rows.order_by(Offer.ended_at.desc(), Offer.id).limit(1)).first()


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
    return _open_of(idea.id)


def _open_of(idea_id: str) -> Offer | None:
    return db.session.scalars(select(Offer).where(Offer.idea_id == idea_id, Offer.ended_at.is_(None))).first()


@subscribe(IdeaAccepted)
@subscribe(IdeaDeclined)
@subscribe(IdeaDone)
@subscribe(IdeaMerged)
@subscribe(IdeaWithdrawn)
@subscribe(IdeaWithheld)
def end_with_the_decision(happened: Event, row: EventRow) -> None:
    """What its own team decides is offered no longer: else the other could take away what the author was told."""
    assert isinstance(happened, IdeaEvent)
    end_offer(happened.idea_id, row.by_id, PROGRAM if row.happened_at else ANONYMOUS)


def end_offer(idea_id: str, by_id: str | None, by: Actor = PROGRAM) -> None:
    """End the offer that waits for an answer, if there is one."""
    if (found := _open_of(idea_id)) is not None:
        found.end(by_id, by)


@subscribe(TeamDeactivated)
def come_back_from_a_closed_team(happened: Event, _row: EventRow) -> None:
    """Nobody of a team that has closed would answer."""
    assert isinstance(happened, TeamDeactivated)
    waiting = select(Offer).where(Offer.to_team_id == happened.team_id, Offer.ended_at.is_(None))
    for found in db.session.scalars(waiting).all():
        found.send_back(PROGRAM, "That team has closed.")
