"""Whatever is done to ideas in whatever order: the database and a small model agree, on both engines."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from improve.core.db import commit
from tests.reliability.machine import machine_for

CALM = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}


def test_two_hundred_random_steps(trust):
    commit()
    run_state_machine_as_test(
        machine_for(trust),
        settings=settings(max_examples=5, stateful_step_count=40, derandomize=True, **CALM),
    )
