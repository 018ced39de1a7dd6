"""Proposals: somebody who may not raise an idea asks the leads to; one of them raises it, or says why not."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.core import clock
from improve.core.db import Base, Row, UtcDateTime, db
from improve.core.errors import RuleBroken
from improve.escalations.events import EscalationProposed, ProposalDeclined, ProposalTaken
from improve.escalations.models import NOBODY_ABOVE, Escalation, open_escalation, raise_for, team_above
from improve.events.record import record
from improve.ideas.facts import TEXT
from improve.ideas.models import Idea
from improve.ideas.stages import OPEN_STAGES, WHY_NOT
from improve.people.models import Person
from improve.teams.models import Team

PROPOSED_ALREADY = "Somebody proposed this already. It waits for the leads of the team."
IS_WAITING = text("ended_at IS NULL")


class Proposal(Row):
    """ "This should be raised": waits for a lead of the idea's team. One at a time for an idea."""

    __tablename__ = "escalation_proposal"
    __table_args__ = (
        Index(
            "uq_escalation_proposal_waiting",
            "idea_id",
            unique=True,
            sqlite_where=IS_WAITING,
            postgresql_where=IS_WAITING,
        ),
        Index("ix_escalation_proposal_team", "team_id", "ended_at", "proposed_at"),
        Base.__table_args__,
    )

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    idea_id: Mapped[str] = mapped_column(ForeignKey("idea.id"))
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"))  # whose leads decide
    reason: Mapped[str] = mapped_column(String(20))
    ask: Mapped[str] = mapped_column(TEXT)
    proposed_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    why_not: Mapped[str] = mapped_column(TEXT, default="")
    escalation_id: Mapped[str | None] = mapped_column(ForeignKey("escalation.id"))  # what became of it
    version: Mapped[int] = mapped_column(default=1)

    idea: Mapped[Idea] = relationship()
    team: Mapped[Team] = relationship()
    proposed_by: Mapped[Person] = relationship(foreign_keys=[proposed_by_id])
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id])

    __mapper_args__ = {"version_id_col": version}

    def take(self, by: Person) -> Escalation:
        """Raise what was proposed, in the words it was proposed in."""
        self._must_wait()
        self._end(by.id)
        escalation = raise_for(self.idea, by, self.reason, self.ask)
        self.escalation_id = escalation.id
        record(ProposalTaken(self.idea_id, self.id, escalation_id=escalation.id), about=self, by=by)
        return escalation

    def decline(self, by: Person, why: str) -> None:
        """Not raised, and why."""
        self._must_wait()
        self._end(by.id, why)
        record(ProposalDeclined(self.idea_id, self.id), about=self, by=by)

    def settle(self, by_id: str | None, escalation_id: str | None = None, why: str = "") -> None:
        """Nobody needs to decide any more: the idea was raised in other words, or is settled. The event is theirs."""
        self._must_wait()
        self._end(by_id, why)
        self.escalation_id = escalation_id

    def _must_wait(self) -> None:
        if self.ended_at is not None:
            raise RuleBroken("This proposal was decided already.")

    def _end(self, by_id: str | None, why: str = "") -> None:
        self.ended_at, self.ended_by_id, self.why_not = clock.now(), by_id, why
        self.idea.touch()


def propose(idea: Idea, by: Person, reason: str, ask: str) -> Proposal:
    """Ask the leads of the idea's team to raise it."""
    if idea.stage not in OPEN_STAGES:
        raise RuleBroken(f"{WHY_NOT[idea.stage]} Only an open idea can be raised.")
    if team_above(idea.team) is None:
        raise RuleBroken(NOBODY_ABOVE)
    if (before := open_escalation(idea)) is not None:
        raise RuleBroken(f"This was raised already. It waits for an answer of {before.to_team.label}.")
    if waiting_proposal(idea.id) is not None:
        raise RuleBroken(PROPOSED_ALREADY)
    proposal = Proposal(organisation_id=idea.organisation_id, idea=idea, team=idea.team, team_id=idea.team_id)
    proposal.reason, proposal.ask = reason, ask
    proposal.proposed_by, proposal.proposed_at = by, clock.now()
    db.session.add(proposal)
    db.session.flush()
    idea.touch()
    record(EscalationProposed(idea.id, proposal.id), about=idea, by=by)
    return proposal


def waiting_proposal(idea_id: str) -> Proposal | None:
    """The one that no lead has decided yet."""
    rows = select(Proposal).where(Proposal.idea_id == idea_id, Proposal.ended_at.is_(None))
    return db.session.scalars(rows).first()
