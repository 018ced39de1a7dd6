"""Lists of people and of teams: a heading row in known words, one line each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from improve.core.sheets.rows import CellProblem, Row, Sheet, SheetRefused, is_blank
from improve.core.text import listing
from improve.imports.beyond import beyond_headings
from improve.imports.columns import HEADING_WITHIN, Mapping, headings_in
from improve.imports.models import Import
from improve.imports.planned import Problem
from improve.imports.values import clean_line, team_key

Headings = dict[str, tuple[str, ...]]  # field to the words that may stand above it
Columns = dict[str, int]  # field to column, from 0, as somebody said


@dataclass
class ListPlan:
    """What a list would write. `changes`: a sentence and how many rows it is true of."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    changes: dict[str, int] = field(default_factory=dict)
    losses: list[str] = field(default_factory=list)  # who would no longer lead which team
    known: int = 0  # lines that are here just so

    @property
    def refused_rows(self) -> list[int]:
        """Rows that stay out."""
        return sorted({problem.row for problem in self.problems if problem.is_fatal})

    @property
    def notes(self) -> list[str]:
        """The changes in sentences, for who has no page before them."""
        changes = [f"{sentence}: {rows:,}" for sentence, rows in self.changes.items()]
        return changes + [f"A lead who becomes a member: {who}" for who in self.losses]

    def count(self, sentence: str) -> None:
        """One more row of which this is true."""
        self.changes[sentence] = self.changes.get(sentence, 0) + 1


@dataclass(frozen=True)
class ListKind:
    """What differs between the lists. `look` says what the columns hold; columns that were named need no heading."""

    what: str
    headings: Headings
    look: Callable[[Sheet, Columns], Mapping]
    plan: Callable[[Import, Sheet], ListPlan]


class Line:
    """One line of the list, with the problems that it has."""

    def __init__(self, row: Row, mapping: Mapping, problems: list[Problem]) -> None:
        self.row, self.mapping, self.problems, self.is_refused = row, mapping, problems, False
        self.unreadable: set[int] = set()  # columns of which the reason was said

    def words(self, name: str, most: int = 120) -> str:
        """What the cell says, on one line; too much keeps the line out."""
        said = clean_line(self.row.cell(self.mapping.columns.get(name)))
        if len(said) > most:
            self.refuse(name, f"{len(said):,} characters here; there is room for {most:,}")
        return said

    def refuse(self, name: str, words: str) -> None:
        """The line stays out. A cell that could not be read was said before: what follows from it is not."""
        self.is_refused = True
        if self.mapping.columns.get(name) in self.unreadable:
            return
        self.problems.append(Problem(self.row.number, self.mapping.label(name), words, is_fatal=True))

    def refuse_cell(self, found: CellProblem) -> None:
        """The line stays out: nobody knows what stands in this cell."""
        self.is_refused = True
        self.unreadable.add(found.column)
        label = self.mapping.column_label(found.column)
        self.problems.append(Problem(self.row.number, label, found.words, is_fatal=True))

    def note(self, name: str, words: str) -> None:
        """The line comes in as the words say."""
        self.problems.append(Problem(self.row.number, self.mapping.label(name), words, is_fatal=False))


def find_columns(sheet: Sheet, headings: Headings, needed: Iterable[str], example: str) -> Mapping:
    """The row in which most headings are known. Raises SheetRefused where one that is needed is missing."""
    known = {team_key(words): name for name, all_words in headings.items() for words in all_words}
    rows = [(row, columns_in(row, known)) for row in sheet.rows[:HEADING_WITHIN]]
    row, columns = max(rows, key=lambda found: len(found[1]), default=(Row(1, ()), {}))
    missing = [headings[name][0] for name in needed if name not in columns]
    if missing:
        raise SheetRefused(
            f"We found no column called {listing([f'“{name}”' for name in missing])}. "
            f"Write a heading above each column, such as {example}, and send the sheet again."
        )
    return Mapping(row.number, columns, headings_in(row))


def columns_in(row: Row, known: dict[str, str]) -> dict[str, int]:
    """Field to the first column that has one of its headings."""
    columns: dict[str, int] = {}
    for column, heading in enumerate(headings_in(row)):
        name = known.get(team_key(heading))
        if name:
            columns.setdefault(name, column)
    return columns


def lines_below(sheet: Sheet, mapping: Mapping, problems: list[Problem]) -> Iterable[Line]:
    """The lines that hold something; a formula without a result keeps its line out. Of a broken one no more is read."""
    used = set(mapping.columns.values())
    wrong: dict[int, list[CellProblem]] = {}
    for found in (*sheet.problems, *beyond_headings(sheet, mapping)):
        if found.is_fatal or found.column in used:
            wrong.setdefault(found.row, []).append(found)
    for row in sheet.rows:
        if row.number > mapping.heading_row and not all(is_blank(cell) for cell in row.cells):
            line = Line(row, mapping, problems)
            for found in wrong.get(row.number, []):
                line.refuse_cell(found)
            if not any(found.is_fatal for found in wrong.get(row.number, [])):
                yield line
