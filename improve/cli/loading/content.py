"""The demonstration trust as it is written: YAML in demo/, read once."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

FOLDER = Path(__file__).parent.parent / "demo"
DAY_STARTS = time(6, 30)  # what the story says of today has happened by then
Fields = dict[str, Any]


class ContentRefused(Exception):
    """Something in the YAML cannot be played; says where, and why."""


@dataclass(frozen=True)
class Content:
    """What the files say. Each idea and each measure also knows its `file`."""

    organisation: Fields
    teams: list[Fields]
    people: list[Fields]
    personas: list[Fields]
    goals: list[Fields]
    ideas: list[Fields]
    measures: list[Fields]


@dataclass(frozen=True)
class Days:
    """Turns "134 days ago, 14:20" into a moment. `today` is the day on which the story ends."""

    today: date
    zone: ZoneInfo
    now: datetime

    def at(self, days_ago: int, clock_time: str = "09:00") -> datetime:
        """A moment, aware."""
        return datetime.combine(self.day(days_ago), time.fromisoformat(clock_time), self.zone)

    def day(self, days_ago: int) -> date:
        """A date; a negative number lies ahead."""
        return self.today - timedelta(days=days_ago)


def days_until(now: datetime, zone_name: str) -> Days:
    """The calendar of a story that ends now. Before half past six the day before is still the last one."""
    zone = ZoneInfo(zone_name)
    here = now.astimezone(zone)
    today = here.date() if here.time() >= DAY_STARTS else here.date() - timedelta(days=1)
    return Days(today=today, zone=zone, now=now)


def read_content(folder: Path = FOLDER) -> Content:
    """All of it."""
    trust, people = _read(folder / "trust.yaml"), _read(folder / "people.yaml")
    return Content(
        organisation=trust["organisation"],
        teams=trust["teams"],
        people=people["people"],
        personas=people["personas"],
        goals=_read(folder / "goals.yaml")["goals"],
        ideas=_all_in(folder, "ideas"),
        measures=_all_in(folder, "measures"),
    )


def _all_in(folder: Path, kind: str) -> list[Fields]:
    """What the files of one kind say, in the order of their names."""
    files = sorted((folder / kind).glob("*.yaml"))
    return [{**one, "file": file.name} for file in files for one in _read(file)[kind]]


def _read(file: Path) -> Any:
    # The C loader where there is one: ten times as quick.
    return yaml.load(file.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
