"""A measure and its verbs: enter readings, decide about lines, change it, end it."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Double, ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.core import clock
from improve.core.db import Base, Row, UtcDateTime, db
from improve.core.errors import RuleBroken
from improve.core.languages import gettext as _
from improve.events.record import Actor, record
from improve.measures import changes, events
from improve.measures.figures import period_of
from improve.measures.kinds import WITH_DENOMINATOR, Chart, Kind, Often, Role, Wanted, charts_for
from improve.measures.lines import ChartNote, LineDecision
from improve.measures.readings import Reading
from improve.measures.rules.points import LEAST_BASELINE
from improve.people.models import Person
from improve.teams.models import Team

NAME_MOST, UNIT_MOST, DEFINITION_MOST = 80, 40, 1_000  # characters


@dataclass(frozen=True)
class MeasurePlan:
    """What people agree on before they measure. `per` is the base of a rate: 1,000 for "per 1,000 bed days"."""

    name: str
    unit: str
    definition: str
    role: Role
    kind: Kind
    wanted: Wanted
    often: Often
    chart: Chart
    target: float | None = None
    out_of: str = ""  # what the denominator counts: "bed days"
    per: float = 1
    several: bool = False  # more than one reading for a date is wanted
    owner_id: str | None = None


class Measure(Row):
    """What a team measures; for a goal or an idea where it says so."""

    __tablename__ = "measure"
    __table_args__ = (
        Index("ix_measure_team", "team_id", "ended_at", "name"),
        Index("ix_measure_goal", "goal_id"),
        Index("ix_measure_idea", "idea_id"),
        Base.__table_args__,
    )

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"))
    goal_id: Mapped[str | None] = mapped_column(ForeignKey("goal.id"))
    idea_id: Mapped[str | None] = mapped_column(ForeignKey("idea.id"))
    name: Mapped[str] = mapped_column(String(NAME_MOST))
    unit: Mapped[str] = mapped_column(String(UNIT_MOST), default="")
    definition: Mapped[str] = mapped_column(String(DEFINITION_MOST), default="")
    role: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(16))
    wanted: Mapped[str] = mapped_column(String(10))
    often: Mapped[str] = mapped_column(String(8))
    chart: Mapped[str] = mapped_column(String(8))
    target: Mapped[float | None] = mapped_column(Double)
    out_of: Mapped[str] = mapped_column(String(UNIT_MOST), default="")
    per: Mapped[float] = mapped_column(Double, default=1)
    several: Mapped[bool] = mapped_column(default=False)
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    started_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    team: Mapped[Team] = relationship(lazy="joined", innerjoin=True)
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])

    __mapper_args__ = {"version_id_col": version}

    @property
    def has_denominator(self) -> bool:
        """A reading is so many out of so many."""
        return self.kind in WITH_DENOMINATOR

    @property
    def is_ended(self) -> bool:
        """No readings are taken any longer."""
        return self.ended_at is not None

    def change(self, by: Actor, plan: MeasurePlan) -> list[str]:
        """Change how it is measured or drawn; the names of the fields that changed.

        Raises RuleBroken when readings would lose their sense, or a test that runs its question. What it was is kept.
        """
        self._must_run()
        changed = [name for name, value in asdict(plan).items() if getattr(self, name) != value]
        if not changed:
            return []
        _check(plan)
        if {"kind", "often", "per"} & set(changed) and self.has_readings():
            raise RuleBroken(
                "This measure has readings. What one reading is, and how often, is fixed now: start a new measure."
            )
        changes.check_no_test_rests_on(self, changed)
        before = {name: getattr(self, name) for name in changed}
        for name in changed:
            setattr(self, name, getattr(plan, name))
        changes.keep(self, by, before)
        db.session.flush()
        record(events.MeasureChanged(self.id, changed), about=self, by=by)
        return changed

    def end(self, by: Actor) -> None:
        """Measure it no longer; what was entered stays."""
        self._must_run()
        self.ended_at = clock.now()
        record(events.MeasureEnded(self.id), about=self, by=by)

    def has_readings(self) -> bool:
        """Whether a figure was ever entered."""
        return bool(
            db.session.scalar(select(select(Reading.id).where(Reading.measure_id == self.id).exists()))
        )

    # --- readings --------------------------------------------------------------------------------------------------

    def day_of(self, on: date) -> date:
        """The date under which a reading of that day stands: the first day of its period."""
        return period_of(on, Often(self.often))

    def readings_of(self, on: date) -> list[Reading]:
        """What was entered for that day's period and holds."""
        rows = select(Reading).where(Reading.measure_id == self.id, Reading.on_date == self.day_of(on))
        return list(db.session.scalars(rows.where(Reading.removed_at.is_(None)).order_by(Reading.nth)))

    def hold(self) -> None:
        """Of two who enter at the same moment the second waits, and sees what the first did."""
        rows = select(Measure.id).where(Measure.id == self.id)
        db.session.execute(rows.with_for_update(key_share=True))

    def add_reading(
        self, by: Actor, on: date, value: float, denominator: float | None = None, note: str = ""
    ) -> Reading:
        """Enter a figure. Raises RuleBroken for a day to come, and for a second one where one is expected."""
        self._must_run()
        if not self.several and self.readings_of(on):
            raise RuleBroken(
                _("There is a reading for this date already. Correct that one, or say that both are right.")
            )
        return self.add_second(by, on, value, denominator, note)

    def add_second(
        self, by: Actor, on: date, value: float, denominator: float | None = None, note: str = ""
    ) -> Reading:
        """Enter one more figure for a date, because somebody said that both are right."""
        self._must_run()
        reading = self._entered(by, self._day_that_came(on), value, denominator, note)
        record(events.ReadingAdded(self.id, reading.id), about=self, by=by)
        return reading

    def add_readings(self, by: Actor, rows: list[tuple[date, float, float | None, str]]) -> int:
        """Enter a table at once: all of it, in one event; how many. Raises RuleBroken for a day to come."""
        self._must_run()
        today = clock.today(self.team.organisation.time_zone)
        if any(self.day_of(on) > today for on, *_rest in rows):
            raise RuleBroken("One of these days is still to come.")
        last = self._last_of_each_day()
        for on, value, denominator, note in rows:
            day = self.day_of(on)
            last[day] = last.get(day, 0) + 1
            db.session.add(self._reading(by, day, last[day], value, denominator, note))
        db.session.flush()
        if rows:
            record(events.ReadingsAdded(self.id, len(rows)), about=self, by=by)
        return len(rows)

    def _day_that_came(self, on: date) -> date:
        if self.day_of(on) > clock.today(self.team.organisation.time_zone):
            raise RuleBroken("This day is still to come.")
        return self.day_of(on)

    def _last_of_each_day(self) -> dict[date, int]:
        rows = select(Reading.on_date, func.max(Reading.nth)).where(Reading.measure_id == self.id)
        return dict(db.session.execute(rows.group_by(Reading.on_date)).all())

    def _entered(self, by: Actor, day: date, value: float, denominator: float | None, note: str) -> Reading:
        last = select(func.max(Reading.nth)).where(Reading.measure_id == self.id, Reading.on_date == day)
        nth = (db.session.scalar(last) or 0) + 1
        reading = self._reading(by, day, nth, value, denominator, note)
        db.session.add(reading)
        db.session.flush()
        return reading

    def _reading(
        self, by: Actor, day: date, nth: int, value: float, denominator: float | None, note: str
    ) -> Reading:
        return Reading(
            organisation_id=self.organisation_id, team_id=self.team_id, measure_id=self.id, on_date=day, nth=nth,
            value=value, denominator=denominator, note=note,
            entered_by_id=by.id if by.actor_kind == "person" else None,
        )  # fmt: skip

    # --- lines -----------------------------------------------------------------------------------------------------

    def decide_lines(self, by: Person, kind: str, from_day: date, reason: str) -> LineDecision:
        """Work the lines out afresh from a day ("rebase"), or from the points up to a day alone ("baseline")."""
        self._must_run()
        if not reason:
            raise RuleBroken("Say why: whoever reads the chart will ask.")
        self._check_lines(kind, from_day)
        self.hold()
        for before in self.line_decisions():
            if before.kind == kind and (kind == "baseline" or before.on_date == from_day):
                before.ended_at = clock.now()
        decision = LineDecision(
            organisation_id=self.organisation_id, measure_id=self.id, kind=kind, on_date=from_day, reason=reason,
            made_by_id=by.id,
        )  # fmt: skip
        db.session.add(decision)
        db.session.flush()
        record(events.LinesDecided(self.id, decision.id), about=self, by=by)
        return decision

    def _check_lines(self, kind: str, from_day: date) -> None:
        held = (Reading.measure_id == self.id, Reading.removed_at.is_(None))
        counted = (
            select(Reading.on_date).where(*held).distinct()
            if self.several
            else select(Reading.id).where(*held)
        )
        before = Reading.on_date <= from_day if kind == "baseline" else Reading.on_date < from_day
        points = db.session.scalar(select(func.count()).select_from(counted.where(before).subquery())) or 0
        if from_day > clock.today(self.team.organisation.time_zone):
            raise RuleBroken("This day is still to come.")
        if kind == "baseline" and points < LEAST_BASELINE:
            raise RuleBroken(f"A baseline needs {LEAST_BASELINE} points. Up to that day there are {points}.")
        if kind == "rebase" and not points:
            raise RuleBroken("There is no reading before that day, so there are no lines to leave behind.")

    def end_decision(self, by: Person, decision: LineDecision) -> None:
        """The lines go back to what they were before."""
        if decision.ended_at is None:
            decision.ended_at, decision.ended_by_id = clock.now(), by.id
            record(events.LinesDecisionEnded(self.id, decision.id), about=self, by=by)

    def line_decisions(self) -> list[LineDecision]:
        """Those that hold, by day."""
        rows = select(LineDecision).where(LineDecision.measure_id == self.id, LineDecision.ended_at.is_(None))
        return list(db.session.scalars(rows.order_by(LineDecision.on_date, LineDecision.made_at)))

    def note(self, by: Person, on: date, words: str) -> ChartNote:
        """Write beside the chart what happened on a day."""
        row = ChartNote(
            organisation_id=self.organisation_id, measure_id=self.id, on_date=self.day_of(on), words=words,
            made_by_id=by.id,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        record(events.NoteMade(self.id, row.id), about=self, by=by)
        return row

    def _must_run(self) -> None:
        if self.ended_at is not None:
            raise RuleBroken(_("This measure has ended."))


def start(
    team: Team, by: Person, plan: MeasurePlan, *, goal_id: str | None = None, idea_id: str | None = None
) -> Measure:
    """Begin to measure something on a team, for a goal or an idea of it where one is given."""
    if team.deactivated_at is not None:
        raise RuleBroken("This team is no more.")
    _check(plan)
    measure = Measure(team=team, goal_id=goal_id, idea_id=idea_id, started_by_id=by.id, **asdict(plan))
    measure.organisation_id = team.organisation_id
    db.session.add(measure)
    db.session.flush()
    record(events.MeasureStarted(measure.id), about=measure, by=by)
    return measure


def _check(plan: MeasurePlan) -> None:
    if plan.chart not in charts_for(plan.kind, several=plan.several):
        raise RuleBroken("This chart cannot be drawn of such readings.")
    if plan.kind in WITH_DENOMINATOR and not plan.out_of:
        raise RuleBroken("Say what the second number counts: discharges, bed days, visits.")
