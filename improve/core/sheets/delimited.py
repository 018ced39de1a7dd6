"""Text files: CSV, TSV and the semicolon CSV of other countries' Excel."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from improve.core.sheets.encoding import decode
from improve.core.sheets.quotations import has_lines, lost_rows
from improve.core.sheets.rows import (
    MAX_ROWS,
    Row,
    Sheet,
    SheetRefused,
    check_width,
    too_many_rows,
    trimmed,
)

DELIMITERS = ",;\t|"
SAMPLE_LETTERS = 64 * 1024
SAMPLE_ROWS = 200
NO_DELIMITER = "\x1f"  # the unit separator: a file with one column holds none
MAX_CONTROL_SHARE = 0.01  # text has next to none; a picture or a program has many

CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
SEPARATOR_LINE = re.compile(r"\A\"?sep=(.)\"?\r?\n", re.IGNORECASE)


def read(name: str, raw: bytes) -> Sheet:
    text, encoding = decode(raw)
    if len(CONTROL.findall(text)) > max(2, len(text) * MAX_CONTROL_SHARE):
        raise SheetRefused(
            "This file is not a spreadsheet we can read. Send an Excel workbook (.xlsx) or CSV."
        )
    if not any(letter.isalnum() for letter in text):
        raise SheetRefused("This sheet is empty: no cell holds anything.")
    told = SEPARATOR_LINE.match(text)
    if told:
        text = text[told.end() :]
    delimiter = told.group(1) if told else sniff(text, name)
    widths: Counter[int] = Counter()
    rows = list(rows_of(text, delimiter, widths))
    width = max(widths, key=lambda width: (widths[width], width), default=0)
    problems = lost_rows(text, rows, delimiter, width)
    return Sheet(rows, kind="CSV", encoding=encoding, problems=problems)


def sniff(text: str, name: str) -> str:
    """The delimiter that cuts the most rows into the same number of cells."""
    sample = text[:SAMPLE_LETTERS]
    best = max(DELIMITERS, key=lambda delimiter: evenness(sample, delimiter))
    if evenness(sample, best) > (0.0, 0):
        return best
    return "\t" if name.lower().endswith((".tsv", ".tab")) else NO_DELIMITER


def evenness(sample: str, delimiter: str) -> tuple[float, int]:
    widths = [len(row) for row in sampled(sample, delimiter) if any(cell.strip() for cell in row)]
    several = [width for width in widths if width > 1]
    if not several:
        return (0.0, 0)
    width, count = Counter(several).most_common(1)[0]
    is_even = count >= len(widths) / 2 or len(several) >= len(widths) * 0.9
    return (count / len(widths), width) if is_even else (0.0, 0)


def sampled(sample: str, delimiter: str) -> list[list[str]]:
    rows = []
    try:
        for row in islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), SAMPLE_ROWS):
            rows.append(row)
    except csv.Error:
        pass  # The full reading says it with a row number.
    return rows[:-1] if len(sample) == SAMPLE_LETTERS else rows


def rows_of(text: str, delimiter: str, widths: Counter[int]) -> Iterator[Row]:
    """The rows that hold something; `widths` hears how many cells those of one line have, with the empty ones."""
    number = kept = 0
    try:
        for number, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1
        ):
            filled = trimmed(list(cells))
            if not filled:
                continue
            check_width(filled, number)
            widths[len(cells)] += not any(map(has_lines, cells))
            kept += 1
            if kept > MAX_ROWS:
                raise too_many_rows()
            yield Row(number, filled)
    except csv.Error as error:
        raise SheetRefused(
            f"Row {number + 1} cannot be read: a cell is far too long, "
            "or a quotation mark is opened in it and never closed."
        ) from error
