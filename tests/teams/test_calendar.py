"""Working time: hours run round the clock on working days."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from improve.teams.calendar import (
    EVERY_DAY,
    WEEKDAYS,
    add_working_hours,
    end_of_working_day,
    working_hours_between,
)

LONDON = "Europe/London"
CHRISTMAS = {date(2026, 12, 25), date(2026, 12, 28)}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(LONDON))


@pytest.mark.parametrize(
    ("start", "hours", "weekdays", "due"),
    [
        ("2026-11-20 15:00", 24, WEEKDAYS, "2026-11-23 15:00"),  # Friday to Monday
        ("2026-11-24 10:00", 24, WEEKDAYS, "2026-11-25 10:00"),
        ("2026-11-21 11:00", 24, WEEKDAYS, "2026-11-24 00:00"),  # sent on a Saturday: Monday's 24 hours
        ("2026-11-21 11:00", 24, EVERY_DAY, "2026-11-22 11:00"),
        ("2026-12-24 15:00", 24, WEEKDAYS, "2026-12-29 15:00"),  # over Christmas and its Monday
        ("2026-10-23 12:00", 24, WEEKDAYS, "2026-10-26 12:00"),  # clocks go back in between
        ("2026-11-24 10:00", 0, WEEKDAYS, "2026-11-24 10:00"),
        ("2026-11-24 10:00", 72, WEEKDAYS, "2026-11-27 10:00"),
    ],
)
def test_due_times(start, hours, weekdays, due):
    assert add_working_hours(at(start), hours, LONDON, weekdays, CHRISTMAS) == at(due)


def test_a_day_is_due_at_its_end_so_that_no_time_is_given_away():
    due = end_of_working_day(date(2026, 11, 20), 1, LONDON, WEEKDAYS, CHRISTMAS)
    assert f"{due:%A %d %H:%M:%S}" == "Monday 23 23:59:59"


def test_a_calendar_without_a_working_day_is_an_error_and_no_endless_loop():
    with pytest.raises(ValueError, match="no working day"):
        add_working_hours(at("2026-11-20 15:00"), 24, LONDON, "", ())


@given(
    some.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(
        lambda moment: moment.replace(tzinfo=ZoneInfo("UTC"))
    ),
    some.integers(0, 200),
)
def test_the_hours_between_are_the_hours_that_were_added(start, hours):
    due = add_working_hours(start, hours, LONDON, WEEKDAYS, CHRISTMAS)
    between = working_hours_between(start, due, LONDON, WEEKDAYS, CHRISTMAS)
    assert between == pytest.approx(hours, abs=1.01)  # one hour is lost or doubled where clocks change
    assert due >= start - timedelta(hours=1)
