"""The day an idea is dated with, when it was written before it came: what a tablet's own clock says is believed so far
as the tablet was really away."""

from datetime import date, datetime, timedelta

from improve.core import clock, when
from improve.tablets.models import Tablet

TRUSTED = timedelta(days=1)  # a clock may be wrong, and a tablet slow
LATE = timedelta(hours=1)


def moment_written(tablet: Tablet, written_at: datetime | None) -> datetime:
    """Never later than now, nor earlier than yesterday unless the tablet had no contact since."""
    now = clock.now()
    if written_at is None:
        return now
    earliest = now - TRUSTED
    if (away_since := tablet.away_since) is not None:
        earliest = min(earliest, away_since)
    return max(earliest, min(written_at, now))


def is_late(moment: datetime) -> bool:
    """So long before it came that its timeline says so."""
    return clock.now() - moment > LATE


def day_of(tablet: Tablet, moment: datetime) -> date:
    """The day it was there."""
    return when.local(moment, tablet.team.organisation.time_zone).date()
