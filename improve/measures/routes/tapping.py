"""Measuring on the ward tablet: open, tap, done. Each tap counts once, and can be undone."""

from typing import Any

from flask import render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from improve.core import clock
from improve.core.access import find, open_to, viewer
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, refuse
from improve.core.languages import gettext
from improve.core.once import once
from improve.measures import policy, taps
from improve.measures.entry import NUMBER, on_the_tablet
from improve.measures.figure_forms import TapForm
from improve.measures.models import Measure
from improve.measures.numbers import UNDO_WITHIN
from improve.measures.readings import Reading
from improve.measures.routes import bp
from improve.measures.tap_screen import Addresses, is_key, screen, tapped
from improve.measures.taps import Tap
from improve.tablets.models import Tablet


@bp.get("/tablet/measures")
@open_to(Tablet)
def tablet_measures() -> str:
    """What is due today, and what is counted already."""
    team = viewer().team
    found = on_the_tablet(team, team.organisation.today)
    return render_template("measures/tablet/index.html", found=found, address_of=lambda one: keys_of(one.id))


@bp.get("/tablet/measures/<measure_id>")
@open_to(Tablet)
def tablet_measure(measure_id: str) -> str:
    """The keys for one measure; and, after a tap, what it made of the reading."""
    measure = running(measure_id)
    form = TapForm().fit_figure(measure)
    return render_template("measures/tablet/measure.html", **shown_here(measure, form, tap_shown(measure)))


@bp.post("/tablet/measures/<measure_id>/taps")
@open_to(Tablet)
def tap(measure_id: str) -> Response:
    """Count it. The same key twice counts once."""
    measure = running(measure_id)
    form = TapForm().fit_figure(measure)
    if not is_key(measure, form) and not form.validate():
        return refuse("measures/tablet/measure.html", **shown_here(measure, form))
    try:
        made = count(measure, form)
    except RuleBroken as broken:
        form.say(broken)
        return refuse(
            "measures/tablet/measure.html", status=broken.status, **shown_here(running(measure_id), form)
        )
    return answer(otherwise=url_for(".tablet_measure", measure_id=measure_id, tap=made))


@bp.post("/tablet/measures/<measure_id>/taps/<tap_id>/undoing")
@open_to(Tablet)
def undo_tap(measure_id: str, tap_id: str) -> Response:
    """Take it back."""
    measure = running(measure_id)
    take_back(measure, tap_id)
    return answer(otherwise=url_for(".tablet_measure", measure_id=measure_id, tap=tap_id))


def count(measure: Measure, form: TapForm) -> str:
    """Count what the form says, once; the id of the tap."""
    made, _ = once(viewer().id, form.key.data, form.words(), lambda: tapped(measure, viewer(), form).id)
    return made


def take_back(measure: Measure, tap_id: str) -> None:
    """Undo one of its taps, while it is fresh."""
    row = find(taps_of(measure), Tap.id, tap_id)
    if clock.now() - row.tapped_at > UNDO_WITHIN:
        raise RuleBroken(gettext("This was a while ago. Somebody who is signed in can correct the reading."))
    taps.undo(measure, viewer(), row)


def running(measure_id: str) -> Measure:
    """One of the team's measures that readings are taken for."""
    return find(policy.visible_to(viewer()).where(Measure.ended_at.is_(None)), Measure.id, measure_id)


def taps_of(measure: Measure) -> Any:
    """The taps on its readings."""
    return select(Tap).join(Reading, Reading.id == Tap.reading_id).where(Reading.measure_id == measure.id)


def tap_shown(measure: Measure) -> Tap | None:
    """The tap that the address names: the one just made, or just undone."""
    wanted = request.args.get("tap", "")
    return find(taps_of(measure), Tap.id, wanted) if wanted else None


def shown_here(measure: Measure, form: TapForm, shown: Tap | None = None) -> dict[str, Any]:
    """The keys on a page of the tablet."""
    at = Addresses(
        tap=url_for(".tap", measure_id=measure.id),
        undo=lambda tap: url_for(".undo_tap", measure_id=measure.id, tap_id=tap.id),
        pad=keys_of(measure.id, way=NUMBER),
        more=url_for(".tablet_measures"),
    )
    return screen(measure, form, at, shown, wants_pad=request.args.get("way") == NUMBER)


def keys_of(measure_id: str, way: str | None = None) -> str:
    """The page with the keys of a measure, or with the number pad."""
    return url_for(".tablet_measure", measure_id=measure_id, way=way)
