"""The process: APScheduler wakes it up; who may run what is decided by the lease and the records of runs."""

import signal
from threading import Event
from types import FrameType

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from improve.jobs.lease import RENEW_EVERY, Leadership
from improve.jobs.running import look_at
from improve.jobs.table import JOBS

log = structlog.get_logger()
THREADS = 2
MISFIRE_GRACE_SECONDS = 3_600


def run_jobs(app: Flask) -> None:
    """Run jobs until told to stop."""
    is_over, leadership = Event(), Leadership()

    def stop(_number: int, _frame: FrameType | None) -> None:
        is_over.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    scheduler = scheduled(app, leadership)
    scheduler.start()
    is_over.wait()
    leadership.leave()
    scheduler.shutdown(wait=True)
    with app.app_context():
        leadership.give_up()


def scheduled(app: Flask, leadership: Leadership) -> BackgroundScheduler:
    """All jobs of the table, and the renewal of the lease, which waits for none of them."""
    pools = {"default": ThreadPoolExecutor(THREADS), "lease": ThreadPoolExecutor(1)}
    defaults = {"coalesce": True, "misfire_grace_time": MISFIRE_GRACE_SECONDS, "max_instances": 1}
    scheduler = BackgroundScheduler(executors=pools, job_defaults=defaults, timezone="UTC")
    renew(app, leadership)
    seconds = RENEW_EVERY.total_seconds()
    scheduler.add_job(renew, "interval", [app, leadership], seconds=seconds, executor="lease", id="lease")
    for job in JOBS:
        every, jitter = job.every.total_seconds(), job.jitter.total_seconds() or None
        scheduler.add_job(
            look_at, "interval", [app, leadership, job], seconds=every, jitter=jitter, id=job.name
        )
    return scheduler


def renew(app: Flask, leadership: Leadership) -> None:
    """Lead, or wait to lead."""
    led = leadership.is_mine
    with app.app_context():
        try:
            leads = leadership.renew()
        except Exception as error:
            log.error("lease not renewed", kind=type(error).__name__)
            return
    if leads != led:
        log.info("scheduler leads" if leads else "another scheduler leads")
