"""How the hostile tests ask: nasty values, addresses of real things, and many requests at the same moment."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from threading import Barrier, Thread
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from improve.core.db import commit, db, start_writing
from tests.client import Answer, Client, keyed

NASTY = (
    "", " ", "\0", "a\0b", "0", "-1", "9" * 400, "９９", "1e999", "NaN", "Infinity", "true", "null", "[]", "{}",
    "x" * 2_001, "x" * 70_000, "<script>alert(1)</script>", "{{7*7}}", "' OR 1=1 --", '"', "%", "_____ ______", "\\",
    "../../etc/passwd", "a\r\nSet-Cookie: x=y", "\u202eabc", "👩‍⚕️" * 20, "é" * 40, "\ufffd", "\ufeff", "\x1b[31m",
    "2026-02-30", "0001-01-01", "9999-12-31", "2026-13-45.x", "2026-03-03.\0", "//evil.example", "/\u2028é", "/ok",
    "team", "none", "new", "to-us", "testing.\0", "mine", "withheld", "yes", "1", "3", "adopt", "costly",
)  # fmt: skip
FIELDS = (
    "key", "text", "suggestion", "team", "benefits", "waste", "goals", "goal", "photo", "version", "title", "owner",
    "seen",
    "words", "reason", "next_step", "into", "effort", "impact", "person", "code", "name", "password", "next",
    "present", "email", "organisation", "short_name", "parent_id", "tier", "headcount", "weekdays", "answer_days",
    "rise_days", "answer_hours", "testing_limit", "owner_limit", "stale_days", "who", "team_id", "is_lead",
    "tier_1", "holidays", "ask", "question", "change", "scale", "where_when", "starts_on", "ends_on", "measure",
    "prediction_direction", "prediction_amount", "prediction_unit", "prediction_by", "affects_patient", "approver",
    "approver_name", "changes", "happened", "result", "learned", "choose", "still_in_use", "aim", "why", "owner_id",
    "parent", "says_name", "staff_group", "staff_number", "job", "is_administrator", "is_guardian", "file", "kind",
    "map", "sure", "is_deviation",
)  # fmt: skip
ARGUMENTS = (
    "after",
    "show",
    "goal",
    "owner",
    "q",
    "next",
    "team",
    "stage",
    "who",
    "name",
    "idea",
    "code",
    "choose",
    "all",
    "kind",
)


@dataclass
class Asked:
    """One request, as it can be repeated."""

    method: str
    path: str
    query: dict[str, str]
    form: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, client: Client) -> Answer:
        return client._open(
            self.method, self.path, query_string=self.query, data=self.form, headers=self.headers
        )

    def __str__(self) -> str:
        form = {name: typed[:60] for name, typed in (self.form or {}).items()}
        return f"{self.method} {self.path} {self.query} {form} {self.headers}"


class Asker:
    """Random requests over the routes of the application, with nasty values and with ids of real things."""

    def __init__(self, app: Flask, seed: int, ids: dict[str, list[str]]) -> None:
        self.random, self.ids = Random(seed), ids
        self.rules = sorted(
            (rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"),
            key=lambda rule: (rule.rule, rule.endpoint),
        )
        self.all_ids = sorted({each for some in ids.values() for each in some})

    def next(self) -> Asked:
        rule = self.random.choice(self.rules)
        method = self.random.choice(sorted(rule.methods - {"HEAD", "OPTIONS"}))
        headers = {"HX-Request": "true"} if self.random.random() < 0.3 else {}
        query = self.some(ARGUMENTS) if self.random.random() < 0.7 else {}
        return Asked(
            method, self.path(rule), query, self.some(FIELDS, 25) if method == "POST" else None, headers
        )

    def some(self, names: tuple[str, ...], most: int = 3) -> dict[str, str]:
        return {name: self.value() for name in self.random.sample(names, self.random.randint(0, most))}

    def value(self) -> str:
        return self.random.choice(self.all_ids if self.random.random() < 0.3 else NASTY)

    def path(self, rule: Rule) -> str:
        return re.sub(r"<(?:[^:>]+:)?([^>]+)>", lambda part: self.part(part[1]), rule.rule)

    def part(self, name: str) -> str:
        if name in self.ids and self.random.random() < 0.8:
            return self.random.choice(self.ids[name])
        return quoted(self.value().replace("/", "")) or "x"


def quoted(value: str) -> str:
    """For a path: every byte that could be mistaken is escaped."""
    return (
        value
        if value.isalnum() and value.isascii()
        else "".join(f"%{byte:02X}" for byte in value[:300].encode())
    )


def together(app: Flask, *calls: Callable[[], Answer]) -> list[Answer]:
    """What each gets when all are sent at the same moment."""
    commit()
    answers: list[Answer | None] = [None] * len(calls)
    start = Barrier(len(calls))

    def send(place: int) -> None:
        start.wait()
        answers[place] = calls[place]()

    threads = [Thread(target=send, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    start_writing()
    db.session.expire_all()
    return [answer for answer in answers if answer is not None]


def posting(client: Client, path: str, data: Any = None, **kwargs: Any) -> Callable[[], Answer]:
    """A request for `together`: it looks after no transaction but its own."""

    def send() -> Answer:
        with client.app.app_context():
            return Answer(client.browser.post(path, data=data if "json" in kwargs else keyed(data), **kwargs))

    return send
