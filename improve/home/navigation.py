"""One navigation for everybody signed in."""

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
    return [Place(name, href, _is_here(href, path)) for name, href in places]


def _is_here(href: str, path: str) -> bool:
    if (
        path.startswith("/teams/") and "/board" in path
    ):  # a board stands below its team, and is reached as Board
        return href == "/board"
    return path == href if href == "/" else path == href or path.startswith((f"{href}/", f"{href}s/"))
