"""One cycle: its page, the approval, Do, what was seen, Study."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from improve.core import db as database
from improve.core.access import find, open_to, require, viewer
from improve.core.errors import RuleBroken, StaleEdit
from improve.core.htmx import answer, refuse
from improve.core.once import once
from improve.ideas import policy as ideas
from improve.ideas.models import Idea
from improve.pdsa import policy
from improve.pdsa.forms import ObservationForm, RefusalForm, StudyForm
from improve.pdsa.models import Cycle
from improve.pdsa.reading import open_cycles
from improve.pdsa.routes import bp
from improve.pdsa.routes.page import Forms, found, gather
from improve.people.models import Person

READ_AGAIN = "The plan was changed meanwhile. Please read it again."
STALE = "Somebody else wrote this while you were writing. Both texts are on this page: save what should stay."


@bp.get("/ideas/<idea_id>/cycle")
@open_to(Person)
def open_cycle(idea_id: str) -> Any:
    """Go to the cycle that is open; where there is none, to the form that plans one."""
    idea = find(ideas.visible_to(viewer()), Idea.id, idea_id)
    line = open_cycles([idea.id]).get(idea.id)
    if line is None:
        return redirect(url_for("cycles.new", idea_id=idea.id))
    return redirect(url_for("cycles.show", cycle_id=line.cycle_id))


@bp.get("/cycles/<cycle_id>")
@open_to(Person)
def show(cycle_id: str) -> str:
    """Where it stands, and the one next step."""
    cycle = found(cycle_id)
    return render_template("pdsa/show.html", **context(cycle, Forms(cycle)))


@bp.post("/cycles/<cycle_id>/approval")
@open_to(Person)
def approve(cycle_id: str) -> Response:
    """A clinician says that it is safe to try."""
    cycle = found(cycle_id)
    require(policy.may_approve(viewer(), cycle), policy.WHO_APPROVES)
    if request.form.get("version") != str(cycle.version):
        raise RuleBroken(READ_AGAIN)
    cycle.approve(viewer())
    return answer(otherwise=show_url(cycle_id), say="Approved. The test can start.")


@bp.post("/cycles/<cycle_id>/refusal")
@open_to(Person)
def refuse_plan(cycle_id: str) -> Response:
    """The clinician does not approve it, and says what has to change."""
    cycle, form = found(cycle_id), RefusalForm()
    require(policy.may_approve(viewer(), cycle), policy.WHO_APPROVES)
    if not form.validate():
        return refused(cycle, form)
    try:
        must_be_read(cycle, form)
        cycle.refuse(viewer(), form.reason.data)
    except RuleBroken as broken:
        return refused(cycle, form, broken)
    return answer(otherwise=show_url(cycle_id), say="Sent back. Who planned it reads your reason.")


@bp.post("/cycles/<cycle_id>/start")
@open_to(Person)
def start(cycle_id: str) -> Response:
    """Do begins, and the prediction is locked."""
    cycle = found(cycle_id)
    require(policy.may_test(viewer(), cycle.idea), policy.WHO_TESTS)
    cycle.start_doing(viewer())
    return answer(otherwise=show_url(cycle_id), say="Do has started. The prediction is locked.")


@bp.post("/cycles/<cycle_id>/observations")
@open_to(Person)
def observe(cycle_id: str) -> Response:
    """Write down what was seen. The same form twice writes it once."""
    cycle, form = found(cycle_id), ObservationForm()
    require(policy.may_test(viewer(), cycle.idea), policy.WHO_TESTS)
    if not form.validate():
        return refused(cycle, form)
    words, is_deviation = form.words.data, bool(form.is_deviation.data)
    payload = f"{cycle_id}\n{is_deviation}\n{words}"
    try:
        once(
            viewer().id,
            form.key.data,
            payload,
            lambda: cycle.observe(viewer(), words, is_deviation=is_deviation).id,
        )
    except RuleBroken as broken:
        return refused(cycle, form, broken)
    return answer(otherwise=show_url(cycle_id), say="Written down.")


@bp.post("/cycles/<cycle_id>/study")
@open_to(Person)
def study(cycle_id: str) -> Response:
    """What happened against what was predicted; what was learned."""
    cycle, form = found(cycle_id), StudyForm()
    require(policy.may_test(viewer(), cycle.idea), policy.WHO_TESTS)
    if not form.validate():
        return refused(cycle, form)
    try:
        must_be_fresh(cycle, form)
        cycle.study(viewer(), form.happened.data, form.result.data, form.learned.data)
    except RuleBroken as broken:
        return refused(cycle, form, broken)
    return answer(otherwise=show_url(cycle_id), say="Saved. Now decide: adopt, adapt or abandon.")


def must_be_read(cycle: Cycle, form: RefusalForm) -> None:
    """Nobody refuses a plan that they have not seen."""
    if form.version.data != cycle.version:
        form.version.raw_data, form.version.data = None, cycle.version
        raise RuleBroken(READ_AGAIN)


def must_be_fresh(cycle: Cycle, form: StudyForm) -> None:
    """Nobody writes over what somebody else wrote without having seen it."""
    if form.version.data != cycle.version and (cycle.happened or cycle.learned):
        form.version.raw_data, form.version.data = None, cycle.version
        raise StaleEdit(STALE)


def refused(cycle: Cycle, wrong: Any, broken: RuleBroken | None = None) -> Response:
    """The page again, with everything that was typed, and what is wrong."""
    cycle_id = cycle.id
    database.give_up()  # before the page is read again: what the verb changed may not be shown
    cycle = found(cycle_id, again=True)
    forms = Forms(cycle)
    forms.wrong = wrong
    if isinstance(wrong, StudyForm):
        forms.study = wrong
    elif isinstance(wrong, ObservationForm):
        forms.observation = wrong
    elif isinstance(wrong, RefusalForm):
        forms.refusal = wrong
    else:
        forms.choice = wrong
    if broken is not None:
        wrong.say(broken)
    status = broken.status if broken else 422
    shown = context(cycle, forms) | {"is_stale": isinstance(broken, StaleEdit)}
    return refuse("pdsa/show.html", status=status, **shown)


def context(cycle: Cycle, forms: Forms) -> dict[str, Any]:
    """What the page shows."""
    return {"page": gather(cycle, viewer()), "cycle": cycle, "idea": cycle.idea, "forms": forms}


def show_url(cycle_id: str) -> str:
    """The page of a cycle."""
    return url_for("cycles.show", cycle_id=cycle_id)
