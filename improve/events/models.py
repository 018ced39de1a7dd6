"""The event table, its seals, and the queue of events that are not sealed yet.

Events carry ids, codes and dates, never what staff wrote. Triggers refuse to change or delete a row.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Base, Id, Row, UtcDateTime


class EventRow(Row):
    """One thing that happened. Without a time, only a date, when the time would point at an anonymous author."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_subject", "subject_id", "happened_on"),
        Index("ix_event_team", "team_id", "happened_on"),
        Base.__table_args__,
    )

    name: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(Id)
    team_id: Mapped[str | None] = mapped_column(Id)
    happened_on: Mapped[date] = mapped_column(Date)
    happened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    by_kind: Mapped[str | None] = mapped_column(String(10))  # person, tablet, program; none for anonymous
    by_id: Mapped[str | None] = mapped_column(Id)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)


class UnsealedEvent(Base):
    """An event that waits to be sealed; the row goes when it is."""

    __tablename__ = "unsealed_event"

    event_id: Mapped[str] = mapped_column(ForeignKey("event.id"), primary_key=True)


class Seal(Base):
    """One link of the chain: the digest of the link before and of an event."""

    __tablename__ = "seal"

    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    event_id: Mapped[str] = mapped_column(ForeignKey("event.id"), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
