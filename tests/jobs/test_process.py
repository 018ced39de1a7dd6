"""Two schedulers started by mistake: one leads; when it is killed, the other goes on."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask_migrate import stamp
from sqlalchemy import update

from improve.core import clock
from improve.core.db import commit, db, start_writing
from improve.jobs.models import Lease

PATIENCE_SECONDS = 60


@pytest.fixture(autouse=True)
def of_this_version(app):
    """The program refuses a database that does not say of which version it is, and the test bench makes such ones."""
    commit()
    stamp()
    start_writing()


@contextmanager
def schedulers(app, number):
    config = app.config["IMPROVE"]
    settings = {
        "DATA_DIR": str(config.data_dir),
        "IMPROVE_DATABASE_URL": config.database_url,
        "IMPROVE_SECRET_KEY": "test",
        "PYTHONFAULTHANDLER": "1",  # one that hangs says where, see wait_for
    }
    command = [sys.executable, "-m", "improve", "jobs"]
    started = [subprocess.Popen(command, env={**os.environ, **settings}) for _ in range(number)]
    try:
        yield started
    finally:
        for process in started:
            process.kill()
            process.wait()


def holder():
    db.session.rollback()
    row = db.session.get(Lease, "scheduler", populate_existing=True)
    return (row.holder, row.renewed_at) if row else ("", None)


def wait_for(condition, *living):
    """Until it is so; the processes that bring it about must live on."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert [process.poll() for process in living] == [None] * len(living), "a scheduler ended by itself"
        if time.monotonic() > until:
            for process in living:
                process.send_signal(signal.SIGABRT)
                process.wait()
            raise AssertionError("it took too long")
        time.sleep(0.2)


def ends(process):
    """Told to stop, it ends by itself and well."""
    process.send_signal(signal.SIGTERM)
    try:
        return process.wait(PATIENCE_SECONDS) == 0
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)
        process.wait()
        raise


def test_the_second_takes_over_from_a_killed_leader(app):
    commit()
    with schedulers(app, 2) as (one, two):
        wait_for(lambda: holder()[0], one, two)
        first = holder()[0]
        one.kill()
        one.wait()
        # Thirty seconds in one step: the lease of the killed one is over. The living one renews its own.
        start_writing()
        db.session.execute(update(Lease).values(ends_at=clock.now() - timedelta(seconds=1)))
        commit()
        seen = holder()[1]
        wait_for(lambda: holder()[1] > seen, two)
        second = holder()[0]
        assert two.poll() is None and second
        assert ends(two)
    assert first
    start_writing()


def test_one_that_is_told_to_stop_stops_and_lets_go(app):
    commit()
    with schedulers(app, 1) as (one,):
        wait_for(lambda: holder()[0], one)
        assert ends(one)
        db.session.rollback()
        row = db.session.get(Lease, "scheduler", populate_existing=True)
        assert row.ends_at <= clock.now()
    start_writing()
