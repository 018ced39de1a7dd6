"""One leader among all schedulers of a database: it holds a lease of 30 seconds, and renews it every 10."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from improve.core import clock
from improve.core import db as database
from improve.core.db import changed, db, insert_or
from improve.core.ids import new_id
from improve.jobs.models import Lease

NAME = "scheduler"
LENGTH = timedelta(seconds=30)
RENEW_EVERY = timedelta(seconds=10)


class Leadership:
    """This process's part in it."""

    def __init__(self) -> None:
        self.holder = new_id()
        self.ends_at: datetime | None = None
        self.is_leaving = False

    @property
    def is_mine(self) -> bool:
        """This process leads, and may start a job now."""
        return not self.is_leaving and self.ends_at is not None and clock.now() < self.ends_at

    def leave(self) -> None:
        """Start nothing more, also of what is queued: what is under way comes to its end."""
        self.is_leaving = True

    def renew(self) -> bool:
        """Take the lease if it is free, keep it if it is ours; whether this process leads. Commits.

        One UPDATE that must change exactly one row: of two that try, one succeeds.
        """
        now = clock.now()
        database.start_writing()
        _make_row(now)
        free = or_(Lease.holder == self.holder, Lease.ends_at <= now)
        taken = update(Lease).where(Lease.name == NAME, free)
        is_taken = changed(taken.values(holder=self.holder, renewed_at=now, ends_at=now + LENGTH)) == 1
        database.commit()
        self.ends_at = now + LENGTH if is_taken else None
        return self.is_mine

    def give_up(self) -> None:
        """Let the next one take over at once. Commits."""
        self.ends_at = None
        database.start_writing()
        mine = update(Lease).where(Lease.name == NAME, Lease.holder == self.holder)
        db.session.execute(mine.values(ends_at=clock.now()))
        database.commit()


def renewed_at() -> datetime | None:
    """When a scheduler last said that it runs."""
    return db.session.scalars(select(Lease.renewed_at).where(Lease.name == NAME)).first()


def _make_row(now: datetime) -> None:
    row = insert_or(Lease).values(name=NAME, holder="", renewed_at=now, ends_at=now)
    db.session.execute(row.on_conflict_do_nothing())
