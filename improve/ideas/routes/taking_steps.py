"""One pair of routes for every step in the table: GET asks what it needs, POST takes it."""

from typing import Any

from flask import render_template, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from improve.core.access import find, open_to, require, viewer
from improve.core.errors import RuleBroken
from improve.core.forms import Form
from improve.core.htmx import answer, next_url, refuse
from improve.core.words import dom_id
from improve.ideas import policy, undoing
from improve.ideas.models import Idea
from improve.ideas.routes import bp
from improve.ideas.routes.undoing import offer_undo
from improve.ideas.stages import WHY_NOT, Stage
from improve.ideas.steps import STEPS, Step, open_steps
from improve.people.models import Person


@bp.get("/ideas/<idea_id>/moves")
@open_to(Person)
def moves(idea_id: str) -> str:
    """Where an idea can go from here: the "Move to…" menu. Afterwards one is back at the card, where one was."""
    idea = find(policy.visible_to(viewer()), Idea.id, idea_id)
    back = f"{back_of(idea).partition('#')[0]}#{dom_id(idea)}"
    return render_template(
        "ideas/moves.html", idea=idea, steps=open_steps(viewer(), idea, moves=True), back=back
    )


@bp.get("/ideas/<idea_id>/<noun>")
@open_to(Person)
def step(idea_id: str, noun: str) -> str | Response:
    """Ask what a step needs."""
    idea, chosen = found(idea_id, noun)
    must_be_open(idea, chosen, chosen.is_open(viewer(), idea))
    assert chosen.form
    return render_template("ideas/step.html", **shown(idea, chosen, chosen.form(idea, viewer())))


@bp.post("/ideas/<idea_id>/<noun>")
@open_to(Person)
def take(idea_id: str, noun: str) -> Response:
    """Take the step; what a rule forbids is said on the same form, with everything typed."""
    idea, chosen = found(idea_id, noun)
    assert chosen.form
    form = chosen.form(idea, viewer())
    if not form.validate():
        return refuse("ideas/step.html", **shown(idea, chosen, form))
    try:
        must_be_open(idea, chosen, idea.stage in chosen.stages)
        taken = undoing.take(idea, viewer(), chosen, form)
    except RuleBroken as broken:
        return refuse("ideas/step.html", status=409, refused=broken.sentence, **shown(idea, chosen, form))
    offer_undo(taken)
    return answer(otherwise=back_of(idea), say=chosen.said)


def found(idea_id: str, noun: str) -> tuple[Idea, Step]:
    """The idea and the step, for somebody who may take it."""
    chosen = STEPS.get(noun)
    if chosen is None or chosen.form is None:
        raise NotFound
    idea = find(policy.visible_to(viewer()), Idea.id, idea_id)
    require(chosen.may(viewer(), idea), chosen.who)
    return idea, chosen


def must_be_open(idea: Idea, chosen: Step, is_open: bool) -> None:
    """409 with the reason, where the step is not open from the stage of the idea."""
    if not is_open:
        raise RuleBroken(f"{WHY_NOT[Stage(idea.stage)]} “{chosen.name}” is not open from there.")


def shown(idea: Idea, chosen: Step, form: Form) -> dict[str, Any]:
    """What the page of a step shows."""
    return {"idea": idea, "step": chosen, "form": form, "back": back_of(idea)}


def back_of(idea: Idea) -> str:
    """Where the person came from; else the page of the idea."""
    return next_url(url_for("ideas.show", idea_id=idea.id))
