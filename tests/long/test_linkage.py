"""The full form: forty days, 800 anonymous ideas, so that luck has little part in the share of right guesses."""

import pytest

from tests.boards.conftest import device
from tests.capture.ward_week import ATTACKS, MOST, lived, share_of_right_guesses

__all__ = ["device"]
pytestmark = pytest.mark.long


def test_the_best_of_five_attacks_is_no_better_than_chance_and_a_little(app, as_, trust, device, monkeypatch):
    week = lived(app, as_, trust, device, monkeypatch, days=40)
    found = {guess: share_of_right_guesses(week, guess) for guess in ATTACKS}
    assert max(found.values()) <= MOST, found
