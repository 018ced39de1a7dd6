"""Asks once before a dangerous act: a page that says what will happen, with one button that does it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request


@dataclass(frozen=True)
class Question:
    """What the page says. The button sends a POST to the address at which the page was opened."""

    about: str  # whom or what: the heading
    asks: str
    says: Sequence[str]  # what will happen, a sentence or a few each
    yes: str  # on the button
    back: str  # address


def ask(question: Question) -> str:
    """The page."""
    here = request.full_path.rstrip("?")
    return render_template("components/confirmation.html", question=question, action=here)
