"""Team names as written, matched to the teams there are. Only a sure match is made; a person decides the rest."""

import re
from dataclasses import dataclass, field
from difflib import get_close_matches

from improve.imports.values import team_key

CREATE, REFUSE = "create", "refuse"  # what a person may choose for an unknown name, besides a team's id
NEAREST = 3
SIMILAR = 0.6  # difflib's measure, 0 to 1
SUGGEST_FOR = 200  # names; so many unknown ones mean that the wrong column was chosen

SHORT_WARD = re.compile(r"^w(?:d|rd)? ?([0-9])")


@dataclass
class UnknownTeam:
    name: str  # as first written; empty for rows that name no team
    rows: list[int] = field(default_factory=list)
    nearest: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class FoundTeam:
    """`id` is None where the team is to be created, or where `problem` says why there is none."""

    name: str
    id: str | None = None
    problem: str = ""


class TeamNames:
    def __init__(self, teams: dict[str, str], choices: dict[str, str]) -> None:
        self.names = {team_key(name): name for name in teams}
        self.ids = by_key(teams)
        self.choices = {team_key(name): choice for name, choice in choices.items()}
        self.unknown: dict[str, UnknownTeam] = {}

    def find(self, name: str, row: int) -> FoundTeam:
        key = team_key(name)
        choice = self.choices.get(key, "")
        if choice == REFUSE:
            return FoundTeam(name, problem=f"ideas of {quoted(name)} are left out, as you chose")
        if choice == CREATE and key:
            return FoundTeam(name)
        id = choice if choice != CREATE else None
        id = id or self.ids.get(key)
        if id:
            return FoundTeam(name or self.name_of(id), id)
        self.note_unknown(key, name, row)
        problem = f"no team is called {quoted(name)}" if key else "no team is given"
        return FoundTeam(name, problem=f"{problem}: choose which one it is")

    def name_of(self, id: str) -> str:
        return next((self.names[key] for key, known in self.ids.items() if known == id), id)

    def note_unknown(self, key: str, name: str, row: int) -> None:
        if key not in self.unknown:
            nearest = self.nearest(key) if len(self.unknown) < SUGGEST_FOR else []
            self.unknown[key] = UnknownTeam(name, nearest=nearest)
        self.unknown[key].rows.append(row)

    def nearest(self, key: str) -> list[str]:
        """Known names: those that are wholly in this one (`Ward 7` for `Ward 7 nights`), then similar ones."""
        if not key:
            return []
        written = SHORT_WARD.sub(r"ward \1", key)
        words = set(written.split())
        inside = [known for known in self.names if set(known.split()) <= words or words <= set(known.split())]
        similar = get_close_matches(written, list(self.names), n=NEAREST, cutoff=SIMILAR)
        keys = dict.fromkeys([*sorted(inside, key=len, reverse=True)[:NEAREST], *similar])
        return [self.names[known] for known in list(keys)[:NEAREST]]


def quoted(name: str) -> str:
    return f"“{name}”" if name else "no team"


def by_key(teams: dict[str, str]) -> dict[str, str]:
    """Key to id, without the keys that two different teams share."""
    ids: dict[str, str] = {}
    shared: set[str] = set()
    for name, id in teams.items():
        key = team_key(name)
        if ids.get(key, id) != id:
            shared.add(key)
        ids[key] = id
    return {key: id for key, id in ids.items() if key not in shared}
