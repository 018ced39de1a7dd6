"""One row and a mapping to one planned idea, with everything that is wrong with the row."""

import datetime as dt
import hashlib
from collections.abc import Iterable

from improve.core.sheets.rows import CellProblem, Row, Sheet, in_words, is_blank
from improve.ideas.stages import TEXT_LEAST, TEXT_MOST, Stage
from improve.imports.beyond import beyond_headings
from improve.imports.columns import Mapping
from improve.imports.planned import PlannedIdea, Problem
from improve.imports.team_names import FoundTeam, TeamNames
from improve.imports.values import (
    ReadDate,
    author_name,
    clean_line,
    clean_text,
    folded,
    guess_stages,
    looks_like_date,
    read_date,
)

TITLE_MOST = 120  # letters, as an idea's title may have
MOST = {  # letters; nothing longer is cut, for what is cut is lost
    "suggestion": TEXT_MOST,
    "answer": TEXT_MOST,
    "author": 200,
    "owner": 200,
    "team": 200,
    "benefits": 200,
    "category": 200,
    "number": 100,
    "stage": 200,
}
# What a prepared but empty line of a log may hold: a running number, a drop-down's first choice.
SAYS_NO_IDEA = {"number", "stage", "team", "date", "category"}
TOTALS = {"total", "totals", "grand total", "sum", "count", "end", "end of list"}


