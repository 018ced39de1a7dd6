"""How often may be tried. A try is counted before it is checked, in a transaction of its own: a storm of parallel
tries counts whole, and a failure stays counted though its request changes nothing else."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from flask import current_app
from sqlalchemy import select

from improve.auth.models import Throttle
from improve.core import clock
from improve.core import db as database
from improve.core.db import db, insert_or
from improve.core.languages import gettext, ngettext

log = structlog.get_logger()


@dataclass(frozen=True)
class Rule:
    """At most `most` tries a window; after `streak` failures in a row a wait that doubles (0: no such wait)."""

    what: str
    most: int
    window: timedelta
    streak: int = 0
    first_wait: timedelta = timedelta(seconds=30)
    doublings: int = 12


# A whole hospital can stand behind one address: its limit only stops machines.
ACCOUNT = Rule("account", most=20, window=timedelta(days=1), streak=10)
SECOND_STEP = Rule("second step", most=20, window=timedelta(days=1), streak=10)
ADDRESS = Rule("address", most=600, window=timedelta(minutes=10))
MAILS = Rule("mails", most=5, window=timedelta(hours=1))
FIRST_CODE = Rule("first code", most=20, window=timedelta(hours=1))


class Closed(Exception):
    """Too many tries; even the right answer is refused for `wait`."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait)
        self.wait = wait

    @property
    def seconds(self) -> int:
        """For Retry-After."""
        return max(1, round(self.wait.total_seconds()))

    @property
    def sentence(self) -> str:
        """What the person reads."""
        size = 1 if self.seconds < 120 else 60 if self.seconds < 7_200 else 3_600
        count = -(-self.seconds // size)
        wait = {
            1: ngettext("%(num)s second", "%(num)s seconds", count),
            60: ngettext("%(num)s minute", "%(num)s minutes", count),
            3_600: ngettext("%(num)s hour", "%(num)s hours", count),
        }[size]
        return gettext("There were too many tries. Wait %(time)s, then try again.", time=wait)


def key_of(rule: Rule, who: str) -> str:
    """Under which a count is kept; without the program's secret nobody can tell whom it counts."""
    secret = str(current_app.secret_key).encode()
    return hmac.digest(secret, f"{rule.what}\n{who}".encode(), "sha256").hex()


def admit(rule: Rule, who: str) -> None:
    """Count a try. Raises Closed when there were too many. Commits by itself."""
    database.start_writing()
    row, now = _row(key_of(rule, who)), clock.now()
    if row.closed_until is not None and now < row.closed_until:
        wait = row.closed_until - now
        database.give_up()
        log.warning("tries refused", of=rule.what)
        raise Closed(wait)
    count(row, rule, now)
    database.commit()


def count(row: Throttle, rule: Rule, now: datetime) -> None:
    """One try more, and from when to when the next one is refused."""
    if now - row.window_started_at >= rule.window:
        row.window_started_at, row.in_window = now, 0
    row.in_window, row.streak = row.in_window + 1, row.streak + 1
    row.closed_until = None
    if rule.streak and row.streak >= rule.streak:
        row.closed_until = now + rule.first_wait * 2 ** min(row.streak - rule.streak, rule.doublings)
    if row.in_window >= rule.most:
        end = row.window_started_at + rule.window
        row.closed_until = max(row.closed_until or end, end)


def succeeded(rule: Rule, who: str) -> None:
    """The try was right: it does not count, and the row of failures is over. Never commits."""
    row = db.session.get(Throttle, key_of(rule, who), with_for_update=True)
    if row is not None:
        row.streak, row.in_window, row.closed_until = 0, max(0, row.in_window - 1), None


def _row(key: str) -> Throttle:
    values = {"key": key, "streak": 0, "in_window": 0, "window_started_at": clock.now()}
    db.session.execute(insert_or(Throttle).values(**values).on_conflict_do_nothing())
    rows = select(Throttle).where(Throttle.key == key).with_for_update()
    return db.session.scalars(rows.execution_options(populate_existing=True)).one()
