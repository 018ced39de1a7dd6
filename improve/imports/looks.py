"""What the cells of a column look like, whatever stands above them."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from improve.core.sheets.rows import Cell, Row, in_words, is_blank
from improve.imports.stage_words import is_standing
from improve.imports.values import clean_line, guess_stage, looks_like_date, team_key

SAMPLE = 300  # rows
SERIALS = range(29_221, 73_051)  # 1980 to 2099 as Excel counts days
DATE_FIELDS = ("date", "answered_on")
FEW, VARIETY = 8, 0.6  # cells, and different wordings for each of them
LONGEST_NAME, LONGEST_STAGE, LONGEST_NUMBER = 50, 45, 15  # letters on average
REFUSED = -1_000
EMPTY_COLUMN = 45  # less than any claim that stands: what is filled in comes before what is not


@dataclass(frozen=True)
class Look:
    """Shares from 0 to 1 of the cells that hold something."""

    filled: int = 0
    length: float = 0  # letters on average
    dates: float = 0
    serials: float = 0
    stages: float = 0
    standings: float = 0  # how something stands in a word or three, whatever was asked: no tick, no colour
    teams: float = 0

    def weighed(self, name: str, weight: int) -> int:
        """The weight of a heading's claim, corrected by what stands below it."""
        if not self.filled:
            return weight - EMPTY_COLUMN
        if name in DATE_FIELDS:
            return weight if self.dates + self.serials >= 0.3 else REFUSED
        if self.dates > 0.6:
            return REFUSED
        return weight + self.correction(name)

    def correction(self, name: str) -> int:
        if name == "text":
            return -30 if self.length < 8 else 0
        if name == "stage":
            return (
                REFUSED
                if self.length > LONGEST_STAGE
                else 10
                if self.stages >= 0.6
                else -20 * (self.stages < 0.3)
            )
        if name == "answer":
            return -35 if self.stages >= 0.8 and self.length < 16 else 0
        if name == "number":
            return REFUSED if self.length > LONGEST_NUMBER else 0
        if name in ("team", "author", "owner"):
            return 15 * (name == "team" and self.teams >= 0.5) - 40 * (self.length > LONGEST_NAME)
        return 0

    def is_clearly(self, name: str, is_named: bool = False) -> bool:
        """Below a heading that says something, a tick or a colour may answer anything: “Urgent?”, yes, is no stage."""
        stages = self.standings if is_named else self.stages
        shares = {"date": self.dates, "team": self.teams, "stage": stages}
        return bool(self.filled) and shares[name] >= 0.6 and (name != "stage" or self.length <= LONGEST_STAGE)


def looks_of(rows: list[Row], width: int, team_keys: set[str]) -> list[Look]:
    sample = rows[:SAMPLE]
    return [look_of([row.cell(column) for row in sample], team_keys) for column in range(width)]


def look_of(cells: list[Cell], team_keys: set[str]) -> Look:
    filled = [cell for cell in cells if not is_blank(cell)]
    if not filled:
        return Look()
    words = [clean_line(cell) for cell in filled]
    count = len(filled)
    return Look(
        filled=count,
        length=sum(len(in_words(cell)) for cell in filled) / count,
        dates=sum(looks_like_date(cell, dt.date.max) for cell in filled) / count,
        serials=sum(is_serial(cell) for cell in words) / count,
        stages=sum(guess_stage(cell, has_lights=True) is not None for cell in words) / count,
        standings=standings(words) / count,
        teams=sum(team_key(cell) in team_keys for cell in words) / count,
    )


def standings(words: Iterable[str]) -> int:
    """How many cells say how something stands. Where many are filled, a status recurs; a note seldom does."""
    counted = Counter(cell.casefold() for cell in words if is_standing(cell))
    often = counted.total()
    return often if often < FEW or len(counted) <= often * VARIETY else 0


def is_serial(words: str) -> bool:
    return words.isdecimal() and len(words) == 5 and int(words) in SERIALS
