"""Whatever JSON comes, the outbox takes it or refuses it with a sentence; it never breaks, and stores no part of it."""

import random
import string
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from improve.core.db import db
from improve.ideas.models import Idea
from tests.capture.outbox import entry, push
from tests.capture.test_outbox import KEY
from tests.hostile.asking import NASTY

TIMES = 300
FIELDS = ("text", "suggestion", "goals", "beneficiaries", "named", "written_at", "written_on", "token", "claim", "team",
          "says_name", "staff_group", "photo", "person", "pin", "key", "__proto__", "\x00")  # fmt: skip
TAKEN, REFUSED = {200, 201}, {400, 403, 404, 409, 413, 422, 429}


def anything(chance, depth=3):
    """A value as nobody would send it."""
    kinds = [
        lambda: chance.choice(NASTY),
        lambda: chance.choice((None, True, False, 0, -1, 10**40, 1.5, -0.0)),
        lambda: "".join(chance.choices(string.printable + "é\u202e\u0000🩺\ud800", k=chance.randint(0, 60))),
    ]
    if depth:
        kinds += [
            lambda: [anything(chance, depth - 1) for _ in range(chance.randint(0, 4))],
            lambda: {chance.choice(FIELDS): anything(chance, depth - 1) for _ in range(chance.randint(0, 4))},
        ]
    return chance.choice(kinds)()


def body(chance):
    """A good entry with some fields spoilt, or something else altogether."""
    if chance.random() < 0.1:
        return anything(chance)
    spoilt = {name: anything(chance) for name in chance.sample(FIELDS, chance.randint(1, 4))}
    return {**entry(), **spoilt}


@pytest.mark.parametrize(
    "path", ["/outbox", f"/outbox/{KEY}/additions", "/anonymous/outbox", "/tablet/pin", "/tablet/release"]
)
def test_no_json_breaks_it(tablet, as_, path):
    chance = random.Random(path)
    if "additions" in path:
        push(tablet, key=KEY)
    browser = as_(None) if path.startswith("/anonymous") else tablet
    for _ in range(TIMES // 5):
        sent = body(chance)
        headers = {"Idempotency-Key": str(uuid4()), "Sec-Fetch-Site": "same-origin"}
        answer = browser.post(path, json=sent, headers=headers)
        assert answer.status_code in TAKEN | REFUSED, (path, sent, answer.status_code)
        assert "error" in answer.json or answer.status_code in TAKEN, (path, sent)


def test_what_is_refused_stores_nothing(tablet):
    chance, taken = random.Random(3), 0
    for _ in range(60):
        taken += push(tablet, body(chance)).status_code == 201
    assert db.session.scalar(select(func.count()).select_from(Idea)) == taken
