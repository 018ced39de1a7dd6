"""Random requests over all routes, with nasty values and as everybody: never a crash, never another trust's things.

IMPROVE_FUZZ_SEED and IMPROVE_FUZZ_REQUESTS ask for others, or more.
"""

import os

import pytest
from sqlalchemy import select

from improve.core.db import Base, commit, db, start_writing
from tests.full_world import Full, fill
from tests.hostile.asking import Asker

SEED = int(os.environ.get("IMPROVE_FUZZ_SEED", "7"))
REQUESTS = int(os.environ.get("IMPROVE_FUZZ_REQUESTS", "500"))
# What signing in, trying and sending leave behind, whoever does it.
OWN = {"session", "throttle", "submission"}


@pytest.fixture
def full(trust) -> Full:
    return fill(trust)


@pytest.fixture
def someone(as_, trust, full):
    """`someone(random)`: a fresh browser of somebody, because a random request may sign them out."""

    def choose(random):
        people = (trust.ana, trust.ben, trust.dora, trust.eve, trust.gil, trust.amy, trust.cleo, None)
        client = as_(random.choice(people))
        if client.person is None and random.random() < 0.7:
            client.browser.set_cookie("tablet", full.tablet_secret)
        return client

    return choose


def ids_of(trust, full) -> dict[str, list[str]]:
    photo = "0123456789ABCDEF"
    return {
        "team_id": [trust.ward_12.id, trust.ward_14.id, trust.older.id],
        "idea_id": [idea.id for idea in full.ideas],
        "person_id": [trust.ben.id, trust.ana.id],
        "goal_id": [full.goal.id],
        "cycle_id": [full.cycle.id, full.closed_cycle.id],
        "escalation_id": [full.escalation.id],
        "proposal_id": [full.proposal.id],
        "offer_id": [full.offer.id],
        "tablet_id": [full.tablet.id],
        "photo_id": [photo],
        "stage": ["new", "done"],
        "noun": [
            "decline",
            "acceptance",
            "merge",
            "offer",
            "size",
            "owner",
            "question",
            "withholding",
            "answer",
        ],
    }


def test_no_request_is_a_crash(app, trust, full, someone):
    asker = Asker(app, SEED, ids_of(trust, full))
    crashed = []
    for _ in range(REQUESTS):
        asked, client = asker.next(), someone(asker.random)
        answer = asked.send(client)
        if answer.status_code >= 500 or not are_sendable(answer.headers):
            crashed.append(f"{answer.status_code} {asked} as {client.person and client.person.name}")
    assert not crashed, f"seed {SEED}: " + "\n".join(crashed[:20])


def are_sendable(headers) -> bool:
    """A server sends headers as Latin-1, and a line end in one would be another header."""
    try:
        lines = [f"{name}: {value}".encode("latin-1") for name, value in headers]
    except UnicodeEncodeError:
        return False
    return not any(b"\n" in line or b"\r" in line for line in lines)


def test_nobody_of_another_trust_sees_or_changes_anything(app, trust, full, as_):
    asker = Asker(app, SEED, ids_of(trust, full))
    before, ids = rows_of(trust.organisation.id), foreign_ids(trust.organisation.id)
    seen = []
    for _ in range(REQUESTS):
        asked = asker.next()  # signed in anew each time: a random request may sign her out
        sent, page = str(asked), asked.send(as_(trust.cleo)).text
        seen += [f"{each} in {asked}" for each in ids if each in page and each not in sent]
    commit()
    start_writing()
    assert not seen, f"seed {SEED}: " + "\n".join(seen[:20])
    assert rows_of(trust.organisation.id) == before


def foreign_ids(organisation_id: str) -> list[str]:
    """The ids of everything that belongs to an organisation."""
    tables = [
        table for table in Base.metadata.sorted_tables if {"id", "organisation_id"} <= set(table.c.keys())
    ]
    rows = (select(table.c.id).where(table.c.organisation_id == organisation_id) for table in tables)
    return [organisation_id, *(found for each in rows for found in db.session.scalars(each))]


def rows_of(organisation_id: str) -> dict[str, set[str]]:
    """All that is stored of an organisation."""
    tables = [
        table
        for table in Base.metadata.sorted_tables
        if "organisation_id" in table.c and table.name not in OWN
    ]
    return {
        table.name: {
            str(tuple(row))
            for row in db.session.execute(select(table).where(table.c.organisation_id == organisation_id))
        }
        for table in tables
    }
