"""Cells beyond the last heading of a CSV file: a comma in words without quotation marks cut them in two."""

from improve.core.sheets.rows import CellProblem, Sheet, is_blank
from improve.imports.columns import Mapping

WORDS = (
    "this row has more cells than there are headings: perhaps a comma in words without quotation marks; put the "
    "words in quotation marks, or a heading above each column, and send the file again"
)


def beyond_headings(sheet: Sheet, mapping: Mapping) -> list[CellProblem]:
    """A problem at each such row, unless most rows are so: then a column has no heading."""
    if sheet.kind != "CSV" or not mapping.heading_row:
        return []
    width = len(mapping.headings)
    told = {found.row for found in sheet.problems if found.is_fatal}  # a lost quotation mark is why
    below = [row for row in sheet.rows if row.number > mapping.heading_row and row.number not in told]
    wide = [row for row in below if len(row.cells) > width and not all(map(is_blank, row.cells[:width]))]
    if len(wide) * 2 > len(below):
        return []
    return [CellProblem(row.number, width, WORDS, is_fatal=True) for row in wide]
