"""What a form does with words that show who a patient is: the choices of the screen, with and without script."""

from typing import Any

from flask import request
from wtforms.validators import ValidationError

from improve.core.db import db
from improve.core.forms import looks_through
from improve.core.languages import noop
from improve.ideas import policy
from improve.ideas.identifiers import find
from improve.ideas.models import Idea
from improve.ideas.patients import SURE, refuse_identifiers, sentence_of, stops
from improve.ideas.patients.holding import SAID, hold, is_held
from improve.ideas.patients.marking import marked
from improve.ideas.patients.without import without
from improve.teams.models import Team

CHOICE = "patient"  # the name of the buttons
WITHOUT, DENIED, CHANGE = "without", "denied", "change"
SENT = noop("Thank you. It is sent.")


def is_refused(team: Team, *fields: Any, may_deny: bool = True) -> bool:
    """Whether a form is stopped. "Send without it" takes the passages out first; "not a patient" is believed once,
    where a lead can look at the words first (`may_deny`)."""
    if request.form.get(CHOICE) == WITHOUT:
        for field in fields:
            field.data = without(field.data or "")
    return stops(team, *fields, is_denied=may_deny and is_denied())


def no_patient(_form: Any, field: Any) -> None:
    """The same as a check of one field, for words beside an idea: its tests, what is raised. It is not counted."""
    if said := shows_patient(field.data or ""):
        raise ValidationError(said)


@looks_through
def shows_patient(text: str) -> str:
    """What is said of words that show who a patient is; empty for others. Goals and measures ask it so, too."""
    spans = find(text)
    return sentence_of(spans) if spans else ""


def is_denied() -> bool:
    """Whoever wrote it says that it is no patient."""
    return request.form.get(CHOICE) == DENIED


def hold_if_denied(idea: Idea) -> None:
    """Keep it from everybody but leads and the guardian, if there is something to look at."""
    present = idea.words
    if is_denied() and refuse_identifiers(present.text, present.suggestion, team=None, is_denied=True):
        hold(idea)


def say_of(idea_id: str) -> str:
    """What the author is told. Only whoever said that it is no patient has an idea that is held."""
    idea = db.session.get(Idea, idea_id) if is_denied() else None
    return SAID if idea is not None and is_held(idea) else SENT


def shown_stop(text: str) -> dict[str, Any]:
    """What the screen shows of words that were stopped; nothing for words that were not."""
    pieces = marked(text)
    if not any(number for _words, number, _why in pieces):
        return {}
    return {"pieces": pieces, "offered": without(text), "may_deny": may_be_denied(text)}


def is_denied_by_lead(idea: Idea, by: Any) -> bool:
    """A lead or the guardian who says that it is no patient has looked already."""
    return is_denied() and policy.may_withhold(by, idea)


def lead_may_deny(idea: Idea, by: Any, *fields: Any) -> bool:
    """Whether a form that comes back offers that to this viewer."""
    stopped = [span for field in fields for span in find(field.data or "")]
    return bool(stopped) and all(span.kind != SURE for span in stopped) and policy.may_withhold(by, idea)


def may_be_denied(text: str) -> bool:
    """An NHS number is one: its check digit leaves no doubt."""
    return all(span.kind != SURE for span in find(text))
