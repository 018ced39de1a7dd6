"""One pair of routes for every step in the table: GET asks what it needs, POST takes it."""

from typing import Any

from flask import flash, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from improve.core.access import find, open_to, require, viewer
from improve.core.errors import RuleBroken
from improve.core.forms import Form, LineField, WordsField
from improve.core.htmx import answer, next_url, refuse
from improve.core.once import OtherPayload, once
from improve.core.words import dom_id
from improve.ideas import policy, undoing
from improve.ideas.models import Idea
from improve.ideas.patients import stops
from improve.ideas.patients.form import is_denied_by_lead, lead_may_deny
from improve.ideas.routes import bp
from improve.ideas.routes.undoing import offer_undo
from improve.ideas.stages import STAGE_WORDS, WHY_NOT, Stage
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
    """Take the step."""
    idea, chosen = found(idea_id, noun)
    assert chosen.form
    return taken_with(chosen.form(idea, viewer()), idea, chosen)


def taken_with(form: Form, idea: Idea, chosen: Step, page: str = "ideas/step.html") -> Response:
    """Take the step; what a rule forbids is said on the same form, with everything typed."""
    words = written(form, chosen)
    if not form.validate() or stops(idea.team, *words, is_denied=is_denied_by_lead(idea, viewer())):
        return refuse(page, **shown(idea, chosen, form), may_deny=lead_may_deny(idea, viewer(), *words))
    try:
        before = idea.stage
        must_be_where_seen(idea, chosen)
        taken = taken_once(form, idea, chosen)
    except OtherPayload as broken:
        form.say(broken, form.words)
        return refuse(page, **shown(idea, chosen, form))
    except RuleBroken as broken:
        return refuse(page, status=409, refused=broken.sentence, **shown(idea, chosen, form))
    offer_undo(taken)
    show_where(idea, before)
    return answer(otherwise=back_of(idea), say=chosen.said)


def taken_once(form: Form, idea: Idea, chosen: Step) -> undoing.Taken | None:
    """Take the step, where it is open. A form with a key takes it once, however often it is sent."""
    taken: list[undoing.Taken | None] = []

    def act() -> str:
        must_be_open(idea, chosen, idea.stage in chosen.stages)
        taken.append(undoing.take(idea, viewer(), chosen, form))
        return idea.id

    if "key" not in form:
        act()
    else:
        once(viewer().id, form.key.data, f"{idea.id}\n{chosen.noun}\n{form.words.data}", act)
    return taken[0] if taken else None


def written(form: Form, chosen: Step) -> list[Any]:
    """The fields with words for others; what is to be hidden is read by nobody."""
    is_for_others = chosen.noun != "masking"
    return [field for field in form if is_for_others and isinstance(field, LineField | WordsField)]


def found(idea_id: str, noun: str) -> tuple[Idea, Step]:
    """The idea and the step, for somebody who may take it."""
    chosen = STEPS.get(noun)
    if chosen is None or chosen.form is None:
        raise NotFound
    idea = find(policy.visible_to(viewer()), Idea.id, idea_id)
    require(chosen.may(viewer(), idea), chosen.who)
    return idea, chosen.worded(idea)


def must_be_open(idea: Idea, chosen: Step, is_open: bool) -> None:
    """409 with the reason, where the step is not open from the stage of the idea."""
    if not is_open:
        raise RuleBroken(f"{WHY_NOT[Stage(idea.stage)]} “{chosen.name}” is not open from there.")


def must_be_where_seen(idea: Idea, chosen: Step) -> None:
    """409, where somebody has moved it since the page was made: "not now" must not undo an answer nobody has read."""
    seen = request.form.get("seen", idea.stage.value)
    if chosen.is_move and seen != idea.stage.value and idea.stage in chosen.stages:
        raise RuleBroken(
            f"Somebody was quicker: it stands in “{STAGE_WORDS[Stage(idea.stage)]}” now. "
            "Look at it first; send this again if you still want it."
        )


def shown(idea: Idea, chosen: Step, form: Form) -> dict[str, Any]:
    """What the page of a step shows."""
    return {"idea": idea, "step": chosen, "form": form, "back": back_of(idea)}


def show_where(idea: Idea, before: Stage) -> None:
    """The next page leads to a card that went elsewhere: a long lane shows it only further down."""
    its_page = url_for("ideas.show", idea_id=idea.id)
    if idea.stage != before and not back_of(idea).startswith(its_page):
        flash({"href": its_page, "words": f"It stands in “{STAGE_WORDS[Stage(idea.stage)]}” now"}, "went")  # type: ignore[arg-type]


def back_of(idea: Idea) -> str:
    """Where the person came from; else the page of the idea."""
    return next_url(url_for("ideas.show", idea_id=idea.id))
