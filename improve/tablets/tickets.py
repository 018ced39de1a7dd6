"""Tickets: the proof that a PIN was given, for one idea. Bound to the person, the tablet and the idea's key.

A ticket that was issued and came too late (the connection broke between PIN and Send) still says who it was: then the
person is asked to confirm it. One for another key or another tablet, or used before, says nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, delete, update
from sqlalchemy.orm import Mapped, mapped_column

from improve.core import clock
from improve.core.db import Base, UtcDateTime, changed, db
from improve.core.ids import digest, new_secret
from improve.people.models import Person
from improve.tablets.models import Tablet

WORKS = timedelta(minutes=15)
KEPT = timedelta(days=90)  # as long as the key of an idea


class PinTicket(Base):
    """One PIN given for one idea. Of the ticket and of the key only digests are stored."""

    __tablename__ = "pin_ticket"
    __table_args__ = (Index("ix_pin_ticket_ends_at", "ends_at"), Base.__table_args__)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    tablet_id: Mapped[str] = mapped_column(ForeignKey("tablet.id"))
    key_digest: Mapped[str] = mapped_column(String(64))
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class Proven:
    """Who gave the PIN, and whether the ticket still worked."""

    person: Person
    in_time: bool


def issue(person: Person, tablet: Tablet, key: str) -> str:
    """A ticket for this idea. Never commits."""
    secret = new_secret()
    ends_at = clock.now() + WORKS
    db.session.add(
        PinTicket(
            digest=digest(secret),
            person_id=person.id,
            tablet_id=tablet.id,
            key_digest=digest(key.lower()),
            ends_at=ends_at,
        )
    )
    db.session.flush()
    return secret


def redeem(secret: str, tablet: Tablet, key: str) -> Proven | None:
    """Use it up: who it proves, or None for a ticket that is not for this idea on this tablet. Never commits."""
    wanted = (PinTicket.digest == digest(secret), PinTicket.tablet_id == tablet.id)
    unused = update(PinTicket).where(
        *wanted, PinTicket.key_digest == digest(key.lower()), PinTicket.used_at.is_(None)
    )
    using = unused.values(used_at=clock.now()).returning(PinTicket.person_id, PinTicket.ends_at)
    found = db.session.execute(using.execution_options(synchronize_session=False)).first()
    if found is None:
        return None
    person = db.session.get_one(Person, found.person_id)
    return Proven(person, clock.now() <= found.ends_at) if person.is_active else None


def forget_old() -> int:
    """Delete what is over: for the scheduler, once a day. Never commits."""
    over = delete(PinTicket).where(PinTicket.ends_at < clock.now() - KEPT)
    return changed(over)
