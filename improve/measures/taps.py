"""Counting by taps on a tablet: each tap adds to the reading of its period, and can be undone."""

from datetime import date, datetime

from sqlalchemy import Double, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from improve.core import clock
from improve.core.db import Base, Row, UtcDateTime, db
from improve.core.errors import RuleBroken
from improve.core.languages import gettext as _
from improve.events.record import Actor, record
from improve.measures import events
from improve.measures.models import Measure
from improve.measures.readings import Correction, Reading


class Tap(Row):
    """One tap: what it added."""

    __tablename__ = "tap"
    __table_args__ = (Index("ix_tap_reading", "reading_id", "tapped_at"), Base.__table_args__)

    reading_id: Mapped[str] = mapped_column(ForeignKey("reading.id"))
    value: Mapped[float] = mapped_column(Double)
    denominator: Mapped[float | None] = mapped_column(Double)
    tapped_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def tap(measure: Measure, by: Actor, on: date, value: float, denominator: float | None = None) -> Tap:
    """Add to the reading of that day's period, of several to the last; the first tap makes it."""
    measure.hold()
    held = measure.readings_of(on)
    if held:
        reading = held[-1]
        _add(reading, value, denominator)
    else:
        reading = measure.add_reading(by, on, value, denominator)
    row = _kept(reading, value, denominator)
    if held:
        record(events.ReadingTapped(measure.id, reading.id), about=measure, by=by)
    return row


def enter(measure: Measure, by: Actor, on: date, value: float, denominator: float | None = None) -> Tap:
    """A figure typed on the number pad: a reading of its own, also where there is one for that day already."""
    measure.hold()
    add = measure.add_second if measure.readings_of(on) else measure.add_reading
    return _kept(add(by, on, value, denominator), value, denominator)


def _kept(reading: Reading, value: float, denominator: float | None) -> Tap:
    row = Tap(
        organisation_id=reading.organisation_id, reading_id=reading.id, value=value, denominator=denominator
    )
    db.session.add(row)
    db.session.flush()
    return row


def undo(measure: Measure, by: Actor, row: Tap) -> None:
    """Take a tap back; the last one takes the reading with it. Twice is once."""
    if row.undone_at is not None:
        return
    reading = db.session.get_one(Reading, row.reading_id)
    if reading.measure_id != measure.id:
        raise RuleBroken(_("This tap belongs to another measure."))
    row.undone_at = clock.now()
    db.session.flush()
    if reading.removed_at is not None:
        return
    left = select(Tap.id).where(Tap.reading_id == reading.id, Tap.undone_at.is_(None)).limit(1)
    if db.session.scalar(left) is None and (reading.value, reading.denominator) == (
        row.value,
        row.denominator,
    ):
        reading.remove(measure, by, "the tap was undone")
        return
    if _was_corrected(reading, row):
        raise RuleBroken(_("Somebody corrected this reading after the tap. Put it right on its page."))
    _add(reading, -row.value, None if row.denominator is None else -row.denominator)
    record(events.TapUndone(measure.id, reading.id), about=measure, by=by)


def _was_corrected(reading: Reading, row: Tap) -> bool:
    """Whether somebody put the figure right after the tap: it says then what it should."""
    after = select(Correction.id).where(
        Correction.reading_id == reading.id,
        Correction.what == "corrected",
        Correction.made_at >= row.tapped_at,
    )
    return db.session.scalar(after.limit(1)) is not None


def _add(reading: Reading, value: float, denominator: float | None) -> None:
    reading.value += value
    if denominator is not None:
        reading.denominator = (reading.denominator or 0) + denominator
    db.session.flush()
