"""A cycle and its verbs: plan → (approved) → doing → studied → acted, or not run. See docs/states.md."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    String,
    UniqueConstraint,
    bindparam,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.core import clock
from improve.core.db import Base, UtcDateTime, db
from improve.core.errors import RuleBroken
from improve.events.record import record
from improve.ideas.facts import TEXT
from improve.ideas.models import Idea
from improve.ideas.offers import end_offer
from improve.ideas.stages import WHY_NOT as WHY_NOT_NOW
from improve.ideas.stages import Stage
from improve.measures.models import Measure
from improve.pdsa import events
from improve.pdsa.approval import changers_of, check_approver, check_stays_asked, send_back
from improve.pdsa.checks import plan_checks
from improve.pdsa.frozen import Frozen
from improve.pdsa.limits import check_limits
from improve.pdsa.measuring import bears_out, freeze
from improve.pdsa.observations import Observation
from improve.pdsa.plans import Plan as Plan
from improve.pdsa.plans import checked
from improve.pdsa.refusals import Refusal
from improve.pdsa.words import OPEN, STUDY_FIRST, WHY_NOT, State
from improve.people.models import Person

WHY_ADOPT = "The chart does not show a real change yet. Write why you adopt it all the same."
NO_WAY_ROUND = "NOT affects_patient OR approved_at IS NOT NULL OR state IN ('planned', 'not_run')"
IS_OPEN = "state IN ('planned', 'doing', 'studied')"


class Cycle(Frozen):
    """One test of change. Prediction, measure and scale are locked from Do on."""

    __tablename__ = "cycle"
    __table_args__ = (
        UniqueConstraint("idea_id", "number"),
        Index(
            "uq_cycle_open",
            "idea_id",
            unique=True,
            sqlite_where=text(IS_OPEN),
            postgresql_where=text(IS_OPEN),
        ),
        Index("ix_cycle_team", "team_id", "state", "ends_on"),
        Index("ix_cycle_approver", "approver_id", "state"),
        Index("ix_cycle_measure", "measure_id", "started_at"),
        CheckConstraint("scale BETWEEN 1 AND 5", name="scale"),
        CheckConstraint(NO_WAY_ROUND, name="approved"),
        Base.__table_args__,
    )

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"))
    idea_id: Mapped[str] = mapped_column(ForeignKey("idea.id"))
    number: Mapped[int]
    previous_id: Mapped[str | None] = mapped_column(ForeignKey("cycle.id"))
    state: Mapped[str] = mapped_column(String(10), default=State.PLANNED)

    planned_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    planned_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    started_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    happened: Mapped[str] = mapped_column(TEXT, default="")
    result: Mapped[Decimal | None] = mapped_column(Numeric(18, 6))
    learned: Mapped[str] = mapped_column(TEXT, default="")
    studied_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    studied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision: Mapped[str] = mapped_column(String(10), default="")
    decision_words: Mapped[str] = mapped_column(
        TEXT, default=""
    )  # how it is held, what changes, or why it was not run
    # Why, though the chart shows no real change.
    adopted_without: Mapped[str] = mapped_column(TEXT, default="")
    acted_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    acted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    idea: Mapped[Idea] = relationship()
    # Its readings are compared with the prediction.
    counted: Mapped[Measure | None] = relationship(foreign_keys="Cycle.measure_id")
    approver: Mapped[Person | None] = relationship(foreign_keys="Cycle.approver_id")
    planned_by: Mapped[Person] = relationship(foreign_keys=[planned_by_id])
    started_by: Mapped[Person | None] = relationship(foreign_keys=[started_by_id])
    studied_by: Mapped[Person | None] = relationship(foreign_keys=[studied_by_id])
    acted_by: Mapped[Person | None] = relationship(foreign_keys=[acted_by_id])
    observations: Mapped[list[Observation]] = relationship(order_by=Observation.seen_at)
    refusals: Mapped[list[Refusal]] = relationship(order_by=Refusal.refused_at)

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_open(self) -> bool:
        """Not acted on yet."""
        return self.state in OPEN

    @property
    def is_first(self) -> bool:
        """Nothing of this idea was tested before."""
        return self.previous_id is None

    @property
    def is_locked(self) -> bool:
        """Prediction, measure and scale can no longer change."""
        return self.state != State.PLANNED

    # --- plan ------------------------------------------------------------------------------------------------------

    def change_plan(self, by: Person, plan: Plan) -> None:
        """Change the plan while it is only planned; an approval is asked for anew."""
        self._must_be(State.PLANNED)
        check_stays_asked(self, plan)
        planners = (by, self.planned_by, *changers_of(self))
        for name, value in asdict(checked(plan, *planners, is_first=self.is_first)).items():
            setattr(self, name, value)
        self.approved_at = self.refused_at = None
        self.idea.touch()
        self._record(events.PlanChanged, by)

    def approve(self, by: Person) -> None:
        """The clinician who was named says that it is safe to try."""
        self._must_be(State.PLANNED)
        check_approver(self, by)
        if self.approved_at is None:
            self.approved_at, self.refused_at = clock.now(), None
            self.idea.touch()
            self._record(events.CycleApproved, by)

    def refuse(self, by: Person, reason: str) -> None:
        """The clinician who was named does not approve it: the plan goes back, and Do stays shut."""
        self._must_be(State.PLANNED)
        send_back(self, by, reason)

    # --- do --------------------------------------------------------------------------------------------------------

    def start_doing(self, by: Person) -> None:
        """Do: from here on prediction, measure and scale are locked."""
        self._must_be(State.PLANNED)
        if self.needs_approval:
            raise RuleBroken(
                "This test could affect a patient. The clinician named in the plan approves it first."
            )
        if self.counted is not None:
            self.counted.hold()  # who changes the measure at this moment comes before, or is refused
            db.session.refresh(self.counted)
            if self.counted.is_ended:
                raise RuleBroken(f"“{self.counted.name}” has ended. Change the plan: choose another measure.")
        self.state, self.started_at, self.started_by_id = State.DOING, clock.now(), by.id
        freeze(self)
        self.idea.touch()
        event = events.DoStarted(
            self.idea_id, self.id, self.number, prediction_digest=self.prediction_digest()
        )
        record(event, about=self, by=by)

    def observe(self, by: Person, words: str, *, is_deviation: bool = False) -> Observation:
        """Write down what was seen; a deviation is what went otherwise than planned."""
        self._must_be(State.DOING, State.STUDIED)
        seen = Observation(cycle_id=self.id, by_id=by.id, words=words, is_deviation=is_deviation)
        seen.organisation_id = self.organisation_id
        self.observations.append(seen)
        db.session.flush()
        self.idea.touch()
        record(
            events.ObservationMade(self.idea_id, self.id, self.number, observation_id=seen.id),
            about=self,
            by=by,
        )
        return seen

    # --- study -----------------------------------------------------------------------------------------------------

    def study(self, by: Person, happened_words: str, result: Decimal | None, learned: str) -> None:
        """What happened against the prediction, in words, and what was learned. `result`: where nothing is measured."""
        self._must_be(State.DOING, State.STUDIED)
        if not happened_words.strip():
            raise RuleBroken("Write what happened first.")
        self.state, self.happened, self.learned = State.STUDIED, happened_words, learned
        self.result = result if self.measure_id is None else None  # the readings say it: nobody types it
        self.studied_by_id, self.studied_at = by.id, clock.now()
        self.counted_until = clock.today(self.idea.team.organisation.time_zone)
        self.idea.touch()
        self._record(events.CycleStudied, by)

    # --- act -------------------------------------------------------------------------------------------------------

    def adopt(self, by: Person, hold: str, why: str = "") -> None:
        """It becomes the normal way; checked 30, 60 and 90 days from now. `why`: though the chart shows no change."""
        must_say_why = self.state == State.STUDIED and bears_out(self) is False
        if must_say_why and not why.strip():
            raise RuleBroken(WHY_ADOPT)
        self._act(by, "adopt", hold)
        self.adopted_without = why if must_say_why else ""
        self.idea.adopt(by, hold)
        plan_checks(self.idea)
        self._record(events.CycleAdopted, by)

    def adapt(self, by: Person, changes: str, next_plan: Plan) -> "Cycle":
        """Something changes; the next cycle opens."""
        check_stays_asked(self, next_plan)
        next_plan = checked(next_plan, by, is_first=False)
        self._act(by, "adapt", changes)
        following = _open(self.idea, by, next_plan, number=self.number + 1, previous_id=self.id)
        event = events.CycleAdapted(self.idea_id, self.id, self.number, next_id=following.id)
        record(event, about=self, by=by)
        return following

    def abandon(self, by: Person, learned: str) -> None:
        """It stops here; what was learned is kept."""
        self._act(by, "abandon", learned)
        self.learned = self.learned or learned
        self.idea.learn(by, learned)
        self._record(events.CycleAbandoned, by)

    def pause(self, by: Person, why: str) -> None:
        """The cycle is closed as not run; the idea is ready again."""
        self._must_be(*OPEN)
        self.state, self.decision_words = State.NOT_RUN, why
        self.acted_by_id, self.acted_at = by.id, clock.now()
        if self.counted_from:
            self.counted_until = clock.today(self.idea.team.organisation.time_zone)
        self.idea.stop_testing()
        self._record(events.IdeaPaused, by)

    # --- for the verbs above ---------------------------------------------------------------------------------------

    def _act(self, by: Person, decision: str, words: str) -> None:
        if self.state != State.STUDIED:
            raise RuleBroken(STUDY_FIRST if self.is_open else WHY_NOT[State(self.state)])
        self.state, self.decision, self.decision_words = State.ACTED, decision, words
        self.acted_by_id, self.acted_at = by.id, clock.now()
        db.session.flush()  # the next cycle must find this one closed

    def _record(self, kind: type[events.CycleEvent], by: Person) -> None:
        record(kind(self.idea_id, self.id, self.number), about=self, by=by)

    def _must_be(self, *states: State) -> None:
        if self.state not in states:
            raise RuleBroken(WHY_NOT[State(self.state)])
        if self.idea.stage != Stage.TESTING:  # merged or withheld meanwhile
            raise RuleBroken(WHY_NOT_NOW[self.idea.stage])


def plan(idea: Idea, by: Person, planned: Plan) -> Cycle:
    """Save a plan: opens the cycle, puts the idea in testing and counts for the limits."""
    before = cycles_of(idea)
    if before and before[-1].is_open:
        raise RuleBroken("A cycle of this idea is open already. Close it first.")
    if before:
        check_stays_asked(before[-1], planned)
    tested = [cycle.id for cycle in before if cycle.state != State.NOT_RUN]
    planned = checked(planned, by, is_first=not tested)
    if idea.stage != Stage.TESTING:
        check_limits(idea)
    number = before[-1].number + 1 if before else 1
    return _open(idea, by, planned, number=number, previous_id=tested[-1] if tested else None)


def _open(idea: Idea, by: Person, planned: Plan, *, number: int, previous_id: str | None) -> Cycle:
    idea.enter_testing()
    end_offer(idea.id, by.id)
    cycle = Cycle(
        organisation_id=idea.organisation_id,
        team_id=idea.team_id,
        idea=idea,
        number=number,
        previous_id=previous_id,
        planned_by=by,
        **asdict(planned),
    )
    db.session.add(cycle)
    db.session.flush()
    idea.touch()
    record(events.CycleStarted(idea.id, cycle.id, number), about=cycle, by=by)
    return cycle


CYCLES = select(Cycle).where(Cycle.idea_id == bindparam("idea")).order_by(Cycle.number)


def cycles_of(idea: Idea) -> list[Cycle]:
    """All cycles of an idea, in order."""
    return list(db.session.scalars(CYCLES, {"idea": idea.id}))
