"""Who is in charge this shift: said on the ward's tablet in two taps, or by somebody of the team who is signed in."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from improve.boards.forms import InChargeForm, is_bare_name
from improve.boards.routes import bp
from improve.capture.names import Named, group_of, grouped, of_team
from improve.core.access import find, open_to, require, viewer
from improve.core.htmx import answer, refuse
from improve.core.languages import gettext as _
from improve.core.languages import noop
from improve.ideas.patients import stops
from improve.people.models import Person
from improve.tablets.models import Tablet
from improve.teams.in_charge import in_charge_of, put_in_charge, take_off
from improve.teams.models import Team
from improve.teams.policy import is_member, visible_to

FIT = 12  # names on one screen of the tablet; more are shown by their first letter
TAKEN_OFF = noop("The name is taken off.")
LIKE_A_PATIENT = noop(
    "This reads like a patient. Nothing was stored. For staff write the first name and the surname"
)
THE_TEAM = "Only the people of this team say who is in charge of it."


@bp.get("/tablet/in-charge")
@open_to(Tablet)
def tablet_in_charge() -> str:
    """The names of the team, and a field for any other."""
    return render_template("boards/tablet/in_charge.html", **on_tablet(viewer().team))


@bp.post("/tablet/in-charge")
@open_to(Tablet)
def say_on_tablet() -> Response:
    """No PIN: whoever stands at the tablet says it, as they would write it on the board."""
    shown = on_tablet(viewer().team)
    return said(viewer().team, shown, "boards/tablet/in_charge.html", url_for(".tablet_doors"))


@bp.post("/tablet/in-charge/removal")
@open_to(Tablet)
def take_off_on_tablet() -> Response:
    """The name goes."""
    take_off(viewer().team, by=viewer())
    return answer(otherwise=url_for(".tablet_doors"), say=_(TAKEN_OFF))


@bp.get("/teams/<team_id>/in-charge")
@open_to(Person)
def in_charge(team_id: str) -> str:
    """The same at a desk."""
    return render_template("boards/in_charge.html", **at_desk(own(team_id)))


@bp.post("/teams/<team_id>/in-charge")
@open_to(Person)
def say_in_charge(team_id: str) -> Response:
    """Somebody of the team says it."""
    team = own(team_id)
    return said(team, at_desk(team), "boards/in_charge.html", url_for(".show", team_id=team.id))


@bp.post("/teams/<team_id>/in-charge/removal")
@open_to(Person)
def take_off_in_charge(team_id: str) -> Response:
    """The name goes."""
    take_off(own(team_id), by=viewer())
    return answer(otherwise=url_for(".show", team_id=team_id), say=_(TAKEN_OFF))


def own(team_id: str) -> Team:
    """The team, for its own people; else 404 or 403. Nobody further up needs a name of the shift."""
    team = find(visible_to(viewer()), Team.id, team_id)
    require(is_member(viewer(), team), THE_TEAM)
    return team


def said(team: Team, shown: dict[str, Any], template: str, back: str) -> Response:
    """Write it down; else the page again with what was typed. A patient's name is refused, and nothing of it kept."""
    form: InChargeForm = shown["form"]
    if not form.validate():
        return refuse(template, **shown)
    if not is_bare_name(form.name.data) and stops(team, form.name):
        form.name.errors = [_(LIKE_A_PATIENT)]
        return refuse(template, **shown)
    put_in_charge(team, form.who(), int(form.hours.data), by=viewer())
    return answer(otherwise=back)  # where the name stands: no toast that would take it through a cookie


def at_desk(team: Team) -> dict[str, Any]:
    """What the page shows, and its form with the names to choose from."""
    names = of_team(team)
    form = InChargeForm().offer([(row.id, row.name) for row in names])
    return {"team": team, "form": form, "names": names, "in_charge": in_charge_of(team)}


def on_tablet(team: Team) -> dict[str, Any]:
    """The same with the names as the tablet shows them: all of a small team, else those of some letters."""
    shown = at_desk(team)
    names: list[Named] = shown["names"]
    chosen = next((row for row in names if row.id == shown["form"].person.data), None)
    if len(names) <= FIT:
        return {**shown, "chosen": chosen}
    groups = grouped(names)
    asked = request.values.get("letters") or group_of(chosen.name if chosen else names[0].name)
    listed = next((group.names for group in groups if group.code == asked), [])
    return {**shown, "chosen": chosen, "groups": groups, "shown": asked, "names": listed}
