"""The plan: a new one, and changing it until Do starts."""

from typing import Any

from flask import render_template
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response

from improve.core import db as database
from improve.core.access import find, open_to, require, viewer
from improve.core.errors import RuleBroken, StaleEdit
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
STALE = "Somebody else changed this plan while you were writing. Nothing is lost: choose what to keep."


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
    form = prepared(PlanForm, idea, first_plan(idea), is_first=is_first(before))
    return render_template("pdsa/new.html", idea=idea, form=form)


@bp.post("/ideas/<idea_id>/cycles")
@open_to(Person)
def create(idea_id: str) -> Response:
    """Save the plan: the idea is in testing. The same form twice makes one cycle."""
    idea = found_idea(idea_id)
    form = prepared(PlanForm, idea, {}, is_first=is_first(cycles_of(idea)))
    if not form.validate():
        return refuse("pdsa/new.html", idea=idea, form=form)
    try:
        payload = f"{idea.id}\n{form.plan()}"
        made_id, _is_new = once(
            viewer().id, form.key.data, payload, lambda: plan(idea, viewer(), form.plan()).id
        )
    except RuleBroken as broken:
        form.form_errors.append(broken.sentence)
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
    form = edit_form(cycle)
    if not form.validate():
        return refuse("pdsa/plan.html", cycle=cycle, idea=cycle.idea, form=form)
    try:
        must_be_fresh(cycle, form)
        cycle.change_plan(viewer(), form.plan())
    except RuleBroken as broken:
        return refused(cycle_id, form, broken)
    return answer(otherwise=show_url(cycle_id), say="The plan is saved.")


def refused(cycle_id: str, form: ChangeForm, broken: RuleBroken) -> Response:
    """The form again; after a lost race with both texts."""
    form.form_errors.append(broken.sentence)
    typed = answers_of(form.plan())
    database.give_up()
    cycle = found_cycle(cycle_id, again=True)
    both = []
    if isinstance(broken, StaleEdit):
        present = answers_of(plan_of(cycle))
        names = [name for name in present if name in form and present[name] != typed[name]]
        both = [(form[name].label.text, said(form, name, present), said(form, name, typed)) for name in names]
    return refuse("pdsa/plan.html", status=broken.status, cycle=cycle, idea=cycle.idea, form=form, both=both)


def said(form: PlanForm, name: str, answers: dict[str, Any]) -> str:
    """An answer in the words of the form."""
    return str(dict(getattr(form[name], "choices", None) or ()).get(answers[name], answers[name]) or "–")


def must_be_fresh(cycle: Cycle, form: ChangeForm) -> None:
    """Nobody writes over what somebody else changed without having seen it."""
    if form.version.data == cycle.version:
        return
    form.version.raw_data, form.version.data = None, cycle.version
    if form.plan() != plan_of(cycle):
        raise StaleEdit(STALE)


def edit_form(cycle: Cycle) -> ChangeForm:
    """The form, filled in."""
    answers = answers_of(plan_of(cycle)) | {"version": cycle.version}
    return prepared(ChangeForm, cycle.idea, answers, is_first=cycle.is_first, cycle=cycle)


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
