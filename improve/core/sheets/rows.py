"""What a spreadsheet becomes before anybody has said what its columns mean."""

import datetime as dt
import re
from dataclasses import dataclass, field

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200

Cell = str | int | float | dt.date

# The line break that some exports write as letters inside a cell.
ESCAPED_CONTROL = re.compile(r"_x00([01][0-9A-Fa-f])_")


class SheetRefused(Exception):
    """The file cannot be used at all; the message is a sentence for the person who sent it."""


@dataclass(frozen=True)
class Row:
    number: int  # as the spreadsheet program shows it, from 1
    cells: tuple[Cell, ...]

    def cell(self, column: int | None) -> Cell:
        """The cell at `column`, from 0; an empty text where the row is shorter."""
        if column is None or not 0 <= column < len(self.cells):
            return ""
        return self.cells[column]


@dataclass(frozen=True)
class CellProblem:
    row: int
    column: int  # from 0
    words: str
    is_fatal: bool = False  # the row cannot be trusted, whichever column it is


@dataclass(frozen=True)
class Sheet:
    rows: list[Row]
    kind: str  # "CSV" or "XLSX"
    worksheet: str = ""
    other_worksheets: list[str] = field(default_factory=list)
    encoding: str = ""
    is_1904: bool = False  # serial dates count from 1904, as old Excel for Mac did
    problems: list[CellProblem] = field(default_factory=list)

    @property
    def width(self) -> int:
        return max((len(row.cells) for row in self.rows), default=0)


def in_words(cell: Cell) -> str:
    """A cell as a person would read it."""
    if isinstance(cell, dt.date):
        return f"{cell.day} {cell:%B} {cell.year}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def trimmed(cells: list[Cell]) -> tuple[Cell, ...]:
    """The cells up to the last one that holds something."""
    end = len(cells)
    while end and is_blank(cells[end - 1]):
        end -= 1
    return tuple(cells[:end])


def is_blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip("\0 \t\r\n\v\f\xa0\u200b\ufeff")


def check_width(cells: tuple[Cell, ...], number: int) -> None:
    if len(cells) > MAX_COLUMNS:
        raise SheetRefused(
            f"Row {number} has {len(cells):,} columns. A sheet may have up to {MAX_COLUMNS}. "
            "Copy the columns that count to a new sheet and send that."
        )


def too_many_rows() -> SheetRefused:
    return SheetRefused(
        f"This sheet has more than {MAX_ROWS:,} rows. Split it and send the parts one by one."
    )
