"""XLSX: looked over as a packed file first, then read by openpyxl, which trusts what it opens."""

import datetime as dt
import io
import re
import warnings
from bisect import bisect_right
from itertools import islice
from typing import Any

from openpyxl import load_workbook  # type: ignore[import-untyped, unused-ignore]
from openpyxl.utils.cell import range_boundaries  # type: ignore[import-untyped, unused-ignore]

from improve.core.sheets.packed import look_over
from improve.core.sheets.rows import (
    ESCAPED_CONTROL,
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    CellProblem,
    Row,
    Sheet,
    SheetRefused,
    check_width,
    too_many_rows,
    trimmed,
)

LAST_ROW = 1_048_576  # the last row that Excel has; a file may claim any number
MAX_GAPS = 10_000_000  # cells, counting the empty ones that a far-off cell in a row brings with it
MERGE = re.compile(
    rb"<(?:\w{1,8}:)?mergeCell\s[^<>]*?ref=[\"']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})[\"']"
)
MAX_MERGES = 2_000
FORMULA_ERRORS = {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
DAMAGED = "This workbook is damaged and cannot be opened. Open it in Excel, save it again and send that."


def read(raw: bytes, worksheet: str | None = None) -> Sheet:
    raw, may_hold_formulas = look_over(raw)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # openpyxl warns of drop-down lists and the like that we do not need.
            return read_checked(raw, worksheet, may_hold_formulas)
    except SheetRefused:
        raise
    except Exception as error:  # openpyxl raises whatever the broken part made happen.
        raise SheetRefused(DAMAGED) from error


def read_checked(raw: bytes, worksheet: str | None, may_hold_formulas: bool) -> Sheet:
    book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
    try:
        found = {page.title: page_rows(page) for page in book.worksheets}
        filled = [title for title in found if found[title]]
        if not filled:
            raise SheetRefused("This workbook is empty: no cell holds anything.")
        hidden = {page.title for page in book.worksheets if page.sheet_state != "visible"}
        chosen = worksheet if worksheet in filled else fullest(found, filled, hidden)
        values = dict(found[chosen])
        fill_down(values, merged_downwards(book[chosen]))
        is_1904 = book.epoch.year == 1904
    finally:
        book.close()
    others = sorted((title for title in filled if title != chosen), key=lambda title: title in hidden)
    worked_out = formulas(raw, chosen) if may_hold_formulas else set()
    rows, problems = settled(values, worked_out)
    return Sheet(rows, "XLSX", chosen, others, is_1904=is_1904, problems=problems)


RawRow = tuple[int, tuple[Any, ...]]


def fullest(found: dict[str, list[RawRow]], filled: list[str], hidden: set[str]) -> str:
    """The worksheet with most filled cells. What somebody has hidden, such as the words of a drop-down, comes last."""
    cells = {title: sum(value is not None for _, row in found[title] for value in row) for title in filled}
    return max(filled, key=lambda title: (title not in hidden, cells[title]))


def page_rows(page: Any) -> list[RawRow]:
    """Rows that hold something, with their numbers; values as openpyxl gives them."""
    page.reset_dimensions()  # The file's own claim about its size is often wrong.
    rows: list[RawRow] = []
    seen = 0
    for number, values in enumerate(islice(page.iter_rows(values_only=True), LAST_ROW), start=1):
        seen += len(values)
        if seen > MAX_GAPS:
            raise SheetRefused(f"This sheet is too wide. A sheet may have up to {MAX_COLUMNS} columns.")
        if any(value is not None for value in values):
            rows.append((number, values))
    return rows


Merge = tuple[int, int, int]  # column, from 0; first row and last row


def merged_downwards(page: Any) -> list[Merge]:
    """The cells merged over several rows, as one ward beside its five ideas."""
    with (
        page._get_source() as part
    ):  # openpyxl tells nothing of merges where it reads without building the sheet
        found = MERGE.findall(part.read())
    ranges: list[Any] = [range_boundaries(where.decode()) for where in found[:MAX_MERGES]]
    return [(left - 1, top, bottom) for left, top, _, bottom in ranges if bottom > top]


def fill_down(values_at: dict[int, tuple[Any, ...]], merges: list[Merge]) -> None:
    """Each row of a merged cell says what the cell says; a row that holds nothing else stays empty."""
    numbers = sorted(values_at)
    for column, top, bottom in merges:
        first = values_at.get(top, ())
        if column >= min(len(first), MAX_COLUMNS) or first[column] is None:
            continue
        for number in numbers[bisect_right(numbers, top) : bisect_right(numbers, bottom)][:MAX_ROWS]:
            row = values_at[number]
            if column >= len(row) or row[column] is None:
                row = row + (None,) * (column + 1 - len(row))
                values_at[number] = (*row[:column], first[column], *row[column + 1 :])


def formulas(raw: bytes, worksheet: str) -> set[tuple[int, int]]:
    """Row and column of each cell whose value is worked out."""
    book = load_workbook(io.BytesIO(raw), read_only=True, keep_links=False)
    try:
        page = book[worksheet]
        page.reset_dimensions()
        return {
            (number, column)
            for number, cells in enumerate(islice(page.iter_rows(), LAST_ROW), start=1)
            for column, cell in enumerate(cells)
            if cell.data_type == "f"
        }
    finally:
        book.close()


def settled(
    values_at: dict[int, tuple[Any, ...]], worked_out: set[tuple[int, int]]
) -> tuple[list[Row], list[CellProblem]]:
    """Rows of plain cells; a formula that has no result, or an error for one, leaves its cell empty."""
    rows: list[Row] = []
    problems: list[CellProblem] = []
    formula_columns = grouped(worked_out)
    for number in sorted(values_at.keys() | formula_columns.keys()):
        values = values_at.get(number, ())
        wrong = wrong_cells(number, values, formula_columns.get(number, []))
        cells = trimmed(
            ["" if column in wrong else settled_cell(value) for column, value in enumerate(values)]
        )
        check_width(cells, number)
        problems += [CellProblem(number, column, words) for column, words in wrong.items()]
        if cells or wrong:
            rows.append(Row(number, cells))
        if len(rows) > MAX_ROWS:
            raise too_many_rows()
    return rows, problems


def grouped(worked_out: set[tuple[int, int]]) -> dict[int, list[int]]:
    columns: dict[int, list[int]] = {}
    for number, column in sorted(worked_out):
        columns.setdefault(number, []).append(column)
    return columns


def wrong_cells(number: int, values: tuple[Any, ...], formula_columns: list[int]) -> dict[int, str]:
    """Column to what is wrong with the formula there."""
    wrong = {
        column: f"a formula that ends in an error ({value})"
        for column, value in enumerate(values)
        if isinstance(value, str) and value in FORMULA_ERRORS
    }
    for column in formula_columns:
        if column >= len(values) or values[column] is None:
            wrong[column] = "a formula without a stored result"
    return wrong


def settled_cell(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, int | float | dt.date):
        return value
    return ESCAPED_CONTROL.sub(lambda found: chr(int(found.group(1), 16)), str(value))
