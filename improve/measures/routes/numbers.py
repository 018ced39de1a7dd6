"""Today's numbers at wall size: what is due and done, and each measure in turn. Entered by whoever is signed in."""

from typing import Any

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response

from improve.core.access import find, open_to, require, viewer
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, refuse
from improve.measures import policy
from improve.measures.entry import NUMBER
from improve.measures.figure_forms import TapForm
from improve.measures.models import Measure
from improve.measures.numbers import Number, Round, last_tap, round_of
from improve.measures.routes import bp
from improve.measures.routes.loading import to_enter
from improve.measures.routes.tapping import count, take_back, tap_shown
from improve.measures.tap_screen import Addresses, is_key, screen
from improve.measures.taps import Tap
from improve.people.models import Person
from improve.teams.models import Team
from improve.teams.policy import visible_to as visible_teams

ONE = "measures/numbers/measure.html"


@bp.get("/teams/<team_id>/numbers")
@open_to(Person)
def numbers(team_id: str) -> str:
    """What is due today, and what is done."""
    found = todays(team_id)
    page = min(max(request.args.get("page", 1, type=int), 1), found.pages)
    may_start = policy.may_start(viewer(), found.team)
    return render_template(
        "measures/numbers/index.html", team=found.team, round=found, page=page, may_start=may_start
    )


@bp.get("/teams/<team_id>/numbers/end")
@open_to(Person)
def numbers_end(team_id: str) -> str:
    """After the last one: what is in, and what is not."""
    found = todays(team_id)
    return render_template("measures/numbers/end.html", team=found.team, round=found)


@bp.get("/teams/<team_id>/numbers/<measure_id>")
@open_to(Person)
def number(team_id: str, measure_id: str) -> str:
    """One measure, with its keys or its number pad."""
    found, one = step(team_id, measure_id)
    wants_pad = request.args.get("way") == NUMBER
    shown = None if wants_pad else tap_shown(one.measure) or last_tap(one.measure)
    return render_template(
        ONE, **shown_at_the_wall(found, one, fitted(one.measure), shown, wants_pad=wants_pad)
    )


@bp.post("/teams/<team_id>/numbers/<measure_id>/taps")
@open_to(Person)
def tap_number(team_id: str, measure_id: str) -> Response:
    """Count it. The same key twice counts once."""
    measure = to_enter_for(team_id, measure_id)
    form = fitted(measure)
    if not is_key(measure, form) and not form.validate():
        return refused(team_id, measure_id, form)
    try:
        made = count(measure, form)
    except RuleBroken as broken:
        form.say(broken)
        return refused(team_id, measure_id, form, broken.status)
    return answer(otherwise=url_for(".number", team_id=team_id, measure_id=measure_id, tap=made))


@bp.post("/teams/<team_id>/numbers/<measure_id>/taps/<tap_id>/undoing")
@open_to(Person)
def undo_number(team_id: str, measure_id: str, tap_id: str) -> Response:
    """Take it back."""
    measure = to_enter_for(team_id, measure_id)
    try:
        take_back(measure, tap_id)
    except RuleBroken as broken:
        form = fitted(measure)
        form.say(broken)
        return refused(team_id, measure_id, form, broken.status)
    return answer(otherwise=url_for(".number", team_id=team_id, measure_id=measure_id, tap=tap_id))


def todays(team_id: str) -> Round:
    """The numbers of a team, for somebody who may enter any of them."""
    team = find(visible_teams(viewer()), Team.id, team_id)
    found = round_of(viewer(), team)
    require(bool(found.numbers) or policy.may_start(viewer(), team), policy.WHO_ENTERS)
    return found


def step(team_id: str, measure_id: str) -> tuple[Round, Number]:
    """One of them, and all."""
    to_enter_for(team_id, measure_id)
    found = todays(team_id)
    return found, found.of(measure_id) or abort(404)


def to_enter_for(team_id: str, measure_id: str) -> Measure:
    """A measure of that very team, for somebody who may enter its readings."""
    measure = to_enter(measure_id)
    return measure if measure.team_id == team_id else abort(404)


def fitted(measure: Measure) -> TapForm:
    """The form of its keys, or of its pad."""
    form: TapForm = TapForm().fit_figure(measure)
    return form


def refused(team_id: str, measure_id: str, form: TapForm, status: int = 422) -> Response:
    """The same screen, with what is wrong; read again, for what was begun is undone."""
    found, one = step(team_id, measure_id)
    return refuse(ONE, status=status, **shown_at_the_wall(found, one, form))


def shown_at_the_wall(
    found: Round, one: Number, form: TapForm, shown: Tap | None = None, *, wants_pad: bool = False
) -> dict[str, Any]:
    """One measure in its round; where its keys, Previous and Next lead."""
    here: dict[str, Any] = {"team_id": found.team.id, "measure_id": one.measure.id}
    at = Addresses(
        tap=url_for(".tap_number", **here),
        undo=lambda tap: url_for(".undo_number", tap_id=tap.id, **here),
        pad=url_for(".number", way=NUMBER, **here),
    )
    around = {"team": found.team, "round": found, "number": one, "has_keys": True}
    around |= {"before": found.beside(one, -1), "after": found.beside(one, 1), "wants_pad": wants_pad}
    return screen(one.measure, form, at, shown, wants_pad=wants_pad) | around
