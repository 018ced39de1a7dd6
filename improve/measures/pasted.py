"""A table typed or pasted from a spreadsheet: its rows as readings, and each problem at its cell. Pure."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from improve.core.sheets.dates import ReadDate, read_date
from improve.core.text import one_line
from improve.measures.columns import (
    DENOMINATOR,
    ENOUGH,
    LOOKED_AT,
    NOTE,
    ON,
    VALUE,
    Columns,
    TableRefused,
    columns_of,
)
from improve.measures.figures import (
    NotANumber,
    end_of_period,
    is_empty,
    percentage_problem,
    period_of,
    problems,
    read_cell,
    read_number,
)
from improve.measures.kinds import WITH_DENOMINATOR, Kind, Often

MOST_ROWS = 5_000
NOTE_MOST = 400  # characters
TWICE = "The cell before says another number: enter it once"
NO_DAY = "Enter the day"
HOW_MANY = "Enter how many: 0 if there were none"
TWO_NUMBERS = "Two numbers side by side: write 7.5 with a point, or paste from a spreadsheet"


@dataclass(frozen=True)
class Sense:
    """What a reading of the measure can be. `today` is the organisation's."""

    kind: Kind
    often: Often
    today: date
    several: bool = False

    @property
    def has_denominator(self) -> bool:
        """A reading is two numbers."""
        return self.kind in WITH_DENOMINATOR

    @property
    def last_day(self) -> date:
        """The end of the present period: a month is entered under any of its days."""
        return end_of_period(period_of(self.today, self.often), self.often)


@dataclass(frozen=True)
class Cells:
    """A row as it was typed; `number` is where it stands, from 1."""

    number: int
    on: str = ""
    value: str = ""
    denominator: str = ""
    note: str = ""

    @property
    def is_blank(self) -> bool:
        """Nothing was typed."""
        return not (self.on or self.value or self.denominator or self.note)


@dataclass(frozen=True)
class ReadRow:
    """A row as it was understood. `wrong` is by cell; `said` is what was guessed of the date."""

    cells: Cells
    on: date | None = None
    value: float | None = None
    denominator: float | None = None
    wrong: dict[str, str] = field(default_factory=dict)
    said: str = ""

    @property
    def is_gap(self) -> bool:
        """It holds no figure, and claims none."""
        return self.value is None and not self.wrong

    @property
    def is_good(self) -> bool:
        """It can be entered."""
        return self.value is not None and not self.wrong

    @property
    def number(self) -> int:
        """Where it stands, from 1."""
        return self.cells.number


# --- text to rows of cells ------------------------------------------------------------------------------------------


def read_text(text: str, sense: Sense) -> list[ReadRow]:
    """A pasted table. Raises TableRefused."""
    rows, delimiter = cut(text)
    columns, first = columns_of(rows, sense.has_denominator, sense.several)
    found = read_rows(cells_of(rows[first:], columns, first), sense)
    if delimiter != "," or sense.has_denominator:
        return found
    return [_decimal_comma(row) for row in found]


