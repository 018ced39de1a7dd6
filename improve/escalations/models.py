"""An escalation and its verbs. One row is one link of a chain: a team asks the tier above, which answers or raises it.

docs/states.md is the truth. An open escalation ends by itself, as withdrawn, when its idea ends: see listening.py.
"""

from datetime import datetime

from sqlalchemy import Enum, ForeignKey, Index, String, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.core import clock
from improve.core.db import Base, Row, UtcDateTime, db
from improve.core.errors import RuleBroken
from improve.core.ids import new_id
from improve.escalations import events as happened
from improve.escalations.states import NO_ANSWER_HERE, OPEN, WHY_NOT, State
from improve.events.record import PROGRAM, Actor, record
from improve.ideas.facts import TEXT
from improve.ideas.models import Idea
from improve.ideas.stages import OPEN_STAGES
from improve.ideas.stages import WHY_NOT as WHY_NOT_THE_IDEA
from improve.people.models import Person
from improve.teams.models import Team

STATE = Enum(
    State, native_enum=False, length=14, values_callable=lambda kinds: [kind.value for kind in kinds]
)
IS_OPEN = text("state IN ('raised', 'accepted')")
NOBODY_ABOVE = "There is nobody above this team to raise it to."


class Escalation(Row):
    """What a team asks of the one above. Its owner: who accepted it, until then the leads of `to_team`."""

    __tablename__ = "escalation"
    __table_args__ = (
        Index("uq_escalation_open", "idea_id", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        Index("ix_escalation_idea", "idea_id", "raised_at"),
        Index("ix_escalation_first", "first_id"),
        Index("ix_escalation_to", "to_team_id", "state", "due_at", "id"),
        Index("ix_escalation_from", "from_team_id", "raised_at", "id"),
        Index("ix_escalation_came_back", "from_team_id", "answered_at"),
        Index("ix_escalation_owner", "owner_id", "state", "due_at"),
        Index("ix_escalation_due", "state", "due_at"),
        Base.__table_args__,
    )

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    idea_id: Mapped[str] = mapped_column(ForeignKey("idea.id"))
    from_team_id: Mapped[str] = mapped_column(ForeignKey("team.id"))
    to_team_id: Mapped[str] = mapped_column(ForeignKey("team.id"))
    first_id: Mapped[str] = mapped_column(
        ForeignKey("escalation.id")
    )  # the first link of the chain; its own id there
    number: Mapped[int] = mapped_column(default=1)  # of the link, from 1
    state: Mapped[State] = mapped_column(STATE, default=State.RAISED)

    reason: Mapped[str] = mapped_column(String(20))
    ask: Mapped[str] = mapped_column(TEXT)
    is_automatic: Mapped[bool] = mapped_column(default=False)
    raised_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))  # none: by the program
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)

    owner_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))  # none: the leads of `to_team`
    accepted_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer_words: Mapped[str] = mapped_column(TEXT, default="")
    answered_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # or returned
    ended_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # closed, withdrawn or raised further
    end_words: Mapped[str] = mapped_column(TEXT, default="")  # why it was withdrawn
    further_id: Mapped[str | None] = mapped_column(ForeignKey("escalation.id"))  # the next link
    version: Mapped[int] = mapped_column(default=1)

    idea: Mapped[Idea] = relationship()
    from_team: Mapped[Team] = relationship(foreign_keys=[from_team_id])
    to_team: Mapped[Team] = relationship(foreign_keys=[to_team_id])
    raised_by: Mapped[Person | None] = relationship(foreign_keys=[raised_by_id])
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    accepted_by: Mapped[Person | None] = relationship(foreign_keys=[accepted_by_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id])

    __mapper_args__ = {"version_id_col": version}

    @property
    def team_id(self) -> str:
        """It stands on the receiving team's board."""
        return self.to_team_id

    @property
    def is_open(self) -> bool:
        """It waits for an answer."""
        return self.state in OPEN

    @property
    def is_late(self) -> bool:
        """It waits longer than was promised."""
        return self.is_open and self.due_at < clock.now()

    @property
    def holder(self) -> Person | None:
        """The person who has it; None is the leads of the receiving team, also when that person is gone."""
        return self.owner if self.owner is not None and self.owner.is_active else None

    # --- at the receiving team -------------------------------------------------------------------------------------

    def accept(self, by: Person) -> None:
        """One of the leads has it from now on."""
        self._must_be(*OPEN)
        if self.state == State.ACCEPTED and (holder := self.holder) is not None:
            if holder.id == by.id:
                return
            raise RuleBroken(f"{holder.name} has this already.")
        self.state, self.owner_id, self.owner = State.ACCEPTED, by.id, by
        self.accepted_by_id, self.accepted_at = by.id, clock.now()
        self._tell(happened.EscalationAccepted(self.idea_id, self.id), by)

    def hand_over(self, by: Person, to: Person) -> None:
        """Somebody else of the receiving team has it from now on; the due time stays."""
        self._must_be(*OPEN)
        if not to.is_active:
            raise RuleBroken(f"{to.name} no longer works here.")
        if self.state == State.RAISED:
            self.accept(by)
        if self.owner_id != to.id:
            self.owner_id, self.owner = to.id, to
            self._tell(happened.EscalationHandedOver(self.idea_id, self.id, owner_id=to.id), by)

    def answer(self, by: Person, words: str) -> None:
        """Answer; the author of the idea is told too. Who answers has it, where nobody accepted it before."""
        self._must_be(*OPEN)
        if self.state == State.RAISED:
            self.accept(by)
        self._write_answer(State.ANSWERED, by, words)
        self._tell(happened.EscalationAnswered(self.idea_id, self.id), by)

    def return_with_answer(self, by: Person, words: str) -> None:
        """Give it back to the team that asked, with an answer, which the author is told too."""
        self._must_be(*OPEN)
        self._write_answer(State.RETURNED, by, words)
        self._tell(happened.EscalationReturned(self.idea_id, self.id), by)

    def raise_further(self, by: Actor, reason: str, ask: str) -> "Escalation":
        """Ask one tier up: a new link of the same chain, which is open instead of this one."""
        self._must_be(*OPEN)
        above = team_above(self.to_team)
        if above is None:
            raise RuleBroken(NOBODY_ABOVE)
        self._end(State.RAISED_FURTHER, by)
        further = _link(self.idea, self.to_team, above, by, reason, ask)
        further.first_id, further.number = self.first_id, self.number + 1
        _save(further)
        self.further_id = further.id
        event = happened.EscalationRaisedFurther(
            self.idea_id, self.id, further_id=further.id, to_team_id=above.id
        )
        self._tell(event, by, also=above)
        return further

    def rise(self) -> "Escalation":
        """No answer came in time: one tier further, by itself, with the same ask."""
        return self.raise_further(PROGRAM, NO_ANSWER_HERE, self.ask)

    # --- at the team that asked ------------------------------------------------------------------------------------

    def withdraw(self, by: Actor, why: str) -> None:
        """The team that asked needs no answer any more."""
        if self.state == State.ACCEPTED and by is not PROGRAM:
            raise RuleBroken("This was accepted, so it can no longer be withdrawn. It will be answered.")
        self._must_be(*OPEN)
        self._end(State.WITHDRAWN, by, why)
        self._tell(happened.EscalationWithdrawn(self.idea_id, self.id), by)

    def close(self, by: Person) -> None:
        """The team that asked says that the answer is enough."""
        self._must_be(State.ANSWERED)
        self._end(State.CLOSED, by)
        self._tell(happened.EscalationClosed(self.idea_id, self.id), by)

    def release(self) -> None:
        """Who had it left: the leads of the receiving team have it again."""
        self._must_be(State.ACCEPTED)
        self.state, self.owner_id, self.owner = State.RAISED, None, None
        self._tell(happened.EscalationReleased(self.idea_id, self.id), PROGRAM)

    # --- for the verbs above ---------------------------------------------------------------------------------------

    def _must_be(self, *states: State) -> None:
        if self.state not in states:
            raise RuleBroken(WHY_NOT[self.state])

    def _write_answer(self, state: State, by: Person, words: str) -> None:
        self.idea.write_to_author(by, words)
        self.state, self.answer_words = state, words
        self.answered_by_id, self.answered_at = by.id, clock.now()

    def _end(self, state: State, by: Actor, words: str = "") -> None:
        self.state, self.ended_at, self.end_words = state, clock.now(), words
        self.ended_by_id = by.id
        # The old link must be out of the way first: only one open escalation an idea.
        db.session.flush()

    def _tell(self, event: happened.EscalationEvent, by: Actor, also: Team | None = None) -> None:
        """Record a step: on the idea's own board, and on that of every other team that has part in it."""
        self.idea.touch()
        step = event.name.removeprefix("escalation.")
        others = {
            team.id: team
            for team in (self.from_team, self.to_team, also)
            if team and team.id != self.idea.team_id
        }
        for team_id in sorted(others):
            record(
                happened.EscalationTold(self.id, idea_id=self.idea_id, step=step),
                about=others[team_id],
                by=by,
            )
        record(event, about=self.idea, by=by)


