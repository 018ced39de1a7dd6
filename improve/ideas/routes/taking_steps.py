"""One pair of routes for every step in the table: GET asks what it needs, POST takes it."""

from flask import render_template, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from improve.core.access import find, open_to, require, viewer
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, next_url, refuse
from improve.ideas import policy
from improve.ideas.models import Idea
from improve.ideas.routes import bp
from improve.ideas.stages import WHY_NOT, Stage
from improve.ideas.steps import STEPS, Step, open_steps
from improve.people.models import Person


@bp.get("/ideas/<idea_id>/moves")
@open_to(Person)
def moves(idea_id: str) -> str:
    """Where an idea can go from here: the "Move to…" menu."""
    idea = find(policy.visible_to(viewer()), Idea.id, idea_id)
    return render_template("ideas/moves.html", idea=idea, steps=open_steps(viewer(), idea, moves=True))


@bp.get("/ideas/<idea_id>/<noun>")
@open_to(Person)
def step(idea_id: str, noun: str) -> str | Response:
    """Ask what a step needs."""
    idea, chosen = found(idea_id, noun)
    if not chosen.is_open(viewer(), idea):
        raise RuleBroken(f"{WHY_NOT[Stage(idea.stage)]} “{chosen.name}” is not open from there.")
    assert chosen.form
    return render_template("ideas/step.html", idea=idea, step=chosen, form=chosen.form(idea, viewer()))


@bp.post("/ideas/<idea_id>/<noun>")
@open_to(Person)
def take(idea_id: str, noun: str) -> Response:
    """Take the step; what a rule forbids is said on the same form, with everything typed."""
    idea, chosen = found(idea_id, noun)
    assert chosen.form and chosen.act
    form = chosen.form(idea, viewer())
    if not form.validate():
        return refuse("ideas/step.html", idea=idea, step=chosen, form=form)
    try:
        if idea.stage not in chosen.stages:
            raise RuleBroken(f"{WHY_NOT[Stage(idea.stage)]} “{chosen.name}” is not open from there.")
        chosen.act(idea, viewer(), form)
    except RuleBroken as broken:
        return refuse(
            "ideas/step.html", status=409, idea=idea, step=chosen, form=form, refused=broken.sentence
        )
    return answer(otherwise=next_url(url_for("ideas.show", idea_id=idea_id)), say=chosen.said)


def found(idea_id: str, noun: str) -> tuple[Idea, Step]:
    """The idea and the step, for somebody who may take it."""
    chosen = STEPS.get(noun)
    if chosen is None or chosen.form is None:
        raise NotFound
    idea = find(policy.visible_to(viewer()), Idea.id, idea_id)
    require(chosen.may(viewer(), idea), chosen.who)
    return idea, chosen
