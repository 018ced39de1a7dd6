"""What people decide about the lines of a chart, and what they write beside it."""

from typing import Any

from flask import render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from improve.core.access import find, open_to, viewer
from improve.core.asking import Question, ask
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, refuse
from improve.core.once import once
from improve.measures import policy
from improve.measures.forms import LinesForm, NoteForm
from improve.measures.lines import ChartNote, LineDecision
from improve.measures.models import Measure
from improve.measures.routes import bp
from improve.measures.routes.loading import load, to_decide, to_enter
from improve.people.models import Person

REBASE, BASELINE = "rebase", "baseline"
LABELS = {
    REBASE: ("From which day?", "Why does the measure start afresh there?"),
    BASELINE: ("Up to which day?", "Why these points?"),
}
SAID = {
    REBASE: "The lines are worked out afresh from that day.",
    BASELINE: "The lines now come from the points up to that day.",
}


@bp.get("/measures/<measure_id>/lines")
@open_to(Person)
def lines(measure_id: str) -> str:
    """What was decided, and the two decisions that can be made."""
    measure = load(measure_id)
    return render_template("measures/lines.html", **page(measure, {kind: form_of(kind) for kind in LABELS}))


@bp.post("/measures/<measure_id>/lines/<any('rebase', 'baseline'):kind>")
@open_to(Person)
def decide(measure_id: str, kind: str) -> Response:
    """Lines afresh from a day, or a baseline up to one; with a reason."""
    measure, form = to_decide(measure_id), form_of(kind, request.form)
    forms = {other: form_of(other) for other in LABELS} | {kind: form}
    if not form.validate():
        return refuse("measures/lines.html", **page(measure, forms))
    try:
        once(viewer().id, form.key.data, form.sent(), lambda: decision(measure, kind, form).id)
    except RuleBroken as broken:
        form.say(broken, form.on)
        return refuse("measures/lines.html", status=broken.status, **page(load(measure_id), forms))
    return answer(otherwise=url_for(".show", measure_id=measure_id), say=SAID[kind])


@bp.get("/measures/<measure_id>/lines/<decision_id>/ending")
@open_to(Person)
def ask_to_end_lines(measure_id: str, decision_id: str) -> str:
    """Asks once."""
    measure = to_decide(measure_id)
    decided(measure, decision_id)
    says = ["The lines go back to what they were before. The decision and its reason stay readable."]
    back = url_for(".lines", measure_id=measure_id)
    return ask(Question(measure.name, "End this decision?", says, "End it", back))


@bp.post("/measures/<measure_id>/lines/<decision_id>/ending")
@open_to(Person)
def end_lines(measure_id: str, decision_id: str) -> Response:
    """The lines go back."""
    measure = to_decide(measure_id)
    measure.end_decision(viewer(), decided(measure, decision_id))
    return answer(otherwise=url_for(".lines", measure_id=measure_id), say="Ended. The lines are as before.")


@bp.get("/measures/<measure_id>/notes")
@open_to(Person)
def notes(measure_id: str) -> str:
    """What was written beside the chart, and a form for more."""
    return render_template("measures/notes.html", **notes_page(load(measure_id), NoteForm()))


@bp.post("/measures/<measure_id>/notes")
@open_to(Person)
def write_note(measure_id: str) -> Response:
    """What happened on a day."""
    measure, form = to_enter(measure_id), NoteForm()
    if not form.validate():
        return refuse("measures/notes.html", **notes_page(measure, form))
    try:
        once(viewer().id, form.key.data, form.sent(), lambda: written(measure, form).id)
    except RuleBroken as broken:
        form.say(broken)
        return refuse("measures/notes.html", status=broken.status, **notes_page(load(measure_id), form))
    return answer(otherwise=url_for(".show", measure_id=measure_id), say="It stands beside the chart.")


def written(measure: Measure, form: NoteForm) -> ChartNote:
    """The note that a form describes."""
    return measure.note(viewer(), form.on.data, form.words.data or "")


def form_of(kind: str, sent: Any = None) -> LinesForm:
    """The form of one of the two decisions; its fields carry the kind, as both stand on one page."""
    form = LinesForm(sent, prefix=kind)
    form.on.label.text, form.reason.label.text = LABELS[kind]
    return form


def decision(measure: Measure, kind: str, form: LinesForm) -> LineDecision:
    """The decision that a form describes."""
    day = measure.day_of(form.on.data) if kind == REBASE else form.on.data
    return measure.decide_lines(viewer(), kind, day, form.reason.data or "")


def decided(measure: Measure, decision_id: str) -> LineDecision:
    """One of its decisions; 404 else."""
    rows = select(LineDecision).where(LineDecision.measure_id == measure.id)
    return find(rows, LineDecision.id, decision_id)


def page(measure: Measure, forms: dict[str, LinesForm]) -> dict[str, Any]:
    """The decisions, those that hold first, and the forms."""
    rows = select(LineDecision).where(LineDecision.measure_id == measure.id)
    found = list(db.session.scalars(rows.order_by(LineDecision.on_date.desc(), LineDecision.made_at.desc())))
    may = policy.may_decide(viewer(), measure)
    return {
        "measure": measure, "forms": forms, "hold": [row for row in found if row.ended_at is None],
        "ended": [row for row in found if row.ended_at is not None],
        "may_decide": may and not measure.is_ended, "may_end": may,
        "wrong": next((form for form in forms.values() if form.errors or form.form_errors), None),
    }  # fmt: skip


def notes_page(measure: Measure, form: NoteForm) -> dict[str, Any]:
    """The notes, newest first, and the form."""
    rows = select(ChartNote).where(ChartNote.measure_id == measure.id)
    found = list(db.session.scalars(rows.order_by(ChartNote.on_date.desc(), ChartNote.made_at.desc())))
    may = policy.may_enter(viewer(), measure) and not measure.is_ended
    return {"measure": measure, "form": form, "notes": found, "may_enter": may}