def raise_for(idea: Idea, by: Actor, reason: str, ask: str) -> Escalation:
    """Ask the tier above for what the team cannot solve alone; by the program: its answer clock ran out."""
    if idea.stage not in OPEN_STAGES:
        raise RuleBroken(f"{WHY_NOT_THE_IDEA[idea.stage]} Only an open idea can be raised.")
    above = team_above(idea.team)
    if above is None:
        raise RuleBroken(NOBODY_ABOVE)
    if (before := open_escalation(idea)) is not None:
        raise RuleBroken(f"This was raised already. It waits for an answer of {before.to_team.label}.")
    escalation = _link(idea, idea.team, above, by, reason, ask)
    escalation.first_id = escalation.id
    _save(escalation)
    event = happened.EscalationRaised(idea.id, escalation.id, to_team_id=above.id, reason=reason)
    escalation._tell(event, by)
    return escalation


def team_above(team: Team) -> Team | None:
    """The next team up the tree that is still there."""
    above = team.parent
    while above is not None and above.deactivated_at is not None:
        above = above.parent
    return above


def open_escalation(idea: Idea) -> Escalation | None:
    """The one that waits for an answer."""
    rows = select(Escalation).where(Escalation.idea_id == idea.id, Escalation.state.in_(OPEN))
    return db.session.scalars(rows).first()


def _link(idea: Idea, asking: Team, above: Team, by: Actor, reason: str, ask: str) -> Escalation:
    now = clock.now()
    return Escalation(
        id=new_id(),
        organisation_id=idea.organisation_id,
        idea_id=idea.id,
        idea=idea,
        from_team_id=asking.id,
        from_team=asking,
        to_team_id=above.id,
        to_team=above,
        number=1,
        state=State.RAISED,
        reason=reason,
        ask=ask,
        is_automatic=by is PROGRAM,
        raised_by_id=by.id,
        raised_at=now,
        due_at=above.after_working_hours(now, above.hours_to_answer),
    )


def _save(escalation: Escalation) -> None:
    db.session.add(escalation)
    db.session.flush()
