"""The full form: 20,000 random steps on each engine, others each time."""

import pytest

from tests.reliability.test_machine import play

pytestmark = pytest.mark.long


def test_twenty_thousand_random_steps(trust):
    play(trust, max_examples=200, stateful_step_count=100)
