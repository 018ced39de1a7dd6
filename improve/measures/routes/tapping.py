"""Measuring on the ward tablet: open, tap, done. Each tap counts once, and can be undone."""

from datetime import timedelta
from typing import Any

from flask import render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from improve.core import clock
from improve.core.access import find, open_to, viewer
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, refuse
from improve.core.ids import new_id
from improve.core.once import once
from improve.measures import policy, taps
from improve.measures.entry import NUMBER, TALLY, YES_NO, on_the_tablet, way_of
from improve.measures.figure_forms import TapForm, denominator_label, value_label
from improve.measures.figures import in_words
from improve.measures.kinds import PERIOD_WORDS, Often
from improve.measures.models import Measure
from improve.measures.readings import Reading
from improve.measures.routes import bp
from improve.measures.taps import Tap
from improve.tablets.models import Tablet

UNDO_WITHIN = timedelta(minutes=10)  # the screen goes home long before; a slow hand is no reason to refuse
TAPS: dict[str, dict[str, tuple[int, int | None]]] = {
    TALLY: {"one": (1, None), "none": (0, None)},
    YES_NO: {"yes": (1, 1), "no": (0, 1)},
}  # what each key adds


@bp.get("/tablet/measures")
@open_to(Tablet)
def tablet_measures() -> str:
    """What is due today, and what is counted already."""
    team = viewer().team
    found = on_the_tablet(team, team.organisation.today)
    return render_template("measures/tablet/index.html", found=found, periods=PERIOD_WORDS)


@bp.get("/tablet/measures/<measure_id>")
@open_to(Tablet)
def tablet_measure(measure_id: str) -> str:
    """The keys for one measure; and, after a tap, what it made of the reading."""
    measure = running(measure_id)
    form = TapForm().fit_figure(measure)
    return render_template("measures/tablet/measure.html", **screen(measure, form, tap_shown(measure)))


@bp.post("/tablet/measures/<measure_id>/taps")
@open_to(Tablet)
def tap(measure_id: str) -> Response:
    """Count it. The same key twice counts once."""
    measure = running(measure_id)
    form = TapForm().fit_figure(measure)
    is_key = (form.tap.data or "") in TAPS.get(way_of(measure), {})
    if not is_key and not form.validate():
        return refuse("measures/tablet/measure.html", **screen(measure, form))
    try:
        made, _ = once(viewer().id, form.key.data, form.words(), lambda: tapped(measure, form, is_key).id)
    except RuleBroken as broken:
        form.say(broken)
        return refuse(
            "measures/tablet/measure.html", status=broken.status, **screen(running(measure_id), form)
        )
    return answer(otherwise=url_for(".tablet_measure", measure_id=measure_id, tap=made))


@bp.post("/tablet/measures/<measure_id>/taps/<tap_id>/undoing")
@open_to(Tablet)
def undo_tap(measure_id: str, tap_id: str) -> Response:
    """Take it back."""
    measure = running(measure_id)
    row = find(taps_of(measure), Tap.id, tap_id)
    if clock.now() - row.tapped_at > UNDO_WITHIN:
        raise RuleBroken("This was a while ago. Somebody who is signed in can correct the reading.")
    taps.undo(measure, viewer(), row)
    return answer(otherwise=url_for(".tablet_measure", measure_id=measure_id, tap=tap_id))


def tapped(measure: Measure, form: TapForm, is_key: bool) -> Tap:
    """What the key or the pad says."""
    today = measure.team.organisation.today
    if not is_key:
        return taps.enter(measure, viewer(), today, *form.figure())
    value, denominator = TAPS[way_of(measure)][form.tap.data or ""]
    return taps.tap(measure, viewer(), today, value, denominator)


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


def screen(measure: Measure, form: TapForm, shown: Tap | None = None) -> dict[str, Any]:
    """What the screen of a measure shows."""
    today = measure.team.organisation.today
    held = measure.readings_of(today) if measure.often != Often.EVENT else []
    pad = way_of(measure) == NUMBER or request.args.get("way") == NUMBER or form.tap.data == NUMBER
    return {
        "measure": measure, "form": form, "tap": shown, "way": NUMBER if pad else way_of(measure), "key": new_id(),
        "may_type": way_of(measure) == YES_NO, "period": period(measure), "now": so_far(measure, held),
        "value_label": value_label(measure), "held": held,
        "denominator_label": denominator_label(measure) if measure.has_denominator else "",
        "can_be_none": way_of(measure) == TALLY and not held,
    }  # fmt: skip


def period(measure: Measure) -> str:
    """ "today", "this week", "this month"; empty for what happens when it happens."""
    words = {Often.DAY: "today", Often.WEEK: "this week", Often.MONTH: "this month"}
    return words.get(Often(measure.often), "")


def so_far(measure: Measure, held: list[Reading]) -> str:
    """ "3", "4 of 7"; empty before the first."""
    if not held:
        return ""
    last = held[-1]
    out_of = f" of {in_words(last.denominator)}" if last.denominator is not None else ""
    return f"{in_words(last.value)}{out_of}"
