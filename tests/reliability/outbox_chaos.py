"""Tablets that empty their outboxes while requests are dropped and the whole server is killed; and what must be true.

As a tablet does: an entry is sent again under its key until the server's own acknowledgement comes. One entry in
five is anonymous: it travels without the tablet's cookie, with the token of the team.
"""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from random import Random
from threading import Lock
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select, text

from improve.core import clock
from improve.core.db import commit, db, start_writing
from improve.core.once import AnonymousSubmission, Submission
from improve.events.models import EventRow
from improve.ideas.anonymous import day_token
from improve.ideas.facts import WaitingIdea
from improve.ideas.models import Idea
from improve.tablets.models import Tablet
from improve.teams.models import Team
from tests.reliability.chaos import DROPPED
from tests.reliability.site import LOST, Site, empty_site, serving

UNLIMITED = {f"IMPROVE_IDEAS_{name}": "1000000" for name in ("AT_ONCE", "PER_HOUR", "PER_DAY")}
ANONYMOUS_EACH = 5
MOST_TRIES = 1_000


@dataclass
class Entry:
    """One idea in an outbox."""

    number: int

    @property
    def words(self) -> str:
        """What it says."""
        return f"Outbox number {self.number} of the night"

    @property
    def is_anonymous(self) -> bool:
        """Whether it travels without a cookie."""
        return self.number % ANONYMOUS_EACH == 0

    @property
    def key(self) -> str:
        """The same at each try."""
        return str(UUID(int=Random(self.number).getrandbits(128), version=4))


class Tablets:
    """Fifty of them, say, with an entry each at a time."""

    def __init__(self, site: Site, secrets: list[str], token: str, kills: int, today: date) -> None:
        self.site, self.secrets, self.token, self.kills = site, secrets, token, kills
        self.today = today.isoformat()
        self.acknowledged: dict[int, str] = {}
        self.killed = 0
        self.lock = Lock()

    def run(self, ideas: int) -> None:
        """Until every entry was acknowledged."""
        with ThreadPoolExecutor(len(self.secrets)) as pool:
            list(pool.map(lambda number: self.flush(Entry(number), ideas), range(ideas)))

    def flush(self, entry: Entry, of: int) -> None:
        """One entry, until it is acknowledged."""
        chance = Random(entry.number)
        for _try in range(MOST_TRIES):
            lot = chance.random()
            if found := self.send(entry, lot < DROPPED / 2, DROPPED / 2 <= lot < DROPPED):
                return self.note(entry.number, found, of)
        raise AssertionError(f"entry {entry.number} was never acknowledged")

    def note(self, number: int, idea_id: str, of: int) -> None:
        """It is acknowledged; from time to time the server dies."""
        with self.lock:
            self.acknowledged[number] = idea_id
            if len(self.acknowledged) * (self.kills + 1) > of * (self.killed + 1):
                self.killed += 1
                self.site.kill_all()

    def send(self, entry: Entry, drop_before: bool, drop_after: bool) -> str:
        """The id of the idea, as acknowledged with its key; "" when the request or its answer was lost."""
        connection = self.site.connect()
        try:
            if drop_before:
                connection.connect()
                return ""
            connection.request("POST", *self.request(entry))
            if drop_after:
                time.sleep(0.02)  # the server acts; nobody hears of it
                return ""
            response = connection.getresponse()
            said = response.read()
            assert response.status in (200, 201, 503), (response.status, said)
            return acknowledged(said, entry.key) if response.status < 300 else ""
        except LOST:
            time.sleep(0.1)
            return ""
        finally:
            connection.close()

    def request(self, entry: Entry) -> tuple[str, str, dict[str, str]]:
        """Where to, what, and the headers."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": entry.key}
        if entry.is_anonymous:
            claim = sha256(entry.key.encode()).hexdigest()
            sent = {"token": self.token, "text": entry.words, "claim": claim, "written_on": self.today}
            return "/anonymous/outbox", json.dumps(sent), headers
        own = {
            "Cookie": f"tablet={self.secrets[entry.number % len(self.secrets)]}",
            "Sec-Fetch-Site": "same-origin",
        }
        sent = {"text": entry.words, "written_at": f"{self.today}T00:00:00Z"}
        return "/outbox", json.dumps(sent), {**headers, **own}


def acknowledged(said: bytes, key: str) -> str:
    """The id, if this is our own acknowledgement of that very entry."""
    answer = json.loads(said)
    assert answer["key"] == key
    return answer["id"]


def chaos_of_tablets(folder: Path, ideas: int, kills: int, tablets: int, database_url: str = "") -> None:
    """Every acknowledged idea is there exactly once, and nothing else."""
    app, secret, ward_id = empty_site(folder, database_url)
    secrets, token, today = enrol(app, ward_id, tablets)
    with serving(folder, secret, ward_id, IMPROVE_DATABASE_URL=database_url, **UNLIMITED) as site:
        chaos = Tablets(site, secrets, token, kills, today)
        chaos.run(ideas)
    assert chaos.killed >= kills
    with app.app_context():
        assert stored() == {Entry(number).words: id_ for number, id_ in chaos.acknowledged.items()}
        anonymous = -(-ideas // ANONYMOUS_EACH)
        assert count(Idea) == count(Submission) == count(EventRow) == ideas - anonymous
        assert count(WaitingIdea) == count(AnonymousSubmission) == anonymous
        if not database_url:
            assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
        db.session.remove()


def enrol(app: Flask, ward_id: str, number: int) -> tuple[list[str], str, date]:
    """So many tablets of the ward: their secrets; the token of the day, and the day."""
    with app.app_context():
        start_writing()
        ward, secrets = db.session.get_one(Team, ward_id), []
        for place in range(number):
            tablet = Tablet(organisation_id=ward.organisation_id, team=ward, name=f"Tablet {place}")
            tablet.new_code()
            db.session.add(tablet)
            secrets.append(tablet.enrol())
        token = day_token(app.config["SECRET_KEY"], ward, ward.organisation.today)
        today = clock.today(ward.organisation.time_zone)
        commit()
        db.session.remove()
    return secrets, token, today


def stored() -> dict[str, str]:
    """What is in the database: words and id, of ideas filed and of those that wait."""
    filed = db.session.execute(select(Idea.headline, Idea.id))
    waiting = db.session.execute(select(WaitingIdea.text, WaitingIdea.id))
    rows = [*map(tuple, filed), *map(tuple, waiting)]
    assert len({words for words, _id in rows}) == len(rows)
    return dict(rows)


def count(table: type) -> int:
    """Rows of a table; of events those of submitted ideas."""
    rows = select(func.count()).select_from(table)
    return (
        db.session.scalar(rows.where(EventRow.name == "idea.submitted") if table is EventRow else rows) or 0
    )
