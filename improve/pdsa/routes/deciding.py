"""Act: adopt, adapt or abandon; and pause, which closes a cycle as not run. Each asks for a few words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from improve.core.access import find, open_to, require, viewer
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, go_to, next_url, refuse
from improve.core.once import once
from improve.ideas import policy as ideas
from improve.ideas.models import Idea
from improve.pdsa import policy
from improve.pdsa.forms import AbandonForm, AdaptForm, AdoptForm, ChoiceForm, PauseForm, answers_of
from improve.pdsa.measuring import bears_out, compared_words
from improve.pdsa.models import Cycle
from improve.pdsa.plans import next_plan
from improve.pdsa.reading import open_cycles, prediction_words
from improve.pdsa.routes import bp
from improve.pdsa.routes.cycles import refused as page_refused
from improve.pdsa.routes.cycles import show_url
from improve.pdsa.routes.page import found
from improve.pdsa.routes.plan_form import here, prepared
from improve.pdsa.words import OPEN, STUDY_FIRST, WHY_NOT, State
from improve.people.models import Person

NOUNS = {"adopt": "adoption", "adapt": "adaptation", "abandon": "abandonment"}


@dataclass(frozen=True)
class Decision:
    """One way to end a cycle that asks for one text."""

    noun: str
    heading: str
    lede: str
    hint: str
    button: str
    form: type[Any]
    act: Callable[[Cycle, Any], None]
    said: str
    states: tuple[State, ...] = (State.STUDIED,)
    begins_with: Callable[[Cycle], str] = lambda cycle: ""


TABLE = (
    Decision(
        "adoption",
        "Adopt it",
        "It becomes the normal way. You are asked after 30, 60 and 90 days whether it is still in use.",
        "For example: it is on the handover sheet, new staff are shown it, Carol looks after it.",
        "Adopt it",
        AdoptForm,
        lambda cycle, form: cycle.adopt(viewer(), form.words.data, form.why.data or ""),
        "Adopted, and the author can read it. It is checked after 30, 60 and 90 days.",
    ),
    Decision(
        "abandonment",
        "Abandon it",
        "Thank you for testing it: knowing that something does not work is worth as much. It stops here. The idea "
        "becomes “learned”, and what you learned is kept for those who come after.",
        "What surprised you, what got in the way, what you would do differently. Leave out who the patient is.",
        "Abandon it, and keep what was learned",
        AbandonForm,
        lambda cycle, form: cycle.abandon(viewer(), form.words.data),
        "Thank you. What was learned is kept, and the author can read it.",
        begins_with=lambda cycle: cycle.learned,
    ),
    Decision(
        "pause",
        "Stop the test for now",
        "This cycle is closed as not run, and the idea is ready again. What was written so far stays readable.",
        "For example: the ward is closed this week.",
        "Stop the test for now",
        PauseForm,
        lambda cycle, form: cycle.pause(viewer(), form.words.data),
        "Stopped for now. The idea is ready again.",
        OPEN,
    ),
)
DECISIONS = {decision.noun: decision for decision in TABLE}


@bp.get("/ideas/<idea_id>/pause")
@open_to(Person)
def pause_idea(idea_id: str) -> Response:
    """Go to the form that stops the open cycle."""
    idea = find(ideas.visible_to(viewer()), Idea.id, idea_id)
    line = open_cycles([idea.id]).get(idea.id)
    if line is None:
        raise RuleBroken("No test of this idea is planned here yet. Plan one first.")
    back = request.args.get("next")
    return redirect(url_for("cycles.ask", cycle_id=line.cycle_id, noun="pause", next=back))


@bp.get("/cycles/<cycle_id>/decision")
@open_to(Person)
def decide(cycle_id: str) -> Response:
    """Go to the form of what was chosen."""
    cycle, form = found(cycle_id), ChoiceForm(formdata=request.args)
    require(policy.may_decide(viewer(), cycle.idea), policy.WHO_DECIDES)
    if not form.validate():
        return page_refused(cycle, form)
    return go_to(f"{show_url(cycle_id)}/{NOUNS[form.choose.data]}")


@bp.get("/cycles/<cycle_id>/<noun>")
@open_to(Person)
def ask(cycle_id: str, noun: str) -> str:
    """The form of a decision; an abandoned test begins with what was learned so far."""
    decision, cycle = named(noun), decidable(cycle_id)
    must_be(cycle, decision.states)
    form = form_of(decision, cycle, data={"words": decision.begins_with(cycle)})
    return render_template("pdsa/decision.html", **shown(cycle, form), decision=decision)


@bp.post("/cycles/<cycle_id>/<noun>")
@open_to(Person)
def take(cycle_id: str, noun: str) -> Response:
    """Do what was decided; what a rule forbids is said on the same form."""
    decision, cycle = named(noun), decidable(cycle_id)
    form = form_of(decision, cycle)
    if not form.validate():
        return refuse("pdsa/decision.html", **shown(cycle, form), decision=decision)
    try:
        decision.act(cycle, form)
    except RuleBroken as broken:
        form.form_errors.append(broken.sentence)
        return refuse("pdsa/decision.html", status=broken.status, **shown(cycle, form), decision=decision)
    return answer(otherwise=next_url(show_url(cycle_id)), say=decision.said)


@bp.get("/cycles/<cycle_id>/adaptation")
@open_to(Person)
def ask_to_adapt(cycle_id: str) -> str:
    """What changes? The next plan is filled in."""
    cycle = decidable(cycle_id)
    must_be(cycle, (State.STUDIED,))
    return render_template("pdsa/adaptation.html", **shown(cycle, adapt_form(cycle)))


@bp.post("/cycles/<cycle_id>/adaptation")
@open_to(Person)
def adapt(cycle_id: str) -> Response:
    """This cycle is closed, the next one is open. The same form twice opens one."""
    cycle = decidable(cycle_id)
    form = adapt_form(cycle)
    if not form.validate():
        return refuse("pdsa/adaptation.html", **shown(cycle, form))
    try:
        changes, planned = form.changes.data, form.plan()
        payload = f"{cycle_id}\n{changes}\n{planned}"
        made_id, _is_new = once(
            viewer().id, form.key.data, payload, lambda: cycle.adapt(viewer(), changes, planned).id
        )
    except RuleBroken as broken:
        form.say(broken)
        return refuse("pdsa/adaptation.html", status=broken.status, **shown(cycle, form))
    said = f"Cycle {cycle.number + 1} is open, with the plan you wrote."
    return answer(otherwise=show_url(made_id), say=said)


def shown(cycle: Cycle, form: Any) -> dict[str, Any]:
    """The form, and above it what was predicted, what happened and what the readings say."""
    looked_back = {"prediction": prediction_words(cycle), "compared": compared_words(cycle)}
    return {"cycle": cycle, "idea": cycle.idea, "form": form} | looked_back


def named(noun: str) -> Decision:
    """The decision of that name; 404 where there is none."""
    if noun not in DECISIONS:
        raise NotFound
    return DECISIONS[noun]


def form_of(decision: Decision, cycle: Cycle, **filled: Any) -> Any:
    """Its form; who adopts without a signal on the chart is asked why."""
    form = decision.form(**filled)
    if isinstance(form, AdoptForm):
        form.asks_why = bears_out(cycle) is False
    return form


def decidable(cycle_id: str) -> Cycle:
    """The cycle, for somebody who may decide."""
    cycle = found(cycle_id)
    require(policy.may_decide(viewer(), cycle.idea), policy.WHO_DECIDES)
    return cycle


def must_be(cycle: Cycle, states: tuple[State, ...]) -> None:
    """Say it before anything is typed in vain."""
    if cycle.state not in states:
        raise RuleBroken(STUDY_FIRST if cycle.is_open else WHY_NOT[State(cycle.state)])


def adapt_form(cycle: Cycle) -> AdaptForm:
    """The plan of the next cycle, filled in: one scale up, the same length, from today."""
    answers = answers_of(next_plan(cycle, here(cycle.idea)))
    return prepared(AdaptForm(data=answers), cycle.idea, is_first=False)
