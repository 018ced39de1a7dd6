"""Rows and a mapping to ideas that are ready to be written, and what is wrong with the others."""

import datetime as dt
from collections.abc import Iterator

from improve.imports.columns import Mapping
from improve.imports.planned import Plan, PlannedIdea, Problem
from improve.imports.reading import RowReader
from improve.imports.rows import Sheet, in_words
from improve.imports.team_names import CREATE, REFUSE, TeamNames, UnknownTeam
from improve.imports.values import folded

__all__ = ["CREATE", "REFUSE", "Plan", "PlannedIdea", "Problem", "UnknownTeam", "plan"]


def plan(
    sheet: Sheet,
    mapping: Mapping,
    teams: dict[str, str],
    today: dt.date,
    team_choices: dict[str, str] | None = None,
    stage_choices: dict[str, str] | None = None,
) -> Plan:
    """What an import would write. The same file gives the same fingerprints, so it can be sent again.

    `teams`: name to id. `team_choices`: unknown name to a team's id, CREATE or REFUSE; the empty name stands
    for rows that name no team. `stage_choices`: wording to stage, where the guess is wrong.
    """
    names = TeamNames(teams, team_choices or {})
    reader = RowReader(sheet, mapping, names, today, stage_choices or {})
    result = Plan()
    seen = Seen()
    for row in reader.rows:
        idea, problems = reader.read(row)
        if idea is None:
            result.skipped += 1
            continue
        if not any(problem.is_fatal for problem in problems):
            problems += seen.again(idea, mapping.label("text"))
        if not any(problem.is_fatal for problem in problems):
            result.rows.append(idea)
        result.problems += problems
    result.unknown_teams = list(names.unknown.values())
    result.unknown_stages = sorted(words for words, stage in reader.stages.items() if stage is None)
    result.notes = list(notes(reader, result))
    return result


class Seen:
    """The ideas so far, to find one that comes again in the same file."""

    def __init__(self) -> None:
        self.row_of_fingerprint: dict[str, int] = {}
        self.row_of_text: dict[str, int] = {}

    def again(self, idea: PlannedIdea, column: str) -> list[Problem]:
        same = self.row_of_fingerprint.setdefault(idea.fingerprint, idea.row)
        if same != idea.row:
            return [
                Problem(idea.row, column, f"the same idea as in row {same}; it comes in once", is_fatal=True)
            ]
        similar = self.row_of_text.setdefault(folded(idea.text), idea.row)
        if similar != idea.row:
            return [Problem(idea.row, column, f"the same words as in row {similar}", is_fatal=False)]
        return []


def notes(reader: RowReader, result: Plan) -> Iterator[str]:
    """Sentences about what was guessed for a whole column."""
    dates = [found for found in reader.dates["date"].values() if found.is_ambiguous and found.day]
    if dates and not reader.is_month_first["date"] and dates[0].day:
        yield (
            f"{count(len(dates), 'date')} could be read with the month first. "
            f"We read the day first, so the first of them is {in_words(dates[0].day)}."
        )
    testing = sum(idea.was_testing for idea in result.rows)
    if testing:
        yield f"{count(testing, 'idea')} being tried out: ready on the board, where a cycle can be started."
    waiting = sum(idea.needs_answer for idea in result.rows)
    if waiting:
        yield f"{count(waiting, 'idea')} without an answer: the time to answer starts with this import."


def count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
