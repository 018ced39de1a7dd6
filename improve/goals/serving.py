"""Which ideas serve a goal, seen from below.

Goals stand under ideas in the house and know no idea. So the feature that knows ideas registers here, at import, one
object that answers for it, and the pages of goals ask whoever is registered. Without one a goal simply has no ideas.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class ServingIdea:
    """An idea as the page of a goal shows it. `kind` is that of its tag, `next` says what happens next."""

    id: str
    headline: str
    team: str
    stage: str
    stage_words: str
    kind: str
    next: str
    href: str


@dataclass(frozen=True)
class StageCount:
    """How many ideas stand at a stage: `words` is "testing"."""

    stage: str
    words: str
    number: int


@dataclass(frozen=True)
class Shown:
    """What the page of a goal shows of ideas. By branch: the counts (each idea once) and the first few ideas."""

    counts: dict[str, list[StageCount]]
    tried: dict[str, list[ServingIdea]]
    listed: list[ServingIdea]
    after: str = ""  # where the next page of `listed` begins; empty after the last


class Ideas(Protocol):
    """What goals ask about ideas. Withheld, withdrawn and merged ideas serve no goal."""

    def counts(self, goal_ids: Collection[str]) -> dict[str, list[StageCount]]:
        """For each goal with ideas of its own: how many at each stage, in the order of the board."""

    def shown(
        self, branches: dict[str, list[str]], whole: str, viewer: Any, most: int, after: str = ""
    ) -> Shown:
        """Ideas by branch (its name, the ids of its goals), at most `most` each; those of branch `whole` are listed.

        What is being tested comes first. `after` is that of the page before.
        """


class NoIdeas:
    """Answers while nobody is registered."""

    def counts(self, goal_ids: Collection[str]) -> dict[str, list[StageCount]]:
        """None."""
        return {}

    def shown(
        self, branches: dict[str, list[str]], whole: str, viewer: Any, most: int, after: str = ""
    ) -> Shown:
        """None."""
        return Shown({}, {}, [])


_ideas: Ideas = NoIdeas()


def register(ideas: Ideas) -> None:
    """From now on, ask this one."""
    global _ideas
    _ideas = ideas


def ideas() -> Ideas:
    """Whoever knows the ideas."""
    return _ideas


def number(counts: list[StageCount]) -> int:
    """All stages together."""
    return sum(count.number for count in counts)


def in_words(counts: list[StageCount]) -> str:
    """ "1 testing, 2 done"; empty without ideas."""
    return ", ".join(f"{count.number:,} {count.words}" for count in counts)
