"""Entering one reading; and the question that comes when the date has one already."""

from datetime import date
from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from improve.core.access import open_to, viewer
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, refuse
from improve.core.once import once
from improve.measures.entry import BOTH, REPLACE
from improve.measures.figure_forms import ReadingForm
from improve.measures.models import Measure
from improve.measures.readings import Reading
from improve.measures.routes import bp
from improve.measures.routes.loading import load, to_enter
from improve.people.models import Person


class SameDate(RuleBroken):
    """The date has a reading already: somebody must say which is right."""

    def __init__(self, there: Reading) -> None:
        super().__init__("There is a reading for this date already.")
        self.there = there


@bp.get("/measures/<measure_id>/readings/new")
@open_to(Person)
def new_reading(measure_id: str) -> str:
    """One figure for one day."""
    measure = to_enter(measure_id)
    form = ReadingForm(data={"on": wanted_day(measure)}).fit_figure(measure)
    return render_template("measures/reading_new.html", measure=measure, form=form)


@bp.post("/measures/<measure_id>/readings")
@open_to(Person)
def enter_reading(measure_id: str) -> Response:
    """Enter it. The same form twice enters one."""
    measure = to_enter(measure_id)
    form = ReadingForm().fit_figure(measure)
    if not form.validate():
        return refuse("measures/reading_new.html", measure=measure, form=form)
    try:
        once(viewer().id, form.key.data, form.words(), lambda: enter(measure, form).id)
    except SameDate as same:
        form.seen_version.data = str(same.there.version)
        return refuse("measures/same_date.html", status=409, measure=measure, form=form, there=same.there)
    except RuleBroken as broken:
        form.say(broken, form.on if broken.status == 409 else None)
        measure = load(measure_id)
        return refuse("measures/reading_new.html", status=broken.status, measure=measure, form=form)
    then = ".new_reading" if request.form.get("then") == "another" else ".show"
    return answer(otherwise=url_for(then, measure_id=measure_id), say="The reading is entered.")


def enter(measure: Measure, form: ReadingForm) -> Reading:
    """What the form says. Raises SameDate until somebody said which of two readings is right."""
    by, on, (value, denominator) = viewer(), form.on.data, form.figure()
    measure.hold()
    held = [] if measure.several else measure.readings_of(on)
    if not held:
        return measure.add_reading(by, on, value, denominator, form.note.data or "")
    there = held[-1]
    if form.same_date.data == BOTH:
        return measure.add_second(by, on, value, denominator, form.note.data or "")
    if form.same_date.data == REPLACE and form.seen_version.data == str(there.version):
        there.correct(measure, by, value, denominator, note=form.note.data or None)
        return there
    raise SameDate(there)


def wanted_day(measure: Measure) -> date:
    """The day that the address asks for, else today."""
    wanted: Any = request.args.get("on", "")
    try:
        return date.fromisoformat(wanted)
    except ValueError:
        return measure.team.organisation.today
