"""Running one job: only for the leader, only if it is due, and never so that one that fails stops the others."""

import structlog
from flask import Flask
from sqlalchemy import select

from improve.core import clock
from improve.core.db import db, reading
from improve.jobs import runs
from improve.jobs.lease import Leadership
from improve.jobs.models import LATEST
from improve.jobs.table import Job
from improve.teams.models import Organisation

log = structlog.get_logger()


def look_at(app: Flask, leadership: Leadership, job: Job) -> list[str]:
    """Run a job where it is due; the slots that were run."""
    if not leadership.is_mine:
        return []
    with app.app_context():
        try:
            return [slot for slot, zone in due(job) if run(job, slot, zone)]
        except Exception as error:
            # The database may be gone for a while; the next look comes in a minute.
            log.error("job not looked at", job=job.name, kind=type(error).__name__)
            return []


def due(job: Job) -> list[tuple[str, str]]:
    """The slots of a job whose time has come and that nobody has run, each with its time zone; now they are ours."""
    if job.daily_at is None:
        return [(LATEST, "")] if runs.claim_interval(job.name, job.every) else []
    now, at = clock.now(), job.daily_at
    slots = ((runs.slot_due(now, zone, at), zone) for zone in time_zones())
    return [(slot, zone) for slot, zone in slots if slot and runs.claim_slot(job.name, slot)]


def time_zones() -> list[str]:
    """In which there are organisations."""
    db.session.commit()
    with reading():
        found = list(
            db.session.scalars(select(Organisation.time_zone).distinct().order_by(Organisation.time_zone))
        )
        db.session.commit()
    return found


def run(job: Job, slot: str, zone: str) -> bool:
    """Run it, and record how it ended; always True."""
    problem = ""
    try:
        job.does(zone)
    except Exception as error:
        db.session.rollback()
        problem = type(error).__name__
        log.exception("job failed", job=job.name)
    runs.ended(job.name, slot, problem)
    return True
