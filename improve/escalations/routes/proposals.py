"""What colleagues propose to raise: a lead raises it, or says why not."""

from typing import Any

from flask import render_template, url_for
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from improve.core import clock
from improve.core import db as database
from improve.core.access import find, open_to, require, viewer
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, refuse
from improve.escalations import policy
from improve.escalations.forms import WhyForm
from improve.escalations.models import team_above
from improve.escalations.proposals import Proposal
from improve.escalations.routes import bp
from improve.escalations.routes.answering import show_url
from improve.people.models import Person


@bp.get("/escalation-proposals/<proposal_id>")
@open_to(Person)
def proposal(proposal_id: str) -> str:
    """What is proposed, and what became of it."""
    return render_template("escalations/proposal.html", **context(found(proposal_id), WhyForm()))


@bp.post("/escalation-proposals/<proposal_id>/raising")
@open_to(Person)
def take_proposal(proposal_id: str) -> Response:
    """Raise it in the words it was proposed in."""
    proposed, form = found(proposal_id), WhyForm()
    require(policy.may_decide(viewer(), proposed), policy.ONLY_THE_OWN_LEADS)
    try:
        made_id = proposed.take(viewer()).id
    except RuleBroken as broken:
        return refused(proposal_id, form, broken)
    return answer(otherwise=show_url(made_id), say="Raised. You see each step on your board.")


@bp.post("/escalation-proposals/<proposal_id>/decline")
@open_to(Person)
def decline_proposal(proposal_id: str) -> Response:
    """Not raised, and why."""
    proposed, form = found(proposal_id), WhyForm()
    require(policy.may_decide(viewer(), proposed), policy.ONLY_THE_OWN_LEADS)
    if not form.validate():
        return refused(proposal_id, form)
    try:
        proposed.decline(viewer(), form.words.data or "")
    except RuleBroken as broken:
        return refused(proposal_id, form, broken)
    said = f"Not raised. {proposed.proposed_by.name} can read why."
    return answer(otherwise=url_for("escalations.proposal", proposal_id=proposal_id), say=said)


def found(proposal_id: str) -> Proposal:
    """The proposal; 404 when it is not to be seen."""
    rows = policy.proposals_visible_to(viewer())
    named = joinedload(Proposal.proposed_by), joinedload(Proposal.ended_by), joinedload(Proposal.idea)
    return find(rows.options(*named, joinedload(Proposal.team)), Proposal.id, proposal_id)


def refused(proposal_id: str, form: WhyForm, broken: RuleBroken | None = None) -> Response:
    """The page again, with everything that was typed, and what is wrong."""
    if broken is not None:
        form.form_errors.append(broken.sentence)
    database.give_up()  # before the page is read again: what the verb changed may not be shown
    shown = context(found(proposal_id), form)
    return refuse("escalations/proposal.html", status=409 if broken else 422, **shown)


def context(proposed: Proposal, form: WhyForm) -> dict[str, Any]:
    """What the page shows: who would get it, and by when."""
    above = team_above(proposed.team)
    due_at = above.after_working_hours(clock.now(), above.hours_to_answer) if above else None
    may_decide = proposed.ended_at is None and policy.may_decide(viewer(), proposed)
    return {"proposal": proposed, "form": form, "above": above, "due_at": due_at, "may_decide": may_decide}
