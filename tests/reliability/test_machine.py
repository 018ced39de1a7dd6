"""Whatever is done to ideas in whatever order: the database and a small model agree, on both engines."""

from contextlib import contextmanager

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import event

from improve.core.db import commit, db
from tests.reliability.machine import machine_for

CALM = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}


def test_two_thousand_random_steps(trust):
    play(trust, max_examples=20, stateful_step_count=100, derandomize=True)


def play(trust, **how):
    """Let the machine take its steps."""
    commit()
    with unsynced():
        run_state_machine_as_test(machine_for(trust), settings=settings(**how, **CALM))


@contextmanager
def unsynced():
    """What is asked here is whether two books agree, not whether they outlive a power cut: that has its own tests."""
    engine, is_sqlite = db.engine, db.engine.dialect.name == "sqlite"

    def hurry(connection, *_):
        if is_sqlite:
            connection.execute("PRAGMA synchronous=OFF")

    event.listen(engine, "checkout", hurry)
    try:
        yield
    finally:
        event.remove(engine, "checkout", hurry)
        db.session.remove()
        engine.dispose()
