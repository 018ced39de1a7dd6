"""Cells to what an idea holds: texts, names, dates and stages."""

import re
import unicodedata

from improve.core.sheets.dates import ReadDate, looks_like_date, read_date
from improve.core.sheets.rows import Cell, in_words
from improve.imports.stage_words import guess_stage, guess_stages
from improve.teams.keys import team_key

__all__ = [
    "ReadDate",
    "author_name",
    "clean_line",
    "clean_text",
    "folded",
    "guess_stage",
    "guess_stages",
    "is_nobody",
    "looks_like_date",
    "read_date",
    "team_key",
]

LINE_BREAKS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufeff\ud800-\udfff]")
# Exports put an apostrophe before these so that Excel does not take the cell for a formula.
GUARDED = re.compile(r"\A'(?=[=+\-@])")
QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\xa0": " "})

NOBODY = {
    "anon",
    "anonymous",
    "not given",
    "not stated",
    "unknown",
    "n/a",
    "na",
    "none",
    "nil",
    "no name",
    "staff",
    "?",
    "-",
}


def clean_text(cell: Cell) -> str:
    """Lines kept, edges trimmed, NFC, without null bytes and other codes that are no text."""
    words = LINE_BREAKS.sub("\n", in_words(cell))
    words = GUARDED.sub("", NOT_TEXT.sub("", words).strip())
    return unicodedata.normalize("NFC", words).strip()


def clean_line(cell: Cell) -> str:
    """The same on one line."""
    return " ".join(clean_text(cell).split())


def author_name(cell: Cell) -> str:
    """The name as written; nothing where it says that there is none."""
    name = clean_line(cell)
    return "" if is_nobody(name) else name


def is_nobody(name: str) -> bool:
    return name.casefold().strip(" .()") in NOBODY


def folded(words: str) -> str:
    """For comparing: the same for text that differs only in capitals, spaces or the shape of its quotes."""
    plain = unicodedata.normalize("NFKC", words.translate(QUOTES)).casefold()
    return " ".join(plain.split())