class RowReader:
    """Knows the whole columns, for they say how a date or a traffic light is meant."""

    def __init__(
        self, sheet: Sheet, mapping: Mapping, teams: TeamNames, today: dt.date, stage_choices: dict[str, str]
    ) -> None:
        self.sheet, self.mapping, self.teams, self.today = sheet, mapping, teams, today
        self.rows = [row for row in sheet.rows if row.number > mapping.heading_row]
        self.wrong_cells: dict[int, list[CellProblem]] = {}
        for wrong in (*sheet.problems, *beyond_headings(sheet, mapping)):
            self.wrong_cells.setdefault(wrong.row, []).append(wrong)
        self.sound_rows = [row for row in self.rows if not self.is_broken(row)]
        self.stages = self.stages_of_column(stage_choices)
        self.dates = {name: self.dates_of_column(name) for name in ("date", "answered_on")}
        self.is_mixed = {name: is_mixed(dates.values()) for name, dates in self.dates.items()}

    def read(self, row: Row) -> tuple[PlannedIdea | None, list[Problem]]:
        """No idea and no problem: the row is none of the log's entries. Problems alone: it cannot be read."""
        problems = self.wrong(row)
        if self.is_broken(row):
            return None, problems
        if self.is_no_entry(row) and not any(problem.is_fatal for problem in problems):
            return None, []
        problems += self.too_long(row)
        title, text, suggestion = self.words(row, problems)
        team = self.team(row, problems)
        raised, answered = self.raised(row, problems), self.answered(row, problems)
        stage = self.stage(row, problems)
        reference = self.line(row, "number")
        idea = PlannedIdea(
            row=row.number,
            text=text,
            suggestion=suggestion,
            title=title,
            team_id=team.id,
            team_name=team.name,
            raised_on=raised.day,
            author_name=author_name(self.cell(row, "author")),
            stage=Stage.READY if stage == Stage.TESTING else stage,
            stage_words=self.line(row, "stage"),
            was_testing=stage == Stage.TESTING,
            answer=clean_text(self.cell(row, "answer")),
            answered_on=answered.day,
            owner_name=author_name(self.cell(row, "owner")),
            benefits=self.line(row, "benefits"),
            category=self.line(row, "category"),
            reference=reference,
            fingerprint=fingerprint(text, team.name, raised.key),
        )
        self.check_answer(idea, problems)
        return idea, problems

    def cell(self, row: Row, name: str) -> str | int | float | dt.date:
        return row.cell(self.mapping.columns.get(name))

    def line(self, row: Row, name: str) -> str:
        return clean_line(self.cell(row, name))

    def problem(self, row: Row, name: str, words: str, is_fatal: bool) -> Problem:
        return Problem(row.number, self.mapping.label(name), words, is_fatal)

    # Rows that are no entries, and cells that could not be read

    def is_no_entry(self, row: Row) -> bool:
        """Headings again, the name of a month or a total between the rows, a prepared empty line."""
        filled = [cell for cell in row.cells if not is_blank(cell)]
        if [folded(in_words(cell)) for cell in row.cells] == [
            folded(words) for words in self.mapping.headings
        ]:
            return True
        if len(filled) == 1 and self.is_divider(filled[0]):
            return True
        used = {name for name in self.mapping.columns if not is_blank(self.cell(row, name))}
        return used <= SAYS_NO_IDEA

    def is_divider(self, cell: str | int | float | dt.date) -> bool:
        return folded(in_words(cell)).rstrip(":") in TOTALS or looks_like_date(cell, self.today)

    def is_broken(self, row: Row) -> bool:
        """Its cells hold what belongs to others, so nothing that they say is believed."""
        return any(wrong.is_fatal for wrong in self.wrong_cells.get(row.number, []))

    def wrong(self, row: Row) -> list[Problem]:
        """Formulas without a result matter in a column that is used; a lost quotation mark always."""
        fields = {column: name for name, column in self.mapping.columns.items()}
        return [
            Problem(
                row.number,
                self.mapping.column_label(wrong.column),
                wrong.words,
                is_fatal=wrong.is_fatal or fields.get(wrong.column) == "text",
            )
            for wrong in self.wrong_cells.get(row.number, [])
            if wrong.is_fatal or wrong.column in fields
        ]

    def too_long(self, row: Row) -> list[Problem]:
        return [
            self.problem(row, name, f"{length:,} characters here; there is room for {most:,}", is_fatal=True)
            for name, most in MOST.items()
            if (length := len(clean_text(self.cell(row, name)))) > most
        ]

    # What each field says

    def words(self, row: Row, problems: list[Problem]) -> tuple[str, str, str]:
        """Title, text and suggestion. The first that is filled in is the idea where its own column is empty."""
        title, suggestion = self.line(row, "title"), clean_text(self.cell(row, "suggestion"))
        text = clean_text(self.cell(row, "text"))
        if not text and suggestion:
            text, suggestion = suggestion, ""
        if not text or len(title) > TITLE_MOST:
            title, text = "", f"{title}\n\n{text}".strip()
        if not text:
            is_told = any(found.is_fatal and found.column == self.mapping.label("text") for found in problems)
            empty = self.problem(row, "text", "there is no idea in this row", is_fatal=True)
            problems += [] if is_told else [empty]  # a formula without a result is why it is empty
        elif not TEXT_LEAST <= len(text) <= TEXT_MOST:
            words = f"the idea has {len(text):,} characters; it may have {TEXT_LEAST} to {TEXT_MOST:,}"
            problems.append(self.problem(row, "text", words, is_fatal=True))
        return title, text, suggestion

    def team(self, row: Row, problems: list[Problem]) -> FoundTeam:
        team = self.teams.find(self.line(row, "team"), row.number)
        if team.problem:
            problems.append(self.problem(row, "team", team.problem, is_fatal=True))
        return team

    def raised(self, row: Row, problems: list[Problem]) -> ReadDate:
        """A date that cannot be right keeps its row out: corrected later, the row would come in twice."""
        found = self.dates["date"].get(row.number, ReadDate())
        words = found.problem or self.doubt("date", found) or found.note
        if found.is_unreadable:
            words += "; the idea comes in without a date"
        if words:
            problems.append(self.problem(row, "date", words, bool(found.problem) and not found.is_unreadable))
        return found

    def answered(self, row: Row, problems: list[Problem]) -> ReadDate:
        found = self.dates["answered_on"].get(row.number, ReadDate())
        raised = self.dates["date"].get(row.number, ReadDate()).day
        words = (
            f"{found.problem}; it is left out"
            if found.problem
            else self.doubt("answered_on", found) or found.note
        )
        if found.day and raised and found.day < raised:
            words, found = "the answer is dated before the idea; its date is left out", ReadDate()
        if words:
            problems.append(self.problem(row, "answered_on", words, is_fatal=False))
        return found

    def doubt(self, name: str, found: ReadDate) -> str:
        """Day or month first matters where the column has dates that can only be read the one way and the other."""
        if found.day is None or not found.is_ambiguous or not self.is_mixed[name]:
            return ""
        other = dt.date(found.day.year, found.day.day, found.day.month)
        words = f"read as {in_words(found.day)}; it could also be {in_words(other)}"
        return f"{words}, as some dates here have the month first"

    def stage(self, row: Row, problems: list[Problem]) -> Stage:
        words = self.line(row, "stage")
        stage = self.stages.get(words)
        if stage is None and words:
            said = f"“{words[:60]}” is no stage we know; it counts as new"
            problems.append(self.problem(row, "stage", said, is_fatal=False))
        return stage or Stage.NEW

    def check_answer(self, idea: PlannedIdea, problems: list[Problem]) -> None:
        if idea.stage == Stage.NOT_NOW and not idea.answer:
            words = "the idea was turned down without an answer, so its author cannot read why"
            problems.append(Problem(idea.row, self.mapping.label("answer"), words, is_fatal=False))

    # Whole columns

    def stages_of_column(self, choices: dict[str, str]) -> dict[str, Stage | None]:
        guessed = guess_stages(
            (self.line(row, "stage") for row in self.sound_rows), self.mapping.label("stage")
        )
        chosen = {folded(words): Stage(stage) for words, stage in choices.items()}
        return {words: chosen.get(folded(words), stage) for words, stage in guessed.items()}

    def dates_of_column(self, name: str) -> dict[int, ReadDate]:
        """By row. Dates that show that the month comes first, and none that shows the contrary, speak for all."""
        if name not in self.mapping.columns:
            return {}
        cells = {row.number: self.cell(row, name) for row in self.sound_rows}
        is_1904 = self.sheet.is_1904
        dates = {number: read_date(cell, self.today, is_1904) for number, cell in cells.items()}
        if not any(found.is_month_first for found in dates.values()) or is_mixed(dates.values()):
            return dates
        return {number: read_date(cell, self.today, is_1904, True) for number, cell in cells.items()}


def is_mixed(dates: Iterable[ReadDate]) -> bool:
    """Some can only be read with the month first, some only with the day first."""
    found = list(dates)
    return any(date.is_month_first for date in found) and any(date.is_day_first for date in found)


def fingerprint(*parts: str) -> str:
    """The same for the same text, team and day in any file, organisation and year, whatever else the row says."""
    return hashlib.sha256("\x1f".join(folded(part) for part in parts).encode()).hexdigest()
