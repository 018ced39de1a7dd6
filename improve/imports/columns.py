"""Guesses which row holds the headings and which column holds what. A person may change every guess."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from improve.core.sheets.rows import Row, Sheet, SheetRefused, in_words, is_blank
from improve.imports.headings import FIELDS, meanings
from improve.imports.looks import Look, looks_of
from improve.imports.values import clean_line, folded, looks_like_date, team_key

__all__ = ["FIELDS", "Mapping", "find_heading", "guess"]

HEADING_WITHIN = 40  # rows that hold something, from the top
LONGEST_HEADING = 90  # letters
LONELY_HEADING_WORDS = 3  # a single heading of more words may as well be the first idea
RECURS_WITHIN = 60  # rows below in which a real heading does not come again by itself
SAYS_IDEA = ("text", "suggestion", "title")  # each of them may be the idea
LEAST_TEXT = 15  # letters on average in a column that could hold ideas
NO_HEADINGS = Row(0, ())  # stands above a sheet that begins with its first idea
NO_HEADING = (
    "We found no row of headings. Write a heading above each column, such as Idea, Date, Ward, Name and Status, "
    "and send the sheet again."
)


@dataclass(frozen=True)
class Mapping:
    """Field to column, from 0. A field that is not here has no column."""

    heading_row: int  # its number in the sheet, 0 where there is none; everything above it is left out
    columns: dict[str, int]
    headings: list[str] = field(default_factory=list)

    def label(self, name: str) -> str:
        """The heading over a field's column, as the sheet has it."""
        return self.column_label(self.columns[name]) if name in self.columns else ""

    def column_label(self, column: int) -> str:
        heading = self.headings[column] if column < len(self.headings) else ""
        return heading or f"column {letter(column)}"

    @property
    def is_named(self) -> bool:
        """Whether the headings themselves say that this is a log: one means the idea, or two mean something."""
        named = [found for found in map(meanings, self.headings) if found]
        return len(named) > 1 or any(name in found for found in named for name in SAYS_IDEA)

    def problems(self) -> dict[str, str]:
        """Field to sentence, for each choice that cannot stand."""
        missing = {} if "text" in self.columns else {"text": "Choose the column that holds the idea."}
        return missing | self.taken_twice()

    def taken_twice(self) -> dict[str, str]:
        """The same for each field whose column another one has."""
        wrong: dict[str, str] = {}
        taken: dict[int, str] = {}
        for name, column in self.columns.items():
            if column in taken:
                wrong[name] = f"{self.column_label(column)} is chosen twice. Choose another column or none."
            taken.setdefault(column, name)
        return wrong


def guess(sheet: Sheet, team_names: Iterable[str] = ()) -> Mapping:
    """Raises SheetRefused where no row looks like headings and no column like ideas."""
    try:
        return guess_below(sheet, find_heading(sheet), team_names)
    except SheetRefused:
        by_look = guess_below(sheet, NO_HEADINGS, team_names)
        if "text" in by_look.columns:
            return by_look
        raise


def guess_below(sheet: Sheet, heading: Row, team_names: Iterable[str] = ()) -> Mapping:
    """What the columns hold where that row has the headings."""
    headings = headings_in(heading)
    below = [row for row in sheet.rows if row.number > heading.number]
    looks = looks_of(below, max(sheet.width, len(headings)), {team_key(name) for name in team_names})
    columns = by_words(headings, looks)
    fill_by_look(columns, looks, headings)
    return Mapping(heading.number, {name: columns[name] for name in FIELDS if name in columns}, headings)


def heading_at(sheet: Sheet, number: int | None) -> Row | None:
    """The row that a person chose for the headings, 0 for none."""
    return next((row for row in (NO_HEADINGS, *sheet.rows) if row.number == number), None)


def find_heading(sheet: Sheet) -> Row:
    top = sheet.rows[:HEADING_WITHIN]
    scores = [heading_score(sheet.rows, index) for index in range(len(top))]
    best = max(range(len(top)), key=lambda index: (scores[index], -index), default=None)
    if best is None:
        raise SheetRefused(NO_HEADING)
    if scores[best] >= 2 or (scores[best] == 1 and is_lonely_heading(top[best])):
        return top[best]
    unknown = next((row for index, row in enumerate(top) if is_unknown_heading(sheet.rows, index)), None)
    if unknown is None:
        raise SheetRefused(NO_HEADING)
    return unknown


