"""At the receiving team: the page of an escalation; accept, hand over, answer, return, raise further."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for
from sqlalchemy import select
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from improve.core import db as database
from improve.core.access import find, open_to, require, viewer
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, refuse
from improve.escalations import policy
from improve.escalations.forms import Forms
from improve.escalations.models import Escalation
from improve.escalations.routes import bp
from improve.escalations.routes.page import asked_before, found, gather, prepared_forms
from improve.people.models import Person


@bp.get("/escalations/<escalation_id>")
@open_to(Person)
def show(escalation_id: str) -> str:
    """The chain, the idea's own words, and what the viewer may do."""
    escalation = found(escalation_id)
    return render_template("escalations/show.html", **context(escalation, None))


@bp.post("/escalations/<escalation_id>/acceptance")
@open_to(Person)
def accept(escalation_id: str) -> Response:
    """One of the leads has it from now on."""
    escalation = found(escalation_id)
    require(policy.may_answer(viewer(), escalation), policy.ONLY_THE_RECEIVING)
    escalation.accept(viewer())
    return answer(otherwise=show_url(escalation_id), say="You have it. The team that asked can see that.")


@dataclass(frozen=True)
class Reply:
    """One thing that the receiving team does with a form of the page."""

    form: Callable[[Forms], Any]
    act: Callable[[Escalation, Any], object]
    said: str


REPLIES = {
    "answer": Reply(
        lambda forms: forms.answer,
        lambda row, form: row.answer(viewer(), form.words.data),
        "Answered. The team that asked and the author can read it.",
    ),
    "return": Reply(
        lambda forms: forms.back,
        lambda row, form: row.return_with_answer(viewer(), form.words.data),
        "Returned, with your answer.",
    ),
    "further": Reply(
        lambda forms: forms.further,
        lambda row, form: row.raise_further(viewer(), form.reason.data, form.ask.data),
        "Raised further. The team that asked can see where it is.",
    ),
    "owner": Reply(
        lambda forms: forms.hand_over,
        lambda row, form: row.hand_over(viewer(), colleague(row, form.person.data)),
        "Handed over. The due time stays.",
    ),
}


@bp.post("/escalations/<escalation_id>/<noun>")
@open_to(Person)
def reply(escalation_id: str, noun: str) -> Response:
    """Answer it, return it, raise it further, or hand it over; what a rule forbids is said at its form."""
    if noun not in REPLIES:
        raise NotFound
    escalation, chosen = found(escalation_id), REPLIES[noun]
    require(policy.may_answer(viewer(), escalation), policy.ONLY_THE_RECEIVING)
    forms = prepared_forms(escalation)
    form = chosen.form(forms)
    if not form.validate():
        return refused(escalation, forms, form)
    try:
        chosen.act(escalation, form)
    except RuleBroken as broken:
        return refused(escalation, forms, form, broken)
    return answer(otherwise=show_url(escalation_id), say=chosen.said)


def refused(escalation: Escalation, forms: Forms, wrong: Any, broken: RuleBroken | None = None) -> Response:
    """The page again, with everything that was typed, and what is wrong."""
    forms.wrong = wrong
    if broken is not None:
        wrong.form_errors.append(broken.sentence)
    escalation_id = escalation.id
    database.give_up()  # before the page is read again: what the verb changed may not be shown
    return refuse(
        "escalations/show.html", status=409 if broken else 422, **context(found(escalation_id), forms)
    )


def context(escalation: Escalation, forms: Forms | None) -> dict[str, Any]:
    """What the page shows."""
    page = gather(escalation, viewer())
    return {
        "page": page,
        "escalation": escalation,
        "idea": escalation.idea,
        "forms": forms or Forms(page.receivers, asked_before(escalation)),
    }


def colleague(escalation: Escalation, person_id: str) -> Person:
    """The chosen person; the form has checked that it is one of the receiving team."""
    same = select(Person).where(Person.organisation_id == escalation.organisation_id)
    return find(same, Person.id, person_id)


def show_url(escalation_id: str) -> str:
    """The page of an escalation."""
    return url_for("escalations.show", escalation_id=escalation_id)
