"""Times in words, in the organisation's time zone: "Tuesday 3 March, 08:30", "2 days ago".

In the language of the request; see languages.py.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from improve.core import clock
from improve.core.languages import ENGLISH, gettext, in_words, ngettext, spoken

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


def monday(on: date) -> date:
    """The first day of its week."""
    return on - timedelta(days=on.weekday())


def day(on: date, today: date) -> str:
    """ "Tuesday 3 March"; with the year when it is not this one."""
    if spoken() != ENGLISH:
        return in_words(on, "EEEE d MMMM" if on.year == today.year else "EEEE d MMMM y")
    return f"{DAYS[on.weekday()]} {_in_english(on, today)}"


def short_day(on: date, today: date) -> str:
    """ "today", "tomorrow", "yesterday", "Thursday" within a week, else "3 March"."""
    away = (on - today).days
    if away in (0, 1, -1):
        return {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}[away]
    is_near = 0 < away < 7
    if spoken() != ENGLISH:
        return in_words(on, "EEEE" if is_near else "d MMMM" if on.year == today.year else "d MMMM y")
    return DAYS[on.weekday()] if is_near else _in_english(on, today)


def _in_english(on: date, today: date) -> str:
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
        return gettext("end of %(day)s", day=short_day(here.date() - timedelta(days=1), today))
    return f"{here:%H:%M}" if here.date() == today else f"{short_day(here.date(), today)}, {here:%H:%M}"


def age(since: date, today: date) -> str:
    """ "today", "1 day", "16 days"."""
    days = (today - since).days
    return gettext("today") if days <= 0 else _days(days)


def ago(since: date, today: date) -> str:
    """ "today", "yesterday", "2 days ago"."""
    days = (today - since).days
    if days <= 1:
        return gettext("today") if days <= 0 else gettext("yesterday")
    return ngettext("%(num)s day ago", "%(num)s days ago", days)


def span(length: timedelta) -> str:
    """ "20 minutes", "5 hours", "2 days"."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(num)s minute", "%(num)s minutes", max(minutes, 0))
    hours = minutes // 60
    return ngettext("%(num)s hour", "%(num)s hours", hours) if hours < 48 else _days(hours // 24)


def _days(days: int) -> str:
    return ngettext("%(num)s day", "%(num)s days", days)
