"""Figures and periods in words, as a chart says them: "107.5", "94 minutes", "1.2bn", "week of 23 February". Pure."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from improve.measures.kinds import Often

MILLION, BILLION = 1e6, 1e9
MOST_DECIMALS = 9
TOO_LONG = 1e15  # from here on a figure is written with a power of ten
NOISE = 1e-9
WHOLE_FROM = 1e4  # a chart that reaches over so much needs no decimals


@dataclass(frozen=True, slots=True)
class Amounts:
    """How the figures of one chart are written: all with as many decimals as their range asks for."""

    decimals: int = 1
    unit: str = ""

    def line(self, value: float | None) -> str:
        """Of a line: always with the same number of decimals, "16.0"."""
        return "" if value is None else _written(value, self.decimals)

    def value(self, value: float | None) -> str:
        """Of a point: without needless zeros, "94"."""
        return "" if value is None else trimmed(self.line(value))

    def alone(self, value: float | None) -> str:
        """Of a figure that stands beside no other of its chart, with its unit: two decimals are one too many."""
        decimals = max(self.decimals - 1, 1) if self.decimals else 0
        return behind(trimmed("" if value is None else _written(value, decimals)), self.unit)

    def with_unit(self, value: float | None) -> str:
        """ "94 minutes", "62.5%"."""
        return behind(self.value(value), self.unit)


def amounts_of(values: Iterable[float | None], unit: str = "") -> Amounts:
    """One decimal for figures that differ by tens or hundreds, more for finer ones, none for thousands."""
    known = [value for value in values if value is not None]
    largest = max(map(abs, known), default=0.0)
    size = max(known, default=0.0) - min(known, default=0.0)
    if size < NOISE * largest:  # all the same, but for what working out adds
        size = largest
    if size >= WHOLE_FROM:
        return Amounts(0, unit)
    if size == 0:
        return Amounts(1, unit)
    return Amounts(min(max(2 - math.floor(math.log10(size)), 1), MOST_DECIMALS), unit)


def behind(figure: str, unit: str) -> str:
    """A unit behind a figure; a percent sign touches it."""
    return figure + ("%" if unit == "%" else f" {unit}" if unit and figure else "")


def trimmed(figure: str) -> str:
    """Without zeros at the end of the decimals."""
    return figure.rstrip("0").rstrip(".") if "." in figure and "e" not in figure else figure


def short(values: list[float], step: float) -> list[str]:
    """The figures along an axis, all in one unit: "0", "0.5m", "1m"; "m" are millions, "bn" thousand millions."""
    largest = max(map(abs, values), default=0.0)
    factor, letter = (
        (BILLION, "bn") if largest >= BILLION else (MILLION, "m") if largest >= MILLION else (1, "")
    )
    decimals = min(max(-math.floor(math.log10(step / factor) + 1e-9), 0), MOST_DECIMALS)
    return ["0" if letter and not value else _written(value / factor, decimals) + letter for value in values]


def _written(value: float, decimals: int) -> str:
    if abs(value) >= TOO_LONG or 0 < abs(value) < 10.0 ** -(MOST_DECIMALS - 1):
        return f"{value:.3g}"
    figure = f"{value:,.{decimals}f}"
    return figure.removeprefix("-") if not figure.strip("-0.,") else figure


def period(day: date, often: Often, this_year: int) -> str:
    """ "week of 23 February", "February 2026", "23 February"; another year than `this_year` is said."""
    if often == Often.MONTH:
        return f"{day:%B %Y}"
    words = f"{day:%-d %B}" if day.year == this_year else f"{day:%-d %B %Y}"
    return f"week of {words}" if often == Often.WEEK else words


def capital(words: str) -> str:
    """With a capital first letter, and the rest as it is."""
    return words[:1].upper() + words[1:]
