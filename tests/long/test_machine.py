"""The full form: 20,000 random steps on each engine."""

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from improve.core.db import commit
from tests.reliability.machine import machine_for
from tests.reliability.test_machine import CALM

pytestmark = pytest.mark.long


def test_twenty_thousand_random_steps(trust):
    commit()
    run_state_machine_as_test(
        machine_for(trust), settings=settings(max_examples=400, stateful_step_count=50, **CALM)
    )
