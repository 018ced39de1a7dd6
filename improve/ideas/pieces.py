"""Pieces of the idea page that features above add: its cycles, its escalations. They look down and register here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from improve.ideas.models import Idea


@dataclass(frozen=True)
class Piece:
    """A template and what it is shown with; `gather` returns nothing when there is nothing to show.

    Under `closes` it may name steps (by their noun) that what it shows leaves no room for.
    """

    template: str
    gather: Callable[[Idea, Any], dict[str, Any] | None]


PIECES: list[Piece] = []


def add(template: str, gather: Callable[[Idea, Any], dict[str, Any] | None]) -> None:
    """Show this on every idea's page."""
    PIECES.append(Piece(template, gather))


Shown = list[tuple[str, dict[str, Any]]]


def gathered(idea: Idea, viewer: Any) -> Shown:
    """(template, what it is shown with) of the pieces that have something to show."""
    found = ((piece.template, piece.gather(idea, viewer)) for piece in PIECES)
    return [(template, shown) for template, shown in found if shown is not None]


def closed_by(pieces: Shown) -> set[str]:
    """The nouns of the steps that are closed by what is shown."""
    return {noun for _template, shown in pieces for noun in shown.get("closes", ())}
