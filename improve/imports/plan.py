"""Rows and a mapping to ideas that are ready to be written, and what is wrong with the others."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from improve.core.sheets.encoding import MAC_ROMAN
from improve.core.sheets.rows import Sheet, in_words
from improve.core.text import listing, plural
from improve.ideas.stages import Stage
from improve.imports.columns import Mapping
from improve.imports.patients import kinds_in, patients_in
from improve.imports.planned import Plan, PlannedIdea, Problem
from improve.imports.reading import RowReader, fingerprint
from improve.imports.team_names import CREATE, REFUSE, TeamNames, UnknownTeam
from improve.imports.values import folded
from improve.pdsa.words import CHECK_DAYS

ROWS_NAMED = 10  # in one sentence

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
            result.skipped_rows += [] if problems else [row.number]
            result.problems += problems
            continue
        problems = without_patients(idea, problems, mapping)
        if not any(problem.is_fatal for problem in problems):
            idea, again = seen.settle(idea, mapping.label("text"))
            problems += again
        if not any(problem.is_fatal for problem in problems):
            result.rows.append(idea)
        result.problems += problems
    result.unknown_teams = [team for team in names.unknown.values() if not kinds_in("team_name", team.name)]
    unknown = (words for words, stage in reader.stages.items() if stage is None)
    result.unknown_stages = sorted(words for words in unknown if not kinds_in("stage_words", words))
    result.notes = list(notes(reader, result))
    return result


def without_patients(idea: PlannedIdea, problems: list[Problem], mapping: Mapping) -> list[Problem]:
    """The problems, with those of patients; nothing else is said of a cell that shows one, for it may be quoted."""
    shown = list(patients_in(idea, mapping))
    columns = {problem.column for problem in shown}
    return [problem for problem in problems if problem.column not in columns] + shown


class Seen:
    """The ideas so far, to find one that comes again in the same file."""

    def __init__(self) -> None:
        self.row_of_entry: dict[tuple[str, ...], int] = {}
        self.row_of_text: dict[str, int] = {}
        self.times: Counter[str] = Counter()

    def settle(self, idea: PlannedIdea, column: str) -> tuple[PlannedIdea, list[Problem]]:
        """The idea with a fingerprint of its own, unless an earlier row is the same entry.

        Rows of one text, team and day are several ideas where their numbers or days say so, and are then told
        apart by their order alone: so a log that is numbered anew brings in nothing twice.
        """
        entry = (idea.fingerprint, str(idea.raised_on or ""), folded(idea.reference))
        same = self.row_of_entry.setdefault(entry, idea.row)
        if same != idea.row:
            words = f"the same idea as in row {same}; it comes in once"
            return idea, [Problem(idea.row, column, words, is_fatal=True)]
        times = self.times[idea.fingerprint]
        self.times[idea.fingerprint] += 1
        if times:
            idea = replace(idea, fingerprint=fingerprint(idea.fingerprint, str(times)))
        similar = self.row_of_text.setdefault(folded(idea.text), idea.row)
        if similar != idea.row:
            return idea, [Problem(idea.row, column, f"the same words as in row {similar}", is_fatal=False)]
        return idea, []


def notes(reader: RowReader, result: Plan) -> Iterator[str]:
    """Sentences about what was guessed for the whole sheet."""
    if not reader.mapping.heading_row:
        yield "This sheet has no row of headings, so its first row is taken for an idea."
    dates = [found for found in reader.dates["date"].values() if found.is_ambiguous and found.day]
    is_american = any(found.is_month_first for found in reader.dates["date"].values())
    if dates and dates[0].day and not is_american:
        yield (
            f"{plural(len(dates), 'date')} could be read with the month first. "
            f"We read the day first, so the first of them is {in_words(dates[0].day)}."
        )
    if reader.sheet.encoding == MAC_ROMAN:
        yield "The letters of this file are read as Mac Roman, which older programs on a Mac write."
    if result.skipped_rows:
        yield no_ideas(result.skipped_rows)


def no_ideas(rows: list[int]) -> str:
    """Which rows are none, for one that somebody has only begun to fill in looks like one."""
    shown = [f"{row:,}" for row in rows[:ROWS_NAMED]] + (["others"] if len(rows) > ROWS_NAMED else [])
    where = f"row{'' if len(rows) == 1 else 's'} {listing(shown)}"
    no_idea = plural(len(rows), "row is", "rows are")
    return f"{no_idea} no idea ({where}): headings again, totals, lines without the words of an idea."


def promises(ideas: list[PlannedIdea]) -> list[str]:
    """What becomes of those ideas that are not simply new or done."""
    testing = sum(idea.was_testing for idea in ideas)
    embedding = sum(idea.stage == Stage.EMBEDDING for idea in ideas)
    waiting = sum(idea.needs_answer for idea in ideas)
    days = listing([str(days) for days in CHECK_DAYS])
    said = {
        f"{plural(testing, 'idea')} being tried out: ready on the board, where a cycle can be started.": testing,
        f"{plural(embedding, 'idea')} being kept up: we ask {days} days from now whether "
        f"{'it is' if embedding == 1 else 'they are'} still in use.": embedding,
        f"{plural(waiting, 'idea waits', 'ideas wait')} for an answer, from the moment you bring "
        f"{'it' if waiting == 1 else 'them'} in.": waiting,
    }
    return [sentence for sentence, ideas_of_it in said.items() if ideas_of_it]
