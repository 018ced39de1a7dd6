"""Which column of a pasted table holds what: what stands in it decides, and a heading where two could. Pure."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from improve.core.sheets.dates import looks_like_date
from improve.measures.figures import NotANumber, is_empty, read_number

LOOKED_AT = 200  # rows
ENOUGH = 0.5  # of the filled cells of a column say what it holds
ON, VALUE, DENOMINATOR, NOTE = "on", "value", "denominator", "note"
HEADINGS = {
    NOTE: re.compile(r"\b(notes?|comments?|remarks?|why|what happened)\b"),
    DENOMINATOR: re.compile(r"\b(denominators?|out of|total|n|bed days)\b"),
    VALUE: re.compile(r"\b(numerators?|values?|counts?|numbers?|figures?|results?|how many|readings?)\b"),
    ON: re.compile(r"\b(date|day|week|month|period|when)\b"),
}
FIGURE = re.compile(r"[-+−]?[\d.,]")  # how a cell with a figure begins, whatever is wrong with the rest of it


class TableRefused(ValueError):
    """The table cannot be used at all; the words say why."""


@dataclass(frozen=True)
class Columns:
    """Which column holds what, from 0. On an Xbar chart a row may hold several figures."""

    on: int | None
    values: tuple[int, ...]
    denominator: int | None = None
    note: int | None = None


def columns_of(rows: Sequence[Sequence[str]], has_denominator: bool, several: bool) -> tuple[Columns, int]:
    """The columns, and the first row that is no heading. What stands in a column decides; a heading where two could."""
    filled = [row for row in rows[: LOOKED_AT + 1] if any(row)]
    if not filled:
        raise TableRefused("There is nothing in this table.")
    has_headings = not any(_is_day(cell) or _is_number(cell) for cell in filled[0])
    named = _named(filled[0]) if has_headings else {}
    sample = filled[1:] if has_headings else filled
    width = max(len(row) for row in filled)
    days = _first(range(width), sample, _is_day)
    days = named.get(ON) if days is None else days
    numbers = [k for k in range(width) if k != days and _share(sample, k, _is_figure) >= ENOUGH]
    columns = _placed(days, numbers, named, width, has_denominator, several)
    return columns, (list(rows).index(filled[0]) + 1 if has_headings else 0)


def _placed(
    days: int | None,
    numbers: list[int],
    named: dict[str, int],
    width: int,
    has_denominator: bool,
    several: bool,
) -> Columns:
    """What the headings say; else the first number is how many, and the second out of how many."""
    total = named.get(DENOMINATOR) if has_denominator else None
    others = [k for k in numbers if k not in (total, named.get(NOTE))]
    free = [k for k in range(width) if k not in (days, total, named.get(NOTE))]
    value = named.get(VALUE, (others or free or [width])[0])
    if has_denominator and total is None:
        total = next((k for k in [*others, *free] if k > value), None)
    figures = [k for k in others if k >= value] if several else [value]
    used = {days, total, value, *figures}
    note = named.get(NOTE, next((k for k in range(width) if k not in used and k > value), None))
    return Columns(days, tuple(figures) or (value,), total, note)


def _named(headings: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = next((name for name, words in HEADINGS.items() if words.search(heading.lower())), None)
        if name is not None:
            found.setdefault(name, place)
    return found


def _first(places: Iterable[int], rows: Sequence[Sequence[str]], holds: Callable[[str], bool]) -> int | None:
    best = max(places, key=lambda k: (_share(rows, k, holds), -k), default=None)
    return best if best is not None and _share(rows, best, holds) >= ENOUGH else None


def _share(rows: Sequence[Sequence[str]], place: int, holds: Callable[[str], bool]) -> float:
    cells = [row[place] for row in rows if place < len(row) and row[place]]
    return sum(holds(cell) for cell in cells) / len(cells) if cells else 0


def _is_day(cell: str) -> bool:
    return looks_like_date(cell, date.max) or bool(re.fullmatch(r"[3-6]\d{4}", cell))


def _is_number(cell: str) -> bool:
    try:
        read_number(cell)
    except NotANumber as wrong:
        return "between" in str(wrong)
    return True


def _is_figure(cell: str) -> bool:
    return is_empty(cell) or FIGURE.match(cell) is not None
