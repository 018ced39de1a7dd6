"""How many ideas one tablet may send: so many in an hour, so many in a day. One indexed read for each.

What is counted are the ideas themselves: a sending that fails counts for nothing, and no second count can go wrong.
"""

import math
from datetime import datetime, timedelta

from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.ideas.models import Idea
from improve.tablets.models import Tablet

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class TooManyIdeas(RuleBroken):
    """This tablet has sent as many as it may; after so many seconds it may again."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(
            "Many ideas came from this tablet in a short time. Your words are still here: send them later."
        )
        self.seconds = math.ceil(wait.total_seconds())


def refuse_too_many(tablet: Tablet, an_hour: int, a_day: int) -> None:
    """Raises TooManyIdeas when the tablet has sent `an_hour` ideas in the last hour, or `a_day` in the last day."""
    _take_turns(tablet)
    for most, window in ((an_hour, HOUR), (a_day, DAY)):
        sent = _sent(tablet, most)
        if sent is not None and (wait := sent + window - clock.now()) > timedelta(0):
            raise TooManyIdeas(wait)


def _take_turns(tablet: Tablet) -> None:
    """Two sendings of one tablet must not both count before either is stored. (SQLite writes one at a time anyhow.)"""
    row = select(Tablet.id).where(Tablet.id == tablet.id)
    db.session.execute(row.with_for_update(key_share=True))  # not in the way of rows that refer to the tablet


def _sent(tablet: Tablet, number: int) -> datetime | None:
    """When the tablet sent the last idea but `number` - 1."""
    rows = select(Idea.received_at).where(Idea.tablet_id == tablet.id).order_by(Idea.received_at.desc())
    return db.session.scalar(rows.offset(number - 1).limit(1))
