"""Times in words, in the organisation's time zone: "Tuesday 3 March, 08:30", "2 days ago"."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from improve.core import clock
from improve.core.text import plural

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@lru_cache
def zone(name: str) -> ZoneInfo:
    """The time zone of that name."""
    return ZoneInfo(name)


def local(moment: datetime, zone_name: str) -> datetime:
    """A moment on the clock of a time zone."""
    return moment.astimezone(zone(zone_name))


def day(on: date, today: date) -> str:
    """ "Tuesday 3 March"; with the year when it is not this one."""
    year = f" {on.year}" if on.year != today.year else ""
    return f"{DAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]}{year}"


def short_day(on: date, today: date) -> str:
    """ "today", "tomorrow", "yesterday", "Thursday" within a week, else "3 March"."""
    away = (on - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if away in near:
        return near[away]
    if 0 < away < 7:
        return DAYS[on.weekday()]
    year = f" {on.year}" if on.year != today.year else ""
    return f"{on.day} {MONTHS[on.month - 1]}{year}"


def moment(at: datetime, zone_name: str) -> str:
    """ "Tuesday 3 March, 08:30"."""
    here = local(at, zone_name)
    return f"{day(here.date(), local(clock.now(), zone_name).date())}, {here:%H:%M}"


def short_moment(at: datetime, zone_name: str) -> str:
    """ "08:30" today, else "tomorrow, 08:30", "3 March, 08:30"; midnight is "end of Monday"."""
    here = local(at, zone_name)
    today = local(clock.now(), zone_name).date()
    if here.hour == here.minute == here.second == 0:
        return f"end of {short_day(here.date() - timedelta(days=1), today)}"
    return f"{here:%H:%M}" if here.date() == today else f"{short_day(here.date(), today)}, {here:%H:%M}"


def age(since: date, today: date) -> str:
    """ "today", "1 day", "16 days"."""
    days = (today - since).days
    return "today" if days <= 0 else plural(days, "day")


def ago(since: date, today: date) -> str:
    """ "today", "yesterday", "2 days ago"."""
    days = (today - since).days
    return "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago"


def span(length: timedelta) -> str:
    """ "20 minutes", "5 hours", "2 days"."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return plural(max(minutes, 0), "minute")
    hours = minutes // 60
    return plural(hours, "hour") if hours < 48 else plural(hours // 24, "day")
