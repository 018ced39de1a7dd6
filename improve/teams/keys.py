"""What teams are called, compared as people read it: Ward 07 is ward 7. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from improve.core.text import listing, one_line

APOSTROPHES = str.maketrans("‘’", "''")
MOST_NAMED = 3  # teams in one sentence
NOT_A_WORD = re.compile(r"[\W_]+")


def team_key(name: str) -> str:
    """Two names of one team have one key: `Ward 07` and `ward 7`, `A&E` and `a and e`."""
    plain = unicodedata.normalize("NFKC", name.translate(APOSTROPHES)).casefold()
    words = NOT_A_WORD.sub(" ", plain.replace("&", " and ").replace("'", "")).split()
    return " ".join(word.lstrip("0") or "0" if word.isdecimal() else word for word in words)


@dataclass(frozen=True)
class Called:
    """What a team is called, in full and for short."""

    name: str
    short_name: str

    @cached_property
    def keys(self) -> tuple[str, str]:
        """The keys of both; that of no short name is empty."""
        return team_key(self.name), team_key(self.short_name)


def why_taken(words: str, others: Iterable[Called]) -> str:
    """Which of the other teams is called so, in full or for short; empty where none is."""
    key = team_key(words)
    if not key:
        return ""
    alike = sorted((other for other in others if key in other.keys), key=lambda other: other.name)
    in_full = next((other for other in alike if key == other.keys[0]), None)
    if in_full:
        return f"there is a team called {one_line(in_full.name)} here already"
    names = listing([one_line(other.name) for other in alike[:MOST_NAMED]])
    return f"“{one_line(words)}” is the short name of {names}" if alike else ""
