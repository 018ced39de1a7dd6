"""Text files: CSV, TSV and the semicolon CSV of other countries' Excel."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from improve.core.sheets.rows import (
    MAX_ROWS,
    CellProblem,
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
    rows = list(rows_of(text, delimiter))
    return Sheet(rows, kind="CSV", encoding=encoding, problems=open_quotation(text, rows))


def decode(raw: bytes) -> tuple[str, str]:
    """The text and the name of its encoding."""
    for mark, codec, shown in (
        (codecs.BOM_UTF8, "utf-8", "UTF-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
    ):
        if raw.startswith(mark):
            return decode_or_refuse(raw[len(mark) :], codec), shown
    silent = utf_16_without_mark(raw)
    if silent:
        return decode_or_refuse(raw, silent), "UTF-16"
    try:
        return raw.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        # Five bytes mean nothing in Windows-1252; one of them must not cost the whole file.
        return raw.decode("cp1252", errors="replace"), "Windows-1252"


def decode_or_refuse(raw: bytes, codec: str) -> str:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError as error:
        raise SheetRefused(
            "This file is damaged: its letters cannot be read. Save it again as CSV."
        ) from error


def utf_16_without_mark(raw: bytes) -> str:
    """Every second byte of Western text in UTF-16 is null."""
    sample = raw[:2000]
    if sample[1::2].count(0) > len(sample) * 0.4:
        return "utf-16-le"
    return "utf-16-be" if sample[::2].count(0) > len(sample) * 0.4 else ""


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


def rows_of(text: str, delimiter: str) -> Iterator[Row]:
    number = kept = 0
    try:
        for number, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1
        ):
            filled = trimmed(list(cells))
            if not filled:
                continue
            check_width(filled, number)
            kept += 1
            if kept > MAX_ROWS:
                raise too_many_rows()
            yield Row(number, filled)
    except csv.Error as error:
        raise SheetRefused(
            f"Row {number + 1} cannot be read: a cell is far too long, "
            "or a quotation mark is opened in it and never closed."
        ) from error


def open_quotation(text: str, rows: list[Row]) -> list[CellProblem]:
    """A quotation mark without its partner swallows the rows after it into one cell."""
    if not rows or text.count('"') % 2 == 0:
        return []
    last = rows[-1]
    column = len(last.cells) - 1
    if "\n" not in str(last.cells[column]).strip():
        return []
    words = "a quotation mark is opened here and never closed, so the rows after it are hidden in this cell"
    return [CellProblem(last.number, column, words, is_fatal=True)]
