"""The only source of time, so that tests and the demonstration can live a year in a minute."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_set_to: ContextVar[datetime | None] = ContextVar("clock_set_to", default=None)


def now() -> datetime:
    """The present moment in UTC, aware."""
    return _set_to.get() or datetime.now(UTC)


def today(zone: str = "Europe/London") -> date:
    """The present date in a time zone."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Within the block, `now()` is `moment` (aware)."""
    token = _set_to.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set_to.reset(token)
