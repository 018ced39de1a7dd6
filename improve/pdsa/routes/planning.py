"""The plan: a new one, and changing it until Do starts."""

from typing import Any

from flask import render_template, request
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response

from improve.core import db as database
from improve.core.access import find, open_to, require, viewer
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, refuse
from improve.core.once import once
from improve.ideas import policy as ideas
from improve.ideas.models import Idea
from improve.ideas.stages import WHY_NOT, Stage
from improve.pdsa import policy
from improve.pdsa.forms import ChangeForm, PlanForm, answers_of
from improve.pdsa.models import Cycle, cycles_of, plan
from improve.pdsa.plans import plan_of
from improve.pdsa.routes import bp
from improve.pdsa.routes.cycles import show_url
from improve.pdsa.routes.page import found
from improve.pdsa.routes.plan_form import first_plan, prepared
from improve.pdsa.words import State
from improve.people.models import Person

FROM = (Stage.READY, Stage.LEARNED, Stage.EMBEDDING, Stage.TESTING)


@bp.get("/ideas/<idea_id>/cycles/new")
@open_to(Person)
def new(idea_id: str) -> str:
    """A few plain questions on one page."""
    idea = found_idea(idea_id)
    if idea.stage not in FROM:
        raise RuleBroken(f"{WHY_NOT[idea.stage]} A test cannot start from there.")
    before = cycles_of(idea)
    if before and before[-1].is_open:
        raise RuleBroken("A cycle of this idea is open already. Close it first.")
    form = prepared(PlanForm(data=first_plan(idea)), idea, is_first=is_first(before))
    return render_template("pdsa/new.html", idea=idea, form=form)


@bp.post("/ideas/<idea_id>/cycles")
@open_to(Person)
def create(idea_id: str) -> Response:
    """Save the plan: the idea is in testing. The same form twice makes one cycle."""
    idea = found_idea(idea_id)
    form = prepared(PlanForm(), idea, is_first=is_first(cycles_of(idea)))
    if not form.validate():
        return refuse("pdsa/new.html", idea=idea, form=form)
    try:
        payload = f"{idea.id}\n{form.plan()}"
        made_id, _is_new = once(
            viewer().id, form.key.data, payload, lambda: plan(idea, viewer(), form.plan()).id
        )
    except RuleBroken as broken:
        form.say(broken)
        return refuse("pdsa/new.html", status=broken.status, idea=idea, form=form)
    return answer(otherwise=show_url(made_id), say="The plan is saved. The idea is in testing.")


@bp.get("/cycles/<cycle_id>/plan")
@open_to(Person)
def edit(cycle_id: str) -> str:
    """The plan as it is, while Do has not started."""
    cycle = found_cycle(cycle_id)
    if cycle.state != State.PLANNED:
        raise RuleBroken(
            "Do has started, so the plan is as it is. What goes differently, write down while doing."
        )
    return render_template("pdsa/plan.html", cycle=cycle, idea=cycle.idea, form=edit_form(cycle))


@bp.post("/cycles/<cycle_id>/plan")
@open_to(Person)
def save(cycle_id: str) -> Response:
    """Save the changed plan. An approval is asked for anew."""
    cycle = found_cycle(cycle_id)
    form = edit_form(cycle, request.form)
    if not form.validate():
        return refuse("pdsa/plan.html", cycle=cycle, idea=cycle.idea, form=form)
    try:
        form.catch_up(edit_form(cycle))
        cycle.change_plan(viewer(), form.plan())
    except RuleBroken as broken:
        form.say(broken)
        database.give_up()
        cycle = found_cycle(cycle_id, again=True)
        return refuse("pdsa/plan.html", status=broken.status, cycle=cycle, idea=cycle.idea, form=form)
    return answer(otherwise=show_url(cycle_id), say="The plan is saved.")


def edit_form(cycle: Cycle, sent: Any = None) -> ChangeForm:
    """Filled with what was sent, else with the plan as it is."""
    answers = answers_of(plan_of(cycle)) | {"version": cycle.version}
    return prepared(ChangeForm(sent, data=answers), cycle.idea, is_first=cycle.is_first, cycle=cycle)


def found_cycle(cycle_id: str, *, again: bool = False) -> Cycle:
    """The cycle, for somebody who may change its plan."""
    cycle = found(cycle_id, again=again)
    require(policy.may_test(viewer(), cycle.idea), policy.WHO_TESTS)
    return cycle


def found_idea(idea_id: str) -> Idea:
    """The idea, for somebody who may test it."""
    rows = ideas.visible_to(viewer()).options(selectinload(Idea.texts), joinedload(Idea.owner))
    idea = find(rows, Idea.id, idea_id)
    require(policy.may_test(viewer(), idea), policy.WHO_TESTS)
    return idea


def is_first(before: list[Cycle]) -> bool:
    """Nothing was tested yet."""
    return all(cycle.state == State.NOT_RUN for cycle in before)
