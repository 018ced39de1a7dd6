"""What an import would write: ideas, problems at their rows, and what a person has still to decide."""

import datetime as dt
import hashlib
from dataclasses import dataclass, field

from improve.ideas.stages import Stage
from improve.imports.team_names import UnknownTeam
from improve.imports.values import folded, team_key


@dataclass(frozen=True)
class Problem:
    row: int
    column: str  # its heading
    words: str
    is_fatal: bool  # the row stays out; otherwise it comes in as the words say

    def __str__(self) -> str:
        return f"row {self.row}: {self.words}"


@dataclass(frozen=True)
class PlannedIdea:
    row: int
    text: str
    suggestion: str
    title: str
    team_id: str | None  # None: a team called `team_name` is to be created
    team_name: str
    raised_on: dt.date | None
    author_name: str
    stage: Stage
    stage_words: str  # as written
    was_testing: bool  # it comes in as ready, for a test without a cycle could not go on
    answer: str
    answered_on: dt.date | None
    owner_name: str
    benefits: str
    category: str
    reference: str
    fingerprint: str  # the same whenever the same idea is read again, see plan.py

    @property
    def words_key(self) -> str:
        """The same for the same words, whatever their team and day."""
        return key_of_words(self.text)

    @property
    def needs_answer(self) -> bool:
        """Its clock starts at the import. In every later stage somebody has already decided."""
        return self.stage == Stage.NEW and not self.answer


@dataclass
class Plan:
    rows: list[PlannedIdea] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unknown_teams: list[UnknownTeam] = field(default_factory=list)
    unknown_stages: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what was guessed for a whole column
    skipped_rows: list[int] = field(default_factory=list)  # no ideas: headings again, totals, prepared lines

    @property
    def skipped(self) -> int:
        """How many rows are no ideas."""
        return len(self.skipped_rows)

    @property
    def refused_rows(self) -> list[int]:
        return sorted({problem.row for problem in self.problems if problem.is_fatal})

    @property
    def teams_to_create(self) -> list[str]:
        """Names as first written, once each."""
        names = {
            team_key(idea.team_name): idea.team_name for idea in reversed(self.rows) if idea.team_id is None
        }
        return sorted(names.values())


def key_of_words(text: str) -> str:
    """Capitals, spaces and the shape of quotes do not count."""
    return hashlib.sha256(folded(text).encode()).hexdigest()
