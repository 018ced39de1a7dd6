"""Linkage: twenty staff live some days; an attacker who has everything on disk guesses who wrote what is anonymous.

Each anonymous idea is sent a moment after its author did something by name, at the same tablet: wherever a moment, an
order, a counter, an id or a size leaked, that colleague would be guessed. By chance one guess in twenty is right.
"""

import random
import secrets
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from improve.core import clock
from improve.core.db import Base, commit, db, start_writing
from improve.core.ids import digest
from improve.core.once import once
from improve.ideas.anonymous import day_token
from improve.ideas.submitting import submit
from improve.jobs import work
from improve.tablets import tickets
from improve.tablets.models import Tablet
from tests.cast import make_person

STAFF, NAMED_EACH_A_DAY, ANONYMOUS_A_DAY = 20, 4, 20
MOST = 1 / STAFF + 0.05
LUCK = 0.05  # two standard deviations of a share of 0.1 among the hundred of five days
MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
WORDS = (
    "blankets",
    "keys",
    "rota",
    "bleep",
    "trolley",
    "linen",
    "tea",
    "porter",
    "scanner",
    "ramp",
    "hoist",
    "light",
)


class Week:
    """Some days of a ward, and who wrote what."""

    def __init__(self, app, as_, trust, device, chance, days):
        self.app, self.trust, self.device, self.chance, self.days = app, trust, device, chance, days
        self.browser = as_(None)
        self.staff = [make_person(trust.organisation, f"N{number} Nurse", "Nurse") for number in range(STAFF)]
        self.wrote = {}  # by the words of an anonymous idea

    def live(self):
        """The scheduler releases now and then, and all that waits in the morning."""
        for day in range(self.days):
            self.live_through(MONDAY + timedelta(days=day))
        with clock.set_to(MONDAY + timedelta(days=self.days)):
            work.release_all("Europe/London")
        start_writing()

    def live_through(self, morning):
        """Everybody does as much by name as everybody else: only a leak could tell one from another."""
        with clock.set_to(morning):
            work.release_all("Europe/London")
        acting = self.staff * NAMED_EACH_A_DAY
        self.chance.shuffle(acting)
        moments = sorted(self.chance.uniform(0, 12) for _ in acting)
        followed = set(self.chance.sample(range(len(acting)), ANONYMOUS_A_DAY))
        for number, (person, hours) in enumerate(zip(acting, moments, strict=True)):
            with clock.set_to(morning + timedelta(hours=hours)):
                self.act(f"{morning:%d %b} {number}", person, number in followed)
                if number % 8 == 0:
                    work.release_batches("")

    def act(self, number, person, is_followed):
        text = f"Named {number}: {self.some_words()}"
        start_writing()
        tablet = db.session.get(Tablet, self.device[0].id)
        tickets.redeem(tickets.issue(person, tablet, number), tablet, number)
        make = lambda: submit(self.trust.ward_12, text=text, author=person, tablet=tablet).id  # noqa: E731
        once(tablet.id, number, text, make)
        commit()
        if is_followed:
            self.send_anonymously(number, person.id)

    def send_anonymously(self, number, person_id):
        """The outbox's rest of up to ten minutes, at its shortest."""
        text = f"Unnamed {number}: {self.some_words()}"
        token = day_token(self.app.config["SECRET_KEY"], self.trust.ward_12, clock.today())
        body = {"token": token, "text": text, "claim": digest(text), "written_on": clock.today().isoformat()}
        key = {"Idempotency-Key": str(UUID(int=self.chance.getrandbits(128), version=4))}
        assert self.browser.post("/anonymous/outbox", json=body, headers=key).status_code == 201
        self.wrote[text] = person_id

    def some_words(self):
        return " ".join(self.chance.choices(WORDS, k=self.chance.randint(3, 40)))


class Attacker:
    """Has every table, in the order in which it stands."""

    def __init__(self):
        self.tables = {
            table.name: db.session.execute(select(table)).mappings().all()
            for table in Base.metadata.sorted_tables
        }
        self.ideas = {row["id"]: row for row in self.tables["idea"]}
        self.texts = {row["idea_id"]: row["text"] for row in self.tables["idea_text"]}
        self.named = [row for row in self.tables["idea"] if row["author_id"]]
        self.hidden = [row for row in self.tables["idea"] if row["authorship"] == "anonymous"]

    def by_order(self, row):
        """Who wrote by name what stands next to it, in any table that has both."""
        votes = Counter()
        for name, column in (("idea", "id"), ("idea_text", "idea_id"), ("event", "subject_id")):
            places = [found[column] for found in self.tables[name] if found[column] in self.ideas]
            at = places.index(row["id"])
            for near in (*places[max(0, at - 2) : at], *places[at + 1 : at + 3]):
                votes[self.ideas[near]["author_id"]] += self.ideas[near]["author_id"] is not None
        return votes.most_common(1)[0][0]

    def by_time(self, row):
        """Who did something by name nearest to any moment that is kept with it."""
        kept = [value for value in row.values() if isinstance(value, datetime)]
        kept += [event["happened_at"] for event in self.tables["event"]
                 if event["subject_id"] == row["id"] and event["happened_at"]]  # fmt: skip
        return min(self.named, key=lambda one: min(abs(one["received_at"] - moment) for moment in kept))[
            "author_id"
        ]

    def by_counters(self, row):
        """Who did most on that day, by the rows that count tries, tickets and submissions."""
        done = Counter(one["author_id"] for one in self.named if one["received_on"] == row["received_on"])
        done += Counter(ticket["person_id"] for ticket in self.tables["pin_ticket"])
        return done.most_common(1)[0][0]

    def by_id(self, row):
        """Who has the nearest random id."""
        return min(self.named, key=lambda one: abs(int(one["id"], 36) - int(row["id"], 36)))["author_id"]

    def by_size(self, row):
        """Whose words are as long, on the same day if possible."""
        length = len(self.texts[row["id"]])
        return min(self.named, key=lambda one: (abs(len(self.texts[one["id"]]) - length), one["id"]))[
            "author_id"
        ]


ATTACKS = ("by_order", "by_time", "by_counters", "by_id", "by_size")


def lived(app, as_, trust, device, monkeypatch, days=5):
    """Days of chance that always begins at the same place, so that the guesses are the same each time."""
    chance = random.Random(7)
    monkeypatch.setattr(secrets, "randbits", chance.getrandbits)
    monkeypatch.setattr(secrets, "token_urlsafe", lambda size=32: chance.randbytes(size).hex())
    monkeypatch.setattr(secrets, "SystemRandom", lambda: chance)
    more = replace(app.config["IMPROVE"], ideas_at_once=10**6, ideas_per_hour=10**6, ideas_per_day=10**6)
    monkeypatch.setitem(app.config, "IMPROVE", more)
    week = Week(app, as_, trust, device, chance, days)
    week.live()
    return week


def share_of_right_guesses(week, guess):
    """Of the anonymous ideas."""
    attacker = Attacker()
    assert len(attacker.hidden) == len(week.wrote) == week.days * ANONYMOUS_A_DAY
    right = sum(
        getattr(attacker, guess)(row) == week.wrote[attacker.texts[row["id"]]] for row in attacker.hidden
    )
    return right / len(week.wrote)
