"""Whatever happens between writing and sending (others give their PIN, sign in, sign out, the server starts anew, days
pass), an idea is filed to whoever wrote it, or to nobody, or marked "to be confirmed"; never to anybody else."""

import random
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from improve.auth import sessions
from improve.core import clock
from improve.core.db import commit, db, start_writing
from improve.ideas.models import Idea
from improve.people.models import Person
from tests.capture.outbox import add, push
from tests.capture.test_pin import cheap_hashing, give, with_pin  # noqa: F401  the fixtures

STEPS = 14


@dataclass
class Waiting:
    """An idea that waits on the tablet, and who wrote it (None: whoever did gave no name)."""

    key: str
    body: dict
    author: str | None = None
    is_proven: bool = False
    is_sent: bool = False
    rest: dict = field(default_factory=dict)


class Day:
    """One run of random steps on one tablet."""

    def __init__(self, tablet, people, seed):
        self.tablet, self.people, self.random = tablet, people, random.Random(seed)
        self.waiting, self.now = [], clock.now()
        self.texts = iter(f"Idea {seed}-{number}" for number in range(STEPS + 1))

    def run(self):
        """The steps, and everything sent at the end."""
        does = (self.write, self.write, self.write_with_pin, self.name_a_person, self.other_gives_pin, self.flush,
                self.flush, self.sign_in, self.sign_out, self.restart, self.pass_time,
                self.name_after_sending)  # fmt: skip
        for _ in range(STEPS):
            with clock.set_to(self.now):
                self.random.choice(does)()
        self.now += timedelta(hours=1)
        with clock.set_to(self.now):
            for entry in self.waiting:
                self.send(entry)

    def write(self, **more):
        body = {"text": next(self.texts), "written_at": self.now.isoformat(), **more}
        self.waiting.append(Waiting(str(uuid4()), body))
        return self.waiting[-1]

    def write_with_pin(self):
        entry, person = self.write(), self.random.choice(self.people)
        answer = give(self.tablet, person, key=entry.key)
        entry.body["named"] = {"ticket": answer.json["ticket"]}
        entry.author, entry.is_proven = person, True

    def name_a_person(self):
        person = self.random.choice(self.people)
        self.write(named={"person": person}).author = person

    def other_gives_pin(self):
        """A PIN for an idea that somebody else wrote: its ticket is for that key, and is in nobody's entry."""
        keys = [entry.key for entry in self.waiting] or [str(uuid4())]
        give(self.tablet, self.random.choice(self.people), key=self.random.choice(keys))

    def name_after_sending(self):
        sent = [entry for entry in self.waiting if entry.is_sent and entry.author is None and not entry.rest]
        if not sent:
            return
        entry, person = self.random.choice(sent), self.random.choice(self.people)
        entry.rest = {"named": {"ticket": give(self.tablet, person, key=entry.key).json["ticket"]}}
        if add(self.tablet, entry.key, entry.rest).status_code == 201:
            entry.author, entry.is_proven = person, True

    def flush(self):
        if self.waiting:
            self.send(self.random.choice(self.waiting))

    def send(self, entry):
        assert push(self.tablet, entry.body, entry.key).status_code == (200 if entry.is_sent else 201)
        entry.is_sent = True

    def sign_in(self):
        secret = sessions.begin(
            db.session.get(Person, self.random.choice(self.people)), "Test", second_factor=True
        )
        commit()
        start_writing()
        self.tablet.browser.set_cookie("session_id", secret)

    def sign_out(self):
        self.tablet.browser.delete_cookie("session_id")

    def restart(self):
        commit()
        db.session.remove()
        db.engine.dispose()
        start_writing()

    def pass_time(self):
        self.now += timedelta(minutes=self.random.choice((1, 14, 20, 600, 3000)))


def wrong(day):
    """The ideas of that day that are filed to somebody who neither wrote them nor was named."""
    keys = {entry.body["text"]: entry for entry in day.waiting}
    rows = db.session.execute(select(Idea.headline, Idea.author_id, Idea.named_id, Idea.authorship))
    for text, author, named, authorship in rows:
        if (entry := keys.pop(text, None)) is None:
            continue
        if author not in (None, entry.author if entry.is_proven else None) or named not in (
            None,
            entry.author,
        ):
            yield text, author, named
        if (author is None) == (authorship == "named"):
            yield text, authorship
    yield from keys  # what never arrived


def some_days(tablet, people, seeds, app, monkeypatch):
    """Run them; what went wrong."""
    more = replace(app.config["IMPROVE"], ideas_at_once=10**6, ideas_per_hour=10**6, ideas_per_day=10**6)
    monkeypatch.setitem(app.config, "IMPROVE", more)
    found = []
    for seed in seeds:
        day = Day(tablet, people, seed)
        day.run()
        found += wrong(day)
    return found


def test_of_50_random_days_no_idea_is_filed_to_the_wrong_person(tablet, with_pin, app, monkeypatch):  # noqa: F811
    people = [person.id for person in (with_pin.ben, with_pin.ana, with_pin.fay)]
    assert some_days(tablet, people, range(50), app, monkeypatch) == []


@pytest.mark.long
def test_of_500_random_days_no_idea_is_filed_to_the_wrong_person(tablet, with_pin, app, monkeypatch):  # noqa: F811
    people = [person.id for person in (with_pin.ben, with_pin.ana, with_pin.fay)]
    assert some_days(tablet, people, range(1000, 1500), app, monkeypatch) == []
