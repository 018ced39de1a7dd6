"""The figures of a measure as its YAML writes them, each with its day and the moment at which it was entered.

`readings`: oldest first; the last one is of the last day, week or month that is over, or was over at its `ended`. A
number, `[part, whole]`, or `[each, of, several]` where a date has several. `happened`: the days ago on which something
rare happened, with the cases since the one before where these are counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from improve.cli.loading.content import Days, Fields
from improve.measures.figures import end_of_period, period_of
from improve.measures.kinds import WITH_DENOMINATOR, Kind, Often

ENTERED = time(20, 10)  # on the last day of its period
SATURDAY = 5


@dataclass(frozen=True)
class Figure:
    """One reading to enter."""

    on: date
    entered_at: datetime
    value: float
    denominator: float | None = None


def figures(said: Fields, days: Days) -> list[Figure]:
    """The figures of one measure, oldest first."""
    if "happened" in said:
        return list(_between(said, days))
    often, written = Often(said["often"]), said["readings"]
    until = days.day(said["ended"]["days_ago"]) if "ended" in said else days.today
    periods = _periods(often, len(written), until, weekdays_only=said.get("weekdays", False))
    found = []
    for on, figure in zip(periods, written, strict=True):
        entered_at = datetime.combine(end_of_period(on, often), ENTERED, days.zone)
        found += [Figure(on, entered_at, *numbers) for numbers in _numbers(said, figure)]
    return found


def _numbers(said: Fields, figure: Any) -> list[tuple[float, ...]]:
    if said["kind"] in WITH_DENOMINATOR:
        return [(float(figure[0]), float(figure[1]))]
    return [(float(each),) for each in (figure if said.get("several") else [figure])]


def _periods(often: Often, number: int, today: date, *, weekdays_only: bool) -> list[date]:
    """The first days of the last so many periods that are over, oldest first."""
    found: list[date] = []
    here = period_of(today, often)
    while len(found) < number:
        here = period_of(here - timedelta(days=1), often)
        if not (weekdays_only and here.weekday() >= SATURDAY):
            found.append(here)
    return found[::-1]


def _between(said: Fields, days: Days) -> Iterator[Figure]:
    """Days between two events are counted here; the first one only begins the count."""
    for before, here in pairwise(said["happened"]):
        ago = here["days_ago"] if isinstance(here, dict) else here
        value = before - here if said["kind"] == Kind.TIME_BETWEEN else here["cases"]
        entered_at = datetime.combine(days.day(ago), ENTERED, days.zone)
        yield Figure(days.day(ago), entered_at, float(value))
