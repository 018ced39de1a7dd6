"""What people decided about the lines of a chart, and what they wrote beside it."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.core import clock
from improve.core.db import Base, Row, UtcDateTime
from improve.measures.readings import NOTE_MOST, REASON_MOST
from improve.people.models import Person


class LineDecision(Row):
    """From which day the lines are worked out afresh ("rebase"), or up to which day they are ("baseline"); and why."""

    __tablename__ = "line_decision"
    __table_args__ = (Index("ix_line_decision_measure", "measure_id", "on_date"), Base.__table_args__)

    measure_id: Mapped[str] = mapped_column(ForeignKey("measure.id"))
    kind: Mapped[str] = mapped_column(String(8))
    on_date: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(REASON_MOST))
    made_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))

    made_by: Mapped[Person | None] = relationship(lazy="joined", foreign_keys=[made_by_id])


class ChartNote(Row):
    """What happened on a day, beside the chart: "robot broken for 3 days"."""

    __tablename__ = "chart_note"
    __table_args__ = (Index("ix_chart_note_measure", "measure_id", "on_date"), Base.__table_args__)

    measure_id: Mapped[str] = mapped_column(ForeignKey("measure.id"))
    on_date: Mapped[date] = mapped_column(Date)
    words: Mapped[str] = mapped_column(String(NOTE_MOST))
    made_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
