"""Wrong codes: after 10 within 10 minutes from one place, the page closes there until the oldest is 10 minutes old.

Kept in the database, so that all processes count together. Of the place only a keyed digest is stored.
"""

import hmac
from datetime import datetime, timedelta

from sqlalchemy import Index, String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from improve.core import clock
from improve.core.db import Base, Id, UtcDateTime, db
from improve.core.ids import new_id

MOST = 10  # wrong codes
WINDOW = timedelta(minutes=10)


class EnrolmentGuess(Base):
    """One wrong code."""

    __tablename__ = "enrolment_guess"
    __table_args__ = (Index("ix_enrolment_guess_place", "place", "guessed_at"), Base.__table_args__)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    place: Mapped[str] = mapped_column(String(64))
    guessed_at: Mapped[datetime] = mapped_column(UtcDateTime)


def place_of(secret_key: str, address: str) -> str:
    """Where a request came from, as it is stored."""
    return hmac.new(secret_key.encode(), f"enrolment\n{address}".encode(), "sha256").hexdigest()


def is_closed(place: str) -> bool:
    """Too many wrong codes came from there."""
    recent = (EnrolmentGuess.place == place) & (EnrolmentGuess.guessed_at > clock.now() - WINDOW)
    return (db.session.scalar(select(func.count()).select_from(EnrolmentGuess).where(recent)) or 0) >= MOST


def count_wrong(place: str) -> None:
    """One more wrong code; what no longer counts goes."""
    now = clock.now()
    db.session.execute(delete(EnrolmentGuess).where(EnrolmentGuess.guessed_at <= now - WINDOW))
    db.session.add(EnrolmentGuess(place=place, guessed_at=now))
