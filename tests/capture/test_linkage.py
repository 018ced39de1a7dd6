"""Who has every table does not learn from it who wrote an anonymous idea; a season: tests/long/test_linkage.py."""

from datetime import timedelta

import pytest

from tests.capture.ward_week import ATTACKS, LUCK, MOST, Attacker, lived, share_of_right_guesses


@pytest.fixture
def week(app, as_, trust, device, monkeypatch):
    return lived(app, as_, trust, device, monkeypatch)


def test_the_best_of_five_attacks_is_no_better_than_chance_and_a_little(week):
    found = {guess: share_of_right_guesses(week, guess) for guess in ATTACKS}
    assert max(found.values()) <= MOST + LUCK, found


def test_the_attack_by_time_would_find_them_if_a_moment_were_kept(week):
    """The attacker is no fool: with the moment of sending beside the words nearly everybody is found."""
    attacker = Attacker()
    moments = {one["author_id"]: one for one in attacker.named}
    assert moments
    by_text = {text.split(":")[0].replace("Named", "Unnamed"): row for row in attacker.named
               for text in [attacker.texts[row["id"]]]}  # fmt: skip
    right = 0
    for row in attacker.hidden:
        sent_at = by_text[attacker.texts[row["id"]].split(":")[0]]["received_at"]
        guess = attacker.by_time({**row, "leaked": sent_at + timedelta(seconds=1)})
        right += guess == week.wrote[attacker.texts[row["id"]]]
    assert right >= 0.9 * len(week.wrote)
