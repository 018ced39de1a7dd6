"""Quotation marks of a CSV file that lost their partner: the rows they swallow are not lost in silence."""

import csv
import datetime as dt
import re
from collections import Counter

from improve.core.sheets.dates import looks_like_date
from improve.core.sheets.rows import Cell, CellProblem, Row, is_blank

LINE_END = re.compile(r"\r\n?|\n")
NUMBER = re.compile(r"[£$€]?\s*[+-]?[0-9][0-9,. ]*%?")
OPEN = "a quotation mark is opened here and never closed, so the rows after it are hidden in this cell"
SWALLOWED = (
    "a quotation mark is opened here and closed only in a later row, so rows are hidden in this cell; "
    "close it where the words end and send the file again"
)


def lost_rows(text: str, rows: list[Row], delimiter: str, width: int) -> list[CellProblem]:
    """The cells in which rows are hidden. `width`: how many cells most rows have, with those that are empty."""
    found = open_quotation(text, rows)
    known = {(problem.row, problem.column) for problem in found}
    late = closed_too_late(rows, delimiter, width)
    return found + [problem for problem in late if (problem.row, problem.column) not in known]


def open_quotation(text: str, rows: list[Row]) -> list[CellProblem]:
    """A quotation mark without its partner swallows the rows after it into one cell."""
    if not rows or text.count('"') % 2 == 0:
        return []
    last = rows[-1]
    column = len(last.cells) - 1
    if "\n" not in str(last.cells[column]).strip():
        return []
    return [CellProblem(last.number, column, OPEN, is_fatal=True)]


def closed_too_late(rows: list[Row], delimiter: str, width: int) -> list[CellProblem]:
    """The cells in which a line is a row of this sheet: the mark of a later row closed what was opened here."""
    if width < 2:
        return []
    others = Others(rows, delimiter, width)
    return [
        CellProblem(row.number, column, SWALLOWED, is_fatal=True)
        for row in rows
        for column, cell in enumerate(row.cells)
        if has_lines(cell) and others.are_hidden_in(row, column)
    ]


def has_lines(cell: Cell) -> bool:
    """Whether something stands on a second line."""
    return isinstance(cell, str) and LINE_END.search(cell.strip()) is not None


class Others:
    """What the columns say in all rows: by that a row is told from a line of prose with commas."""

    def __init__(self, rows: list[Row], delimiter: str, width: int) -> None:
        self.rows, self.delimiter, self.width = rows, delimiter, width
        self.values: dict[int, Counter[str]] = {}
        self.figures: dict[int, bool] = {}

    def are_hidden_in(self, row: Row, column: int) -> bool:
        """Whether a later line of the cell is a row, or its last line the beginning of one."""
        lines = LINE_END.split(str(row.cells[column]).strip())[1:]
        found = [self.cells_of(line) for line in lines]
        if any(len(cells) == self.width and self.is_row(row, cells) for cells in found):
            return True
        # What closed it was to open a cell of the last row, and the partner of that mark is left over.
        left_over = sum(str(cell).count('"') for cell in row.cells[column:]) % 2
        return bool(left_over) and len(found[-1]) > 1 and self.is_row(row, found[-1])

    def cells_of(self, line: str) -> list[str]:
        """The line as a row of its own."""
        return next(csv.reader([line], delimiter=self.delimiter), [])

    def is_row(self, row: Row, cells: list[str]) -> bool:
        """Whether one of the cells says what its column says elsewhere."""
        return any(
            not is_blank(cell) and self.say(row, column, cell.strip()) for column, cell in enumerate(cells)
        )

    def say(self, row: Row, column: int, words: str) -> bool:
        """The same words in another row; or a date or a number in a column that has them."""
        own = str(row.cell(column)).strip()
        return self.values_of(column)[words] > (own == words) or (
            is_figure(words) and self.has_figures(column)
        )

    def values_of(self, column: int) -> Counter[str]:
        """Each value of a column, with how often it stands there."""
        if column not in self.values:
            self.values[column] = Counter(str(row.cell(column)).strip() for row in self.rows)
        return self.values[column]

    def has_figures(self, column: int) -> bool:
        """Whether there is a date or a number in the column."""
        if column not in self.figures:
            self.figures[column] = any(is_figure(value) for value in self.values_of(column))
        return self.figures[column]


def is_figure(words: str) -> bool:
    """A number or a date."""
    return bool(NUMBER.fullmatch(words)) or looks_like_date(words, dt.date.max)
