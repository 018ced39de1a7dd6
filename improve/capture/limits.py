"""How many ideas one tablet or poster may send: so many in a minute, in an hour, in a day. One indexed read for each.

What is counted are the ideas themselves: a sending that fails counts for nothing, and no second count can go wrong.
"""

import math
from datetime import datetime, timedelta

from sqlalchemy import select

from improve.config import Config
from improve.core import clock
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.languages import gettext as _
from improve.core.pace import Windows
from improve.ideas.models import Idea
from improve.tablets.links import Link, Poster
from improve.tablets.models import Tablet

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class TooManyIdeas(RuleBroken):
    """This tablet or poster has sent as many as it may; after so many seconds it may again."""

    status = 429

    def __init__(self, wait: timedelta) -> None:
        super().__init__(
            _("Many ideas came from here in a short time. Your words are still here: send them later.")
        )
        self.seconds = math.ceil(wait.total_seconds())


def windows(config: Config) -> Windows:
    """How many in how long, as this deployment has set it."""
    return (config.ideas_at_once, MINUTE), (config.ideas_per_hour, HOUR), (config.ideas_per_day, DAY)


def refuse_too_many(sender: Tablet | Poster, config: Config) -> None:
    """Raises TooManyIdeas when a tablet or poster has sent as many as it may in the last minute, hour or day."""
    _take_turns(sender)
    for most, window in windows(config):
        sent = _sent(sender, most)
        if sent is not None and (wait := sent + window - clock.now()) > timedelta(0):
            raise TooManyIdeas(wait)


def _take_turns(sender: Tablet | Poster) -> None:
    """Two sendings at one moment must not both count before either is stored. (SQLite writes one at a time anyhow.)"""
    kind = Tablet if sender.is_tablet else Link
    row = select(kind.id).where(kind.id == sender.id)
    db.session.execute(row.with_for_update(key_share=True))  # not in the way of rows that refer to it


def _sent(sender: Tablet | Poster, number: int) -> datetime | None:
    """When it sent the last idea but `number` - 1."""
    by = Idea.tablet_id if sender.is_tablet else Idea.poster_id
    rows = select(Idea.received_at).where(by == sender.id).order_by(Idea.received_at.desc())
    return db.session.scalar(rows.offset(number - 1).limit(1))
