"""Which door a form shows before it stores an idea: once, and without keeping that it did."""

from flask import request

from improve.core.text import tidy
from improve.ideas.door_rules import Door
from improve.ideas.doors import suggest
from improve.ideas.identifiers import should_stop
from improve.ideas.patients.form import is_denied
from improve.ideas.stages import TEXT_MOST

SEEN = "door_seen"  # a hidden field: the card was on the screen, or the page's script asked already
BACK = "door_back"  # the button that leads back to the words


def door_first(text: str) -> Door | None:
    """The card to show now; None where it was seen, or where there is none to show."""
    if request.form.get(SEEN):
        return None
    door = door_of(text, is_denied=is_denied())
    return None if door == "idea" else door


def door_of(text: str, *, is_denied: bool) -> Door:
    """What shows who a patient is goes no further: another screen comes first. A denial is believed."""
    words = tidy(text)
    if not words or len(words) > TEXT_MOST or (should_stop(words) and not is_denied):
        return "idea"
    return suggest(words)


def wants_back() -> bool:
    """Whether somebody wants to change the words after having seen the card."""
    return BACK in request.form
