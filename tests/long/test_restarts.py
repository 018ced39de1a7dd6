"""The full form: PostgreSQL is ended five times, without a checkpoint, while 3,000 ideas are sent."""

import pytest

from tests.real.postgres import SETTINGS
from tests.reliability.restarts import restart_under_load

pytestmark = pytest.mark.long


def test_three_thousand_ideas_survive_five_restarts_of_the_database(tmp_path, monkeypatch):
    restart_under_load(tmp_path, monkeypatch.setitem, SETTINGS, ideas=3_000, restarts=5)