def cut(text: str) -> tuple[list[list[str]], str]:
    """Lines to cells, and what stands between them: tabs as spreadsheets copy them, else ; or , or spaces."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    if lines.count("\n") > 2 * MOST_ROWS:
        raise TableRefused(_too_many(lines.count("\n") + 1))
    delimiter = next((mark for mark in "\t;," if _cuts(lines, mark)), "")
    quoting: Any = csv.QUOTE_NONE if lines.count('"') % 2 else csv.QUOTE_MINIMAL
    try:
        if delimiter:
            reader = csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter, quoting=quoting)
            rows = [[cell.strip() for cell in row] for row in reader]
        else:
            rows = [_by_spaces(line) for line in lines.split("\n")]
    except csv.Error:
        raise TableRefused(
            "A cell of this table is far too long. Copy only the columns with the readings."
        ) from None
    filled = sum(any(row) for row in rows)
    if filled > MOST_ROWS + 1:  # with a row of headings
        raise TableRefused(_too_many(filled))
    return rows, delimiter


def _cuts(lines: str, mark: str) -> bool:
    """A mark stands in most lines that hold something. A comma may also be a decimal: it needs a date before it."""
    held = [line for line in lines.split("\n")[:LOOKED_AT] if line.strip()]
    return bool(held) and sum(mark in line.strip(" ") for line in held) > len(held) * ENOUGH


def _by_spaces(line: str) -> list[str]:
    found = re.fullmatch(r"(.*\S)\s+(\S+)", line.strip())
    return [found[1], found[2]] if found else [line.strip()]


def _too_many(number: int) -> str:
    return f"This table has {number:,} rows. At most {MOST_ROWS:,} can be entered at once: split it."


def cells_of(rows: Sequence[Sequence[str]], columns: Columns, skipped: int = 0) -> list[Cells]:
    """Each row by what its cells are; several figures in a row are as many readings."""

    def at(row: Sequence[str], place: int | None) -> str:
        return one_line(row[place]) if place is not None and place < len(row) else ""

    found = []
    for number, row in enumerate(rows, skipped + 1):
        filled = [k for k in columns.values if at(row, k)] or [columns.values[0]]
        found += [
            Cells(
                number, at(row, columns.on), at(row, k), at(row, columns.denominator), at(row, columns.note)
            )
            for k in filled
        ]
    return found


# --- cells to readings ----------------------------------------------------------------------------------------------


def read_rows(rows: Iterable[Cells], sense: Sense) -> list[ReadRow]:
    """Each row that holds something, with what is wrong in it. All dates of a column are read alike."""
    held = [row for row in rows if not row.is_blank]
    days = [read_date(row.on, sense.last_day) for row in held]
    month_first = any(day.is_month_first for day in days) and not any(day.is_day_first for day in days)
    if month_first:
        days = [read_date(row.on, sense.last_day, is_month_first=True) for row in held]
    return [_read_row(row, day, sense) for row, day in zip(held, days, strict=True)]


def _read_row(cells: Cells, day: ReadDate, sense: Sense) -> ReadRow:
    if is_empty(cells.value) and is_empty(cells.denominator):
        return ReadRow(cells, day.day)
    wrong: dict[str, str] = {}
    if day.day is None:
        wrong[ON] = _sentence(day.problem) if day.problem else NO_DAY
    value, denominator = _figures(cells, sense, wrong)
    if value is not None:
        for name, sentence in problems(sense.kind, value, denominator):
            wrong.setdefault(name, sentence)
    if len(cells.note) > NOTE_MOST:
        wrong[NOTE] = f"A note may have {NOTE_MOST} characters"
    on = period_of(day.day, sense.often) if day.day is not None else None
    return ReadRow(cells, on, value, denominator, wrong, day.note)


def _figures(cells: Cells, sense: Sense, wrong: dict[str, str]) -> tuple[float | None, float | None]:
    """The numbers of a row; what is none is said in `wrong`."""
    value = denominator = None
    typed = {VALUE: cells.value, DENOMINATOR: cells.denominator if sense.has_denominator else ""}
    wrong |= {name: said for name, cell in typed.items() if (said := percentage_problem(sense.kind, cell))}
    if wrong.keys() & typed.keys():
        return None, None
    if is_empty(cells.value):
        wrong[VALUE] = HOW_MANY
        return None, None
    try:
        value, denominator = read_cell(cells.value, sense.kind)
    except NotANumber as error:
        wrong[VALUE] = str(error)
    if sense.has_denominator and not is_empty(cells.denominator):
        denominator = _out_of(cells.denominator, denominator, wrong)
    return value, denominator


def _out_of(cell: str, said: float | None, wrong: dict[str, str]) -> float | None:
    """The second number, which the first cell may have said already."""
    try:
        found = read_number(cell)
    except NotANumber as error:
        wrong[DENOMINATOR] = str(error)
        return said
    if said is not None and said != found:
        wrong[DENOMINATOR] = TWICE
    return found


def _decimal_comma(row: ReadRow) -> ReadRow:
    """Cut at commas, 7,5 is two cells: a note that is nothing but a number is rather the end of one."""
    if not row.cells.note.isdecimal():
        return row
    return replace(row, wrong={**row.wrong, VALUE: TWO_NUMBERS})


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
