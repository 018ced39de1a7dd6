"""Each run is recorded before it begins, by a statement that only one process can win; so nothing runs twice.

A daily job has one row for each local date: when clocks change, when a machine was asleep, or when two schedulers were
started, the second one inserts nothing. A run that was missed is made up for once, on the same date; one that failed or
broke off is tried again ten minutes later.
"""

from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, delete, update

from improve.core import clock
from improve.core import db as database
from improve.core.db import changed, db, insert_or
from improve.core.when import local
from improve.jobs.models import LATEST, JobRun

KEPT = timedelta(days=90)
AGAIN_AFTER = timedelta(minutes=10)  # longer than any job takes
TOLERANCE = 0.5  # of an interval: two runs closer together than this are one


def slot_due(now: datetime, zone: str, at: time) -> str:
    """The slot of today's run, once its time has come on the wall clock of `zone`; else empty."""
    here = local(now, zone)
    return f"{here.date().isoformat()} {zone}" if here.time() >= at else ""


def claim_slot(job: str, slot: str) -> bool:
    """Whether this process runs the job for that slot; nobody else will. Commits."""
    unfinished = JobRun.ended_at.is_(None) | (JobRun.problem != "")
    return _claim(job, slot, unfinished & (JobRun.started_at <= clock.now() - AGAIN_AFTER))


def claim_interval(job: str, every: timedelta) -> bool:
    """Whether the job's last run is long enough ago, and this process makes the next. Commits."""
    now = clock.now()
    # A start that lies ahead was written before the clock was set back: it must not stop the job.
    return _claim(job, LATEST, (JobRun.started_at <= now - every * TOLERANCE) | (JobRun.started_at > now))


def _claim(job: str, slot: str, may_run_again: ColumnElement[bool]) -> bool:
    """Write down that the run starts: as a new row, else in the one there is if the job may run again."""
    now = clock.now()
    database.start_writing()
    fresh = insert_or(JobRun).values(job=job, slot=slot, started_at=now, problem="").on_conflict_do_nothing()
    won = db.session.execute(fresh.returning(JobRun.job)).first() is not None
    if not won:
        again = update(JobRun).where(JobRun.job == job, JobRun.slot == slot, may_run_again)
        won = changed(again.values(started_at=now, ended_at=None, problem="")) == 1
    database.commit()
    return won


def ended(job: str, slot: str, problem: str = "") -> None:
    """The run is over. Commits."""
    database.start_writing()
    row = update(JobRun).where(JobRun.job == job, JobRun.slot == slot)
    db.session.execute(row.values(ended_at=clock.now(), problem=problem[:120]))
    database.commit()


def forget_old() -> int:
    """Delete the records of old daily runs. Never commits."""
    old = delete(JobRun).where(JobRun.slot != LATEST, JobRun.started_at < clock.now() - KEPT)
    return changed(old)
