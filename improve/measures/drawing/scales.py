"""Where values and days lie on a chart, and which of them are written along its axes. Pure."""

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from improve.measures.kinds import Often

NICE = (1, 2, 4, 5, 10)
SLACK = 1e-9  # of a step: what rounding may add
LEAST = 1e-100  # what is smaller is 0 on a chart
MORE = 1.01  # the next larger nice step is nice(step * MORE)
AIR = 0.03  # of the axis: between the outermost point and the edge
NEAR_ZERO = 0.6  # of the highest value: an axis whose lowest lies below begins at 0
DAYS_OF = {Often.DAY: 1.0, Often.WEEK: 7.0, Often.MONTH: 30.44}
SHORT = 70  # days: a chart of so few shows days, a longer one months
FIRST_WEEK = 7  # days of a month
YEAR = 12  # months
MONTHS_TOGETHER = (1, 2, 3, 6, 12, 24, 60, 120, 600)
AHEAD = 0.15  # of the time shown: as far beyond the last point may an open cycle reach


@dataclass(frozen=True, slots=True)
class Values:
    """The axis of values: from `low` at `bottom` to `high` at `top` (in units of the picture)."""

    low: float
    high: float
    top: float
    bottom: float
    step: float

    def at(self, value: float) -> float:
        """Where a value lies."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.bottom - share * (self.bottom - self.top), 1)

    def holds(self, value: float | None) -> bool:
        """Whether a value lies on the axis."""
        return value is not None and self.low <= value <= self.high

    @property
    def ticks(self) -> list[float]:
        """The values that are written along it."""
        first, last = round(self.low / self.step), round(self.high / self.step)
        digits = max(0, -math.floor(math.log10(self.step)))
        return [round(number * self.step, min(digits, 300)) for number in range(first, last + 1)]


def values_axis(
    low: float, high: float, top: float, bottom: float, most: int, ceiling: float | None = None
) -> Values:
    """An axis that shows `low` to `high` in at most `most` steps; from 0 where that costs little.

    `ceiling`: what no value can exceed (100 %).
    """
    if low > 0 and low <= NEAR_ZERO * high:
        low = 0.0
    elif high < 0 and high >= NEAR_ZERO * low:
        high = 0.0
    size = max(abs(low), abs(high))
    if size < LEAST:
        low, high = 0.0, 1.0
    elif high - low < SLACK * size:
        low, high = low - size / 10, high + size / 10
    air = AIR * (high - low)
    low, high = low - air if low else 0.0, high + air if high else 0.0
    if ceiling is not None and high - air <= ceiling:
        high = min(high, ceiling)
    step = nice((high - low) / most)
    while not _fits(low, high, step, most, ceiling):
        step = nice(step * MORE)
    start, end = _ends(low, high, step)
    return Values(start, end, top, bottom, step)


def _fits(low: float, high: float, step: float, most: int, ceiling: float | None) -> bool:
    """Whether an axis of such steps is short enough, and does not end above the ceiling for no need."""
    start, end = _ends(low, high, step)
    return round((end - start) / step) <= most and (
        ceiling is None or high > ceiling or end <= ceiling or step > ceiling
    )


def _ends(low: float, high: float, step: float) -> tuple[float, float]:
    return math.floor(low / step + SLACK) * step, math.ceil(high / step - SLACK) * step


def nice(size: float) -> float:
    """The next round number: 1, 2, 4, 5 or 10 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(size))
    factor = next((factor for factor in NICE if factor * power >= size * (1 - 1e-9)), 10)
    exponent = math.floor(math.log10(size))
    return float(factor * 10**exponent if exponent >= 0 else factor / 10**-exponent)


