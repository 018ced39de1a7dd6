"""What happened while a measure was taken, seen from below: the cycles that show as bands on its chart.

Measures stand under PDSA in the house and know no cycle. The feature that knows them registers here, at import, one
object that answers for it. Without one a chart simply has no bands.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Band:
    """A cycle on a chart: `title` is "Cycle 2", `words` its scale. `predicted`: in the unit that is plotted."""

    starts_on: date
    ends_on: date
    title: str
    words: str = ""
    href: str = ""
    predicted: float | None = None
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Running:
    """A test whose prediction rests on a measure: "cycle 2 of “A list at six”"."""

    words: str
    href: str


class Cycles(Protocol):
    """What measures ask about cycles."""

    def bands(self, measure_ids: Collection[str]) -> dict[str, list[Band]]:
        """By measure, oldest first; in at most two statements for any number of measures."""

    def running_on(self, measure_id: str) -> list[Running]:
        """Those in which Do has begun and nothing is decided yet, the first one first."""


class NoCycles:
    """Answers while nobody is registered."""

    def bands(self, measure_ids: Collection[str]) -> dict[str, list[Band]]:
        """None."""
        return {}

    def running_on(self, measure_id: str) -> list[Running]:
        """None."""
        return []


_cycles: Cycles = NoCycles()


def register(cycles: Cycles) -> None:
    """From now on, ask this one."""
    global _cycles
    _cycles = cycles


def bands(measure_ids: Collection[str]) -> dict[str, list[Band]]:
    """The bands of each measure; every measure has a list."""
    found = _cycles.bands(measure_ids)
    return {measure_id: found.get(measure_id, []) for measure_id in measure_ids}


def running_on(measure_id: str) -> list[Running]:
    """The tests that rest on a measure at this moment."""
    return _cycles.running_on(measure_id)
