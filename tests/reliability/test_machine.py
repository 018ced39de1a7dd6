"""Whatever is done to ideas in whatever order: the database and a small model agree, on both engines."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from improve.core.db import commit
from tests.reliability.machine import machine_for

CALM = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}


def test_a_thousand_random_steps(trust):
    play(trust, max_examples=10, stateful_step_count=100, derandomize=True)


def play(trust, **how):
    """Let the machine take its steps."""
    commit()
    run_state_machine_as_test(machine_for(trust), settings=settings(**how, **CALM))