@dataclass(frozen=True, slots=True)
class Days:
    """The axis of time. Each point stands in the middle of its slot.

    By the calendar, or, where several points share a day or come as it happens, one slot after the other (`evenly`:
    the days of the points as numbers).
    """

    left: float
    right: float
    first: int
    days: float  # shown altogether
    slot: float  # as wide as this in the picture
    evenly: tuple[int, ...] = ()

    def start(self, day: date) -> float:
        """Where the slot of a day begins, within the picture."""
        if self.evenly:
            x = self.left + bisect_left(self.evenly, day.toordinal()) * self.slot
        else:
            x = self.left + (day.toordinal() - self.first) / self.days * (self.right - self.left)
        return round(min(max(x, self.left), self.right), 1)

    def points(self, when: Sequence[date]) -> list[float]:
        """Where the points lie."""
        if self.evenly:
            return [round(self.left + (place + 0.5) * self.slot, 1) for place in range(len(when))]
        scale = (self.right - self.left) / self.days
        shift = self.left + self.slot / 2 - self.first * scale
        return [round(day.toordinal() * scale + shift, 1) for day in when]


def days_axis(
    when: Sequence[date], often: Often, left: float, right: float, until: date | None = None
) -> Days:
    """The axis of some days, oldest first; it reaches on to `until`, within reason."""
    first, last = when[0].toordinal(), when[-1].toordinal()
    period = DAYS_OF.get(often)
    if period is None or len({*when}) < len(when):
        numbers = tuple(day.toordinal() for day in when)
        return Days(left, right, first, last - first + 1, (right - left) / len(when), numbers)
    days = last - first + period
    if until is not None:
        days = max(days, min(until.toordinal() + 1 - first, days * (1 + AHEAD)))
    return Days(left, right, first, days, period * (right - left) / days)


def day_labels(
    when: Sequence[date], xs: Sequence[float], width_of: Callable[[str], float]
) -> list[tuple[float, str]]:
    """Words along the axis of time, at the first point of each day, month or year; none touches the next.

    `width_of`: how wide words are there, with the room between them.
    """
    if (when[-1] - when[0]).days <= SHORT:
        return _without_touching(_each_day(when, xs), width_of)
    labels: list[tuple[float, str]] = []
    firsts = _firsts(when, xs)
    for each in MONTHS_TOGETHER:
        labels = _first_of_months(firsts, each)
        if labels == _without_touching(labels, width_of):
            return labels
    return _without_touching(labels, width_of)


def _firsts(when: Sequence[date], xs: Sequence[float]) -> list[tuple[date, float]]:
    """The first point of each month."""
    found: list[tuple[date, float]] = []
    for day, x in zip(when, xs, strict=True):
        if not found or (day.month, day.year) != (found[-1][0].month, found[-1][0].year):
            found.append((day, x))
    return found


def _first_of_months(firsts: Sequence[tuple[date, float]], each: int) -> list[tuple[float, str]]:
    """The first point in every so many months. Where the chart begins within such a time, the first word is later."""
    labels: list[tuple[float, str]] = []
    before, year = None, 0
    for day, x in firsts:
        month = day.year * 12 + day.month - 1
        if month // each == before:
            continue
        is_late = before is None and (day.day > FIRST_WEEK or month % each)
        before = month // each
        if is_late:
            continue
        words = f"{day:%Y}" if each >= YEAR else f"{day:%b %Y}" if day.year != year else f"{day:%b}"
        labels.append((x, words))
        year = day.year
    return labels


def _each_day(when: Sequence[date], xs: Sequence[float]) -> list[tuple[float, str]]:
    """Each day; the first with its year."""
    words = [f"{day:%-d %b}" for day in when]
    words[0] = f"{when[0]:%-d %b %Y}"
    return list(zip(xs, words, strict=True))


def _without_touching(
    labels: Sequence[tuple[float, str]], width_of: Callable[[str], float]
) -> list[tuple[float, str]]:
    kept: list[tuple[float, str]] = []
    for x, words in labels:
        if not kept or x - kept[-1][0] >= (width_of(words) + width_of(kept[-1][1])) / 2:
            kept.append((x, words))
    return kept
