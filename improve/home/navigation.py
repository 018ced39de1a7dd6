"""One navigation for everybody signed in."""

import re
from dataclasses import dataclass
from typing import Any

PLACES = (
    ("Start", "/"),
    ("Board", "/board"),
    ("Goals", "/goals"),
    ("Ideas", "/ideas"),
    ("Raised", "/escalations"),
)
ADMINISTRATION = (("People", "/people"), ("Teams", "/teams"))
# A board is reached as Board though it stands below its team, and so is what came from a card of it. Who has no
# entry for people and teams comes to those of their own team from its board.
BELOW = [
    (re.compile(rf"/(?:{first})(?:/|$)"), href)
    for first, href in (
        ("board|teams/[^/]+/(?:board|pick|measures)|fidelity|measures", "/board"),
        ("goals", "/goals"),
        ("ideas|offers|imports|cycles|gain-checks", "/ideas"),
        ("escalations|escalation-proposals", "/escalations"),
        ("people", "/people"),
        ("teams|organisation|tablets|links", "/teams"),
    )
]


@dataclass(frozen=True)
class Place:
    """One entry."""

    name: str
    href: str
    is_here: bool


def navigation(viewer: Any, path: str) -> list[Place]:
    """The entries for a viewer; empty for tablets and for nobody."""
    if not getattr(viewer, "is_person", False):
        return []
    places = PLACES + (ADMINISTRATION if viewer.is_administrator else ())
    here = place_of(path, [href for _name, href in places])
    return [Place(name, href, href == here) for name, href in places]


def place_of(path: str, offered: list[str]) -> str:
    """Below which of the entries offered a page stands; "" for none of them (one's account, search)."""
    if path == "/":
        return path
    place = next((href for pattern, href in BELOW if pattern.match(path)), "")
    return place if place in offered or not place else "/board"
