"""A spreadsheet file as the text that somebody would have pasted. Pure."""

import datetime as dt

from improve.core.sheets.rows import Cell, Sheet
from improve.measures.figures import as_typed


def as_text(sheet: Sheet) -> str:
    """Tabs between the cells, a line for each row; rows that hold nothing are lines too, so that numbers agree."""
    lines = [""] * (sheet.rows[-1].number if sheet.rows else 0)
    for row in sheet.rows:
        lines[row.number - 1] = "\t".join(_words(cell) for cell in row.cells)
    return "\n".join(lines)


def _words(cell: Cell) -> str:
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, float):
        return as_typed(cell) if cell == cell and abs(cell) != float("inf") else str(cell)
    return " ".join(str(cell).replace('"', "”").split())
