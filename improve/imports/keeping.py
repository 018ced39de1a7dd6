"""Rows as they are kept between two requests: JSON, packed."""

import datetime as dt
import json
import zlib
from dataclasses import asdict
from typing import Any

from improve.core.sheets.rows import Cell, CellProblem, Row, Sheet

LEVEL = 3  # of zlib: quick, and small enough for what lives a week


def packed(value: Any) -> bytes:
    """Anything of plain values; days become text."""
    words = json.dumps(value, default=str, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(words.encode("utf-8", "surrogatepass"), LEVEL)


def unpacked(kept: bytes) -> Any:
    """What was packed. Only what this program packed is ever given to it."""
    return json.loads(zlib.decompress(kept).decode("utf-8", "surrogatepass"))


def packed_sheet(sheet: Sheet) -> bytes:
    """A sheet with the kinds of its cells."""
    rows = [[row.number, [packed_cell(cell) for cell in row.cells]] for row in sheet.rows]
    problems = [asdict(problem) for problem in sheet.problems]
    return packed(vars(sheet) | {"rows": rows, "problems": problems})


def unpacked_sheet(kept: bytes) -> Sheet:
    """The sheet as it was read."""
    values = unpacked(kept)
    rows = [Row(number, tuple(unpacked_cell(cell) for cell in cells)) for number, cells in values["rows"]]
    problems = [CellProblem(**problem) for problem in values["problems"]]
    return Sheet(**values | {"rows": rows, "problems": problems})


def packed_cell(cell: Cell) -> str | int | float | list[str]:
    """A day stands in a list of its own, so that no text is taken for one."""
    return [cell.isoformat()] if isinstance(cell, dt.date) else cell


def unpacked_cell(cell: Any) -> Cell:
    """A cell of its own kind."""
    return dt.date.fromisoformat(cell[0]) if isinstance(cell, list) else cell
