"""Submitting while requests are dropped and the workers are killed; and what must be true afterwards."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from threading import Lock
from typing import Any

from sqlalchemy import func, select, text

from improve.core.db import db
from improve.core.once import Submission
from improve.events.models import EventRow
from improve.ideas.models import Idea
from tests.reliability.site import Sender, Site, empty_site, serving

DROPPED = 0.2  # of the requests: half before the server acts, half after
MOST_TRIES = 200


class Chaos:
    """Sends ideas with many clients, and kills all workers each time so many more were acknowledged."""

    def __init__(self, site: Site, ideas: int, kills: int) -> None:
        self.site, self.ideas, self.kills = site, ideas, kills
        self.acknowledged: dict[int, str] = {}
        self.killed = 0
        self.lock = Lock()

    def run(self, clients: int) -> None:
        """Until every idea was acknowledged."""
        with ThreadPoolExecutor(clients) as pool:
            list(pool.map(self.send, range(self.ideas)))

    def send(self, number: int) -> None:
        """One idea, until it is acknowledged."""
        chance, sender = Random(number), Sender(self.site, headline(number))
        found = ""
        while not found and sender.tries < MOST_TRIES:
            lot = chance.random()
            found = sender.send(lot < DROPPED / 2, DROPPED / 2 <= lot < DROPPED)
        assert found, f"idea {number} was never acknowledged"
        self.note(number, found)

    def note(self, number: int, idea_id: str) -> None:
        """It is acknowledged; from time to time the workers die."""
        with self.lock:
            self.acknowledged[number] = idea_id
            if len(self.acknowledged) * (self.kills + 1) > self.ideas * (self.killed + 1):
                self.killed += 1
                self.site.kill_workers()


def chaos_submit(folder: Path, ideas: int, kills: int, clients: int, database_url: str = "") -> None:
    """Every acknowledged idea is there exactly once, and nothing else."""
    app, secret, ward_id = empty_site(folder, database_url)
    with serving(folder, secret, ward_id, IMPROVE_DATABASE_URL=database_url) as site:
        chaos = Chaos(site, ideas, kills)
        chaos.run(clients)
    assert chaos.killed >= kills
    with app.app_context():
        stored = {row.headline: row.id for row in db.session.execute(select(Idea.headline, Idea.id))}
        assert sorted(stored.values()) == sorted(chaos.acknowledged.values())
        assert {stored[headline(number)] for number in range(ideas)} == set(stored.values())
        assert count(Idea) == count(Submission) == count(EventRow) == ideas
        if not database_url:
            assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
        db.session.remove()


def headline(number: int) -> str:
    """The words of one idea."""
    return f"Chaos number {number} of the night"


def count(table: Any) -> int:
    """Rows of a table; of events those of submitted ideas."""
    rows = select(func.count()).select_from(table)
    return (
        db.session.scalar(rows.where(EventRow.name == "idea.submitted") if table is EventRow else rows) or 0
    )
