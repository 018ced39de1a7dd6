"""One dated figure and its verbs: correct, take back, leave out, take in. What it was before is kept."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Date, Double, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.core import clock
from improve.core.db import Base, Row, UtcDateTime, db
from improve.core.errors import RuleBroken
from improve.events.record import Actor, record
from improve.measures import events
from improve.people.models import Person

if TYPE_CHECKING:
    from improve.measures.models import Measure

NOTE_MOST, REASON_MOST = 400, 400  # characters


class Reading(Row):
    """One dated figure: a value, or so many out of so many. What it was before stands in its corrections."""

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("measure_id", "on_date", "nth"), Base.__table_args__)

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"))
    measure_id: Mapped[str] = mapped_column(ForeignKey("measure.id"))
    on_date: Mapped[date] = mapped_column(Date)  # the first day of its period
    nth: Mapped[int] = mapped_column(default=1)  # among those of the same date
    value: Mapped[float] = mapped_column(Double)
    denominator: Mapped[float | None] = mapped_column(Double)
    note: Mapped[str] = mapped_column(String(NOTE_MOST), default="")
    entered_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))  # none: the team's tablet
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_out_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    left_out_reason: Mapped[str] = mapped_column(String(REASON_MOST), default="")
    version: Mapped[int] = mapped_column(default=1)

    measure: Mapped["Measure"] = relationship(lazy="raise")
    entered_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[entered_by_id])

    __mapper_args__ = {"version_id_col": version}

    def correct(
        self,
        measure: "Measure",
        by: Actor,
        value: float,
        denominator: float | None,
        reason: str = "",
        note: str | None = None,
    ) -> None:
        """Put the figure or its note right; what stood there before is kept, with who changed it."""
        self._must_hold()
        note = self.note if note is None else note
        if (value, denominator, note) == (self.value, self.denominator, self.note):
            return
        kept = self._keep(by, "corrected", reason)
        self.value, self.denominator, self.note = value, denominator, note
        record(events.ReadingCorrected(measure.id, self.id, kept.id), about=measure, by=by)

    def remove(self, measure: "Measure", by: Actor, reason: str = "") -> None:
        """Take it back: it counts for nothing, and stays readable."""
        if self.removed_at is None:
            self._keep(by, "removed", reason)
            self.removed_at = clock.now()
            record(events.ReadingRemoved(measure.id, self.id), about=measure, by=by)

    def leave_out(self, measure: "Measure", by: Person, reason: str) -> None:
        """Keep the point on the chart and out of every line ("ghosting"), with a reason."""
        self._must_hold()
        if not reason:
            raise RuleBroken("Say why this point is left out: whoever reads the chart will ask.")
        self.left_out_at, self.left_out_by_id, self.left_out_reason = clock.now(), by.id, reason
        record(events.PointLeftOut(measure.id, self.id), about=measure, by=by)

    def take_in(self, measure: "Measure", by: Person) -> None:
        """It counts again."""
        if self.left_out_at is not None:
            self._keep(by, "taken in", self.left_out_reason)
            self.left_out_at, self.left_out_by_id, self.left_out_reason = None, None, ""
            record(events.PointTakenIn(measure.id, self.id), about=measure, by=by)

    def _must_hold(self) -> None:
        if self.removed_at is not None:
            raise RuleBroken("This reading was taken back. Enter a new one.")

    def _keep(self, by: Actor, what: str, reason: str) -> "Correction":
        row = Correction(
            organisation_id=self.organisation_id, reading_id=self.id, what=what, value=self.value,
            denominator=self.denominator, note=self.note, reason=reason,
            made_by_id=by.id if by.actor_kind == "person" else None,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        return row


class Correction(Row):
    """What a reading was before a change, and who changed it."""

    __tablename__ = "reading_correction"
    __table_args__ = (Index("ix_reading_correction", "reading_id", "made_at"), Base.__table_args__)

    reading_id: Mapped[str] = mapped_column(ForeignKey("reading.id"))
    what: Mapped[str] = mapped_column(String(10))  # corrected, removed, taken in
    value: Mapped[float] = mapped_column(Double)
    denominator: Mapped[float | None] = mapped_column(Double)
    note: Mapped[str] = mapped_column(String(NOTE_MOST), default="")
    reason: Mapped[str] = mapped_column(String(REASON_MOST), default="")
    made_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    made_by: Mapped[Person | None] = relationship(lazy="joined")
