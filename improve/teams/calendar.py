"""Working time, pure: hours run round the clock on working days. Friday 15:00 + 24 h is Monday 15:00."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = "12345"  # ISO weekdays: Monday is 1
EVERY_DAY = "1234567"
LONGEST_BREAK = 60  # days without one working day; more is a calendar that has none


def is_working_day(on: date, weekdays: str, holidays: Collection[date]) -> bool:
    """Whether a team works on that day."""
    return str(on.isoweekday()) in weekdays and on not in holidays


def next_working_day(on: date, weekdays: str, holidays: Collection[date]) -> date:
    """That day, or the first working day after it. Raises ValueError where there is none within 60 days."""
    for away in range(LONGEST_BREAK):
        if is_working_day(found := on + timedelta(days=away), weekdays, holidays):
            return found
    raise ValueError("no working day in sight")


def add_working_hours(
    start: datetime, hours: float, zone: str, weekdays: str, holidays: Collection[date]
) -> datetime:
    """The moment `hours` of working time after `start` (aware), on the wall clock of `zone`; aware, in that zone."""
    tz = ZoneInfo(zone)
    here = start.astimezone(tz).replace(
        tzinfo=None
    )  # wall clock: 24 hours are a day, also when clocks change
    if not is_working_day(here.date(), weekdays, holidays):
        here = datetime.combine(next_working_day(here.date(), weekdays, holidays), time())
    left = timedelta(hours=hours)
    while (rest := datetime.combine(here.date() + timedelta(days=1), time()) - here) <= left:
        left -= rest
        here = datetime.combine(next_working_day(here.date() + timedelta(days=1), weekdays, holidays), time())
    return (here + left).replace(tzinfo=tz)


def end_of_working_day(on: date, days: int, zone: str, weekdays: str, holidays: Collection[date]) -> datetime:
    """The end of the day that lies `days` working days after `on`: a due time that gives no time of day away."""
    found = next_working_day(on, weekdays, holidays)
    for _ in range(days):
        found = next_working_day(found + timedelta(days=1), weekdays, holidays)
    return datetime.combine(found, time(23, 59, 59), ZoneInfo(zone))


def working_hours_between(
    start: datetime, end: datetime, zone: str, weekdays: str, holidays: Collection[date]
) -> float:
    """Hours of working time from `start` to `end` (both aware); 0 when `end` is not later."""
    tz = ZoneInfo(zone)
    here, there = start.astimezone(tz).replace(tzinfo=None), end.astimezone(tz).replace(tzinfo=None)
    worked = timedelta()
    while here < there:
        stop = min(there, datetime.combine(here.date() + timedelta(days=1), time()))
        if is_working_day(here.date(), weekdays, holidays):
            worked += stop - here
        here = stop
    return worked.total_seconds() / 3600
