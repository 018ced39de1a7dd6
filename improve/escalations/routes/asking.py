"""At the team that asks: raise an idea (or propose to), withdraw, say that the answer is enough."""

import json
from typing import Any

from flask import render_template, url_for
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from improve.core import clock
from improve.core.access import find, open_to, require, viewer
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, refuse
from improve.core.once import once
from improve.escalations import policy
from improve.escalations.forms import RaiseForm
from improve.escalations.models import NOBODY_ABOVE, open_escalation, raise_for, team_above
from improve.escalations.proposals import PROPOSED_ALREADY, propose, waiting_proposal
from improve.escalations.routes import bp
from improve.escalations.routes.answering import refused, show_url
from improve.escalations.routes.page import found, prepared_forms
from improve.ideas import policy as ideas
from improve.ideas.models import Idea
from improve.people.models import Person


@bp.get("/ideas/<idea_id>/escalations/new")
@open_to(Person)
def new(idea_id: str) -> str:
    """Why, and what is asked for; says who gets it and by when."""
    idea = visible_idea(idea_id)
    if team_above(idea.team) is None:
        raise RuleBroken(NOBODY_ABOVE)
    if (before := open_escalation(idea)) is not None:
        raise RuleBroken(f"This was raised already. It waits for an answer of {before.to_team.label}.")
    if not policy.may_raise(viewer(), idea) and waiting_proposal(idea.id) is not None:
        raise RuleBroken(PROPOSED_ALREADY)
    return render_template("escalations/new.html", **form_context(idea, RaiseForm()))


@bp.post("/ideas/<idea_id>/escalations")
@open_to(Person)
def create(idea_id: str) -> Response:
    """A lead raises it; somebody else proposes it to the leads. The same form twice does it once."""
    idea, form = visible_idea(idea_id), RaiseForm()
    if not form.validate():
        return refuse("escalations/new.html", **form_context(idea, form))
    is_lead = policy.may_raise(viewer(), idea)
    payload = json.dumps([idea.id, form.reason.data, form.ask.data])
    try:
        made_id, _is_new = once(viewer().id, form.key.data or "", payload, lambda: store(idea, form, is_lead))
    except RuleBroken as broken:
        form.say(broken)
        return refuse("escalations/new.html", status=broken.status, **form_context(idea, form))
    if is_lead:
        return answer(otherwise=show_url(made_id), say="Raised. You see each step on your board.")
    return answer(
        otherwise=url_for("ideas.show", idea_id=idea_id), say="Proposed. The leads of the team decide."
    )


@bp.post("/escalations/<escalation_id>/withdrawal")
@open_to(Person)
def withdraw(escalation_id: str) -> Response:
    """No answer is needed any more."""
    escalation = found(escalation_id)
    require(policy.may_withdraw(viewer(), escalation), policy.ONLY_THE_ASKING)
    forms = prepared_forms(escalation)
    if not forms.withdrawal.validate():
        return refused(escalation, forms, forms.withdrawal)
    try:
        escalation.withdraw(viewer(), forms.withdrawal.words.data)
    except RuleBroken as broken:
        return refused(escalation, forms, forms.withdrawal, broken)
    return answer(otherwise=show_url(escalation_id), say="Withdrawn. The team above no longer has it.")


@bp.post("/escalations/<escalation_id>/closing")
@open_to(Person)
def close(escalation_id: str) -> Response:
    """The answer is enough."""
    escalation = found(escalation_id)
    require(policy.may_withdraw(viewer(), escalation), policy.ONLY_THE_ASKING)
    escalation.close(viewer())
    return answer(
        otherwise=show_url(escalation_id), say="Closed. Thank you for saying that the answer is enough."
    )


def visible_idea(idea_id: str) -> Idea:
    """The idea with its words; 404 when it is not to be seen."""
    return find(ideas.visible_to(viewer()).options(selectinload(Idea.texts)), Idea.id, idea_id)


def store(idea: Idea, form: RaiseForm, is_lead: bool) -> str:
    """Raise it, or propose to; the id of what was made."""
    ask = raise_for if is_lead else propose
    return ask(idea, viewer(), form.reason.data, form.ask.data or "").id


def form_context(idea: Idea, form: RaiseForm) -> dict[str, Any]:
    """What the form page shows: who gets it, and by when."""
    above = team_above(idea.team)
    due_at = above.after_working_hours(clock.now(), above.hours_to_answer) if above else None
    return {
        "idea": idea,
        "form": form,
        "above": above,
        "due_at": due_at,
        "is_lead": policy.may_raise(viewer(), idea),
    }
