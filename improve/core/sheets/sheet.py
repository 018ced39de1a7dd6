"""Bytes to rows: the one door through which a spreadsheet comes in."""

from typing import IO

from improve.core.sheets import delimited, kinds, workbook
from improve.core.sheets.rows import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    CellProblem,
    Row,
    Sheet,
    SheetRefused,
    in_words,
)

__all__ = [
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "Cell",
    "CellProblem",
    "Row",
    "Sheet",
    "SheetRefused",
    "in_words",
    "read",
]


def read(name: str, content: bytes | IO[bytes], worksheet: str | None = None) -> Sheet:
    """The rows of a CSV, TSV or XLSX file. `worksheet` chooses one; otherwise the fullest is read.

    Raises SheetRefused, and nothing else, whatever the bytes are.
    """
    raw = content if isinstance(content, bytes) else content.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise SheetRefused(
            f"This file is larger than {MAX_BYTES // 1024 // 1024} MB. "
            "Take out pictures and other worksheets, or split it, and send it again."
        )
    kinds.refuse_what_is_no_sheet(raw)
    sheet = workbook.read(raw, worksheet) if kinds.is_workbook(raw) else delimited.read(name, raw)
    if not sheet.rows:
        raise SheetRefused("This sheet is empty: no cell holds anything.")
    return sheet