def heading_score(rows: list[Row], index: int) -> int:
    """How many different fields the cells of a row name; 0 where it holds a date or a long text."""
    if not may_be_heading(rows[index]):
        return 0
    named = {
        max(found, key=lambda name: found[name])
        for column, cell in enumerate(rows[index].cells)
        if (found := meanings(clean_line(cell))) and not recurs(rows, index, column)
    }
    return len(named)


def may_be_heading(row: Row) -> bool:
    filled = [cell for cell in row.cells if not is_blank(cell)]
    return all(
        isinstance(cell, str) and len(cell) <= LONGEST_HEADING and not looks_like_date(cell, dt.date.max)
        for cell in filled
    ) and bool(filled)


def recurs(rows: list[Row], index: int, column: int) -> bool:
    """Whether the cell comes again below, as `Ward 7` or `Open` does; a whole heading row may be repeated."""
    row = rows[index]
    words = folded(in_words(row.cell(column)))
    return any(
        folded(in_words(other.cell(column))) == words and other.cells != row.cells
        for other in rows[index + 1 : index + 1 + RECURS_WITHIN]
    )


def is_lonely_heading(row: Row) -> bool:
    """One recognised word is enough where it can only be a heading over ideas."""
    filled = [clean_line(cell) for cell in row.cells if not is_blank(cell)]
    return any(
        "text" in meanings(cell) and (len(cell.split()) <= LONELY_HEADING_WORDS or cell.endswith("?"))
        for cell in filled
    )


def is_unknown_heading(rows: list[Row], index: int) -> bool:
    """Short different words over columns of which one is long: headings in words that we do not know."""
    cells = [folded(in_words(cell)) for cell in rows[index].cells if not is_blank(cell)]
    if len(cells) < 2 or len(set(cells)) < len(cells) or not may_be_heading(rows[index]):
        return False
    if any(recurs(rows, index, column) for column in range(len(rows[index].cells))):
        return False
    looks = looks_of(rows[index + 1 :], len(rows[index].cells), set())
    lengths = zip(looks, rows[index].cells, strict=False)
    return any(look.length >= max(LEAST_TEXT, 2 * len(in_words(cell))) for look, cell in lengths)


def by_words(headings: list[str], looks: list[Look]) -> dict[str, int]:
    """Each field gets the column that claims it most strongly; each column serves one field."""
    claims = [
        (looks[column].weighed(name, weight), -column, name)
        for column, heading in enumerate(headings)
        for name, weight in meanings(heading).items()
    ]
    columns: dict[str, int] = {}
    for weight, minus_column, name in sorted(claims, reverse=True):
        if weight > 0 and name not in columns and -minus_column not in columns.values():
            columns[name] = -minus_column
    return columns


def fill_by_look(columns: dict[str, int], looks: list[Look], headings: list[str]) -> None:
    """What the headings did not tell: dates, known teams, stages and, above all, the ideas.

    A stage has no heading, or one in words that we do not know: one that we know says something else.
    """
    named = headings + [""] * (len(looks) - len(headings))
    free = [column for column in range(len(looks)) if column not in columns.values()]
    for name in ("date", "team", "stage"):
        may_be = [column for column in free if name != "stage" or not meanings(named[column])]
        found = next((at for at in may_be if looks[at].is_clearly(name, bool(named[at]))), None)
        if name not in columns and found is not None:
            columns[name] = found
            free.remove(found)
    if "text" not in columns:
        take_text(columns, free, looks)


def take_text(columns: dict[str, int], free: list[int], looks: list[Look]) -> None:
    """Without a column for the idea itself, the suggestion is the idea, or the title, or the longest column."""
    for name in SAYS_IDEA[1:]:
        if name in columns:
            columns["text"] = columns.pop(name)
            return
    longest = max(free, key=lambda column: looks[column].length, default=None)
    if longest is not None and looks[longest].length >= LEAST_TEXT:
        columns["text"] = longest


def headings_in(row: Row) -> list[str]:
    return [clean_line(cell) for cell in row.cells]


def letter(column: int) -> str:
    """0 is A, 26 is AA, as spreadsheet programs show it."""
    first, last = divmod(column, 26)
    return (letter(first - 1) if first else "") + chr(ord("A") + last)


def whole(words: str) -> int | None:
    return int(words) if words.isdecimal() and len(words) <= 9 else None
