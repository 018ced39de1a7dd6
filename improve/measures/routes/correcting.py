"""One reading: what it was before, putting it right, leaving its point out, taking it back."""

from typing import Any

from flask import render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from improve.core.access import find, open_to, require, viewer
from improve.core.db import db
from improve.core.editing import latest
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, refuse
from improve.measures import policy
from improve.measures.figure_forms import CorrectionForm
from improve.measures.forms import ReasonForm
from improve.measures.models import Measure
from improve.measures.readings import Correction, Reading
from improve.measures.routes import bp
from improve.measures.routes.loading import load, reading_of, to_decide
from improve.people.models import Person

DOES = {
    "left-out": (
        "Leave this point out",
        "It stays on the chart, hollow, and counts for no line and no finding. Everybody can read your reason.",
        "Leave it out",
    ),
    "removal": (
        "Take this reading back",
        "It counts for nothing and leaves the chart. Its page stays readable, with your reason.",
        "Take it back",
    ),
}


@bp.get("/measures/<measure_id>/readings/<reading_id>")
@open_to(Person)
def reading(measure_id: str, reading_id: str) -> str:
    """The figure, what it was before, and who changed it."""
    measure = load(measure_id)
    found = reading_of(measure, reading_id)
    return render_template("measures/reading.html", **page(measure, found, CorrectionForm.of(measure, found)))


@bp.post("/measures/<measure_id>/readings/<reading_id>")
@open_to(Person)
def correct(measure_id: str, reading_id: str) -> Response:
    """Put it right; what it was stays readable."""
    measure = to_correct(measure_id)
    held = find(latest(policy.readings_of(measure), Reading), Reading.id, reading_id)
    form = CorrectionForm.of(measure, held, request.form)
    if not form.validate():
        return refuse("measures/reading.html", **page(measure, held, form))
    try:
        form.catch_up(CorrectionForm.of(measure, held))
        held.correct(measure, viewer(), *form.figure(), form.reason.data or "", form.note.data or "")
    except RuleBroken as broken:
        form.say(broken)
        measure = load(measure_id)
        found = reading_of(measure, reading_id)
        return refuse("measures/reading.html", status=broken.status, **page(measure, found, form))
    return answer(otherwise=here(measure_id, reading_id), say="Saved. What stood here before stays readable.")


@bp.get("/measures/<measure_id>/readings/<reading_id>/<any('left-out', 'removal'):noun>")
@open_to(Person)
def ask_why(measure_id: str, reading_id: str, noun: str) -> str:
    """Asks for the reason."""
    measure = to_do(noun, measure_id)
    asked = {"reading": reading_of(measure, reading_id), "noun": noun, "words": DOES[noun]}
    return render_template("measures/why.html", measure=measure, form=ReasonForm(), **asked)


@bp.post("/measures/<measure_id>/readings/<reading_id>/<any('left-out', 'removal'):noun>")
@open_to(Person)
def take_out(measure_id: str, reading_id: str, noun: str) -> Response:
    """Leave the point out, or take the reading back."""
    measure, form = to_do(noun, measure_id), ReasonForm()
    found = reading_of(measure, reading_id)
    if not form.validate():
        asked: dict[str, Any] = {"reading": found, "noun": noun, "words": DOES[noun]}
        return refuse("measures/why.html", measure=measure, form=form, **asked)
    reason: str = form.reason.data or ""
    if noun == "removal":
        found.remove(measure, viewer(), reason)
    elif found.left_out_at is None:
        found.leave_out(measure, viewer(), reason)
    return answer(otherwise=here(measure_id, reading_id), say="Done. The reason stands beside it.")


@bp.post("/measures/<measure_id>/readings/<reading_id>/inclusion")
@open_to(Person)
def take_in(measure_id: str, reading_id: str) -> Response:
    """The point counts again."""
    measure = to_decide(measure_id)
    reading_of(measure, reading_id).take_in(measure, viewer())
    return answer(otherwise=here(measure_id, reading_id), say="The point counts again.")


def to_do(noun: str, measure_id: str) -> Measure:
    """Points are left out by who decides about lines; readings are taken back by who enters them."""
    return to_decide(measure_id) if noun == "left-out" else to_correct(measure_id)


def to_correct(measure_id: str) -> Measure:
    """The measure, also one that has ended: a figure that is wrong is put right."""
    measure = load(measure_id)
    require(policy.may_enter(viewer(), measure), policy.WHO_ENTERS)
    return measure


def page(measure: Measure, found: Reading, form: CorrectionForm) -> dict[str, Any]:
    """What the page of a reading shows."""
    holds = found.removed_at is None
    return {
        "measure": measure, "reading": found, "form": form, "corrections": corrections(found),
        "may_correct": holds and policy.may_enter(viewer(), measure),
        "may_decide": holds and policy.may_decide(viewer(), measure),
    }  # fmt: skip


def corrections(found: Reading) -> list[Correction]:
    """What it was before, the latest first."""
    rows = select(Correction).where(Correction.reading_id == found.id)
    return list(db.session.scalars(rows.order_by(Correction.made_at.desc(), Correction.id)))


def here(measure_id: str, reading_id: str) -> str:
    """The page of a reading."""
    return url_for(".reading", measure_id=measure_id, reading_id=reading_id)
