"""Wrong codes: after 10 from one place within 10 minutes the page closes there until the 10 minutes are over.

A try is counted before it is checked, in one statement and a transaction of its own: tries at the same moment count
all. Kept in the database, so that all processes count together. Of the place only a keyed digest is stored.
"""

import hmac
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, case, delete, update
from sqlalchemy.orm import Mapped, mapped_column

from improve.core import clock
from improve.core import db as database
from improve.core.db import Base, UtcDateTime, changed, db, insert_or

MOST = 10  # wrong codes
WINDOW = timedelta(minutes=10)


class EnrolmentGuess(Base):
    """The tries of one place since the first of them."""

    __tablename__ = "enrolment_guess"

    place: Mapped[str] = mapped_column(String(64), primary_key=True)
    tries: Mapped[int] = mapped_column(default=0)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)


def place_of(secret_key: str, address: str) -> str:
    """Where a request came from, as it is stored."""
    return hmac.new(secret_key.encode(), f"enrolment\n{address}".encode(), "sha256").hexdigest()


def admit(place: str) -> timedelta | None:
    """Count a try; how long to wait when there were too many. Commits by itself."""
    database.start_writing()
    now = clock.now()
    tries, began_at = db.session.execute(_one_more(place, now)).one()
    database.commit()
    return began_at + WINDOW - now if tries > MOST else None


def take_back(place: str) -> None:
    """The code was right: this try does not count. Never commits."""
    db.session.execute(
        update(EnrolmentGuess)
        .where(EnrolmentGuess.place == place, EnrolmentGuess.tries > 0)
        .values(tries=EnrolmentGuess.tries - 1)
    )


def forget_old() -> int:
    """Delete the places whose 10 minutes are over: for the scheduler, once a day. Never commits."""
    return changed(delete(EnrolmentGuess).where(EnrolmentGuess.began_at <= clock.now() - WINDOW))


def _one_more(place: str, now: datetime) -> Any:
    """Add one; from the start when the 10 minutes are over."""
    is_over = EnrolmentGuess.began_at <= now - WINDOW
    more = insert_or(EnrolmentGuess).values(place=place, tries=1, began_at=now)
    return more.on_conflict_do_update(
        index_elements=[EnrolmentGuess.place],
        set_={
            "tries": case((is_over, 1), else_=EnrolmentGuess.tries + 1),
            "began_at": case((is_over, now), else_=EnrolmentGuess.began_at),
        },
    ).returning(EnrolmentGuess.tries, EnrolmentGuess.began_at)
