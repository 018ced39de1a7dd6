"""The settings of the whole organisation."""

from flask import g, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from improve.core.access import find, needs_step_up, open_to, require, viewer
from improve.core.editing import latest
from improve.core.errors import StaleEdit
from improve.core.htmx import answer, refuse
from improve.people.models import Person
from improve.teams.changing import change_organisation
from improve.teams.forms import OrganisationForm, organisation_form
from improve.teams.models import Organisation
from improve.teams.policy import may_administer
from improve.teams.routes import bp

ADMINISTRATORS = "Only an administrator changes these settings."


@bp.get("/organisation")
@open_to(Person)
@needs_step_up
def organisation() -> str:
    """The settings."""
    require(may_administer(viewer()), ADMINISTRATORS)
    return render_template("teams/organisation.html", form=organisation_form(g.organisation))


@bp.post("/organisation")
@open_to(Person)
@needs_step_up
def change() -> Response:
    """Save the settings, on top of what others changed meanwhile."""
    require(may_administer(viewer()), ADMINISTRATORS)
    row = find(latest(select(Organisation), Organisation), Organisation.id, viewer().organisation_id)
    form = OrganisationForm(request.form)
    if not form.validate():
        return refuse("teams/organisation.html", form=form)
    try:
        form.catch_up(organisation_form(row))
    except StaleEdit as stale:
        form.say(stale)
        return refuse("teams/organisation.html", form=form, status=409)
    change_organisation(row, form.values(), by=viewer())
    return answer(None, otherwise=url_for(".organisation"), say="The settings are saved.")
