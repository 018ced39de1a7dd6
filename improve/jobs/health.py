"""What is wrong with the scheduler, for `improve doctor`."""

from datetime import timedelta

from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.jobs.lease import renewed_at
from improve.jobs.models import JobRun

SILENT = timedelta(minutes=2)


def not_running() -> str:
    """A sentence when no scheduler has shown itself for two minutes; else empty."""
    last = renewed_at()
    if last is not None and clock.now() - last < SILENT:
        return ""
    if last is None:
        return "This system was not started yet. Run: improve serve, which starts the scheduler too"
    since = f"since {last:%d %B %Y, %H:%M} UTC"
    mend = "Run: improve serve (or improve jobs, beside serve --no-jobs)"
    return f"The scheduler is not running {since}: ideas are not released and no clock runs. {mend}"


def failed() -> str:
    """Which jobs failed when they last ran."""
    rows = (
        select(JobRun.job, JobRun.problem)
        .where(JobRun.problem != "")
        .order_by(JobRun.started_at.desc())
        .limit(5)
    )
    found = [f"{job} ({problem})" for job, problem in db.session.execute(rows)]
    return f"Jobs failed: {', '.join(found)}. The log of `improve jobs` says more." if found else ""
