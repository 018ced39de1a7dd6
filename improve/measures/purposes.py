"""What a measure is for: a goal or an idea, seen from below.

Measures stand under goals and ideas in the house and know neither. The features that do register here, at import, how
somebody finds one of theirs; a measure then carries its id, and pages its words and address.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

GOAL, IDEA = "goal", "idea"


@dataclass(frozen=True)
class Purpose:
    """The goal or idea, as a page of a measure names it."""

    kind: str
    id: str
    words: str
    href: str


Look = Callable[[Any, str], Purpose | None]  # who looks, and the id; None where they may not see it
_looks: dict[str, Look] = {}


def register(kind: str, look: Look) -> None:
    """From now on, this one finds what is of that kind."""
    _looks[kind] = look


def purpose(viewer: Any, kind: str, wanted_id: str | None) -> Purpose | None:
    """The goal or idea of that id, if the viewer may see it."""
    if not wanted_id or kind not in _looks:
        return None
    return _looks[kind](viewer, wanted_id)


def purposes_of(viewer: Any, measure: Any) -> list[Purpose]:
    """What a measure is for, as far as the viewer may see it."""
    found = (purpose(viewer, GOAL, measure.goal_id), purpose(viewer, IDEA, measure.idea_id))
    return [one for one in found if one is not None]
