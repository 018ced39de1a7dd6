"""What every test of cycles starts from: an idea of Ward 12 that Ben owns, ready or in testing."""

from datetime import datetime

import pytest

from improve.core import clock
from improve.pdsa.models import plan
from tests.pdsa.plans import PLAN, TODAY


@pytest.fixture(autouse=True)
def stays_on_the_day_of_the_plans(monkeypatch):
    """The plans name the day on which the tests were loaded; midnight may come before a test has its turn."""
    passed = clock.today() - TODAY

    class Earlier(datetime):
        @classmethod
        def now(cls, zone=None):
            return datetime.now(zone) - passed

    monkeypatch.setattr(clock, "datetime", Earlier)


@pytest.fixture
def ready(trust, idea):
    idea.accept(trust.ana, trust.ben, "Thank you. We will try it.")
    return idea


@pytest.fixture
def cycle(trust, ready):
    return plan(ready, trust.ben, PLAN)


@pytest.fixture
def studied(trust, cycle):
    cycle.start_doing(trust.ben)
    cycle.study(trust.ben, "Borrowed once in seven nights.", None, "The trolley must be filled by six.")
    return cycle


@pytest.fixture
def adopted(trust, studied):
    studied.adopt(trust.ana, "It is on the handover sheet.")
    return studied
