"""The settings of the whole organisation."""

from flask import g, render_template, url_for
from werkzeug.wrappers import Response

from improve.core.access import open_to, require, viewer
from improve.core.db import db
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
def organisation() -> str:
    """The settings."""
    require(may_administer(viewer()), ADMINISTRATORS)
    return render_template("teams/organisation.html", form=organisation_form(g.organisation))


@bp.post("/organisation")
@open_to(Person)
def change() -> Response:
    """Save the settings."""
    require(may_administer(viewer()), ADMINISTRATORS)
    form = OrganisationForm()
    if not form.validate():
        return refuse("teams/organisation.html", form=form)
    row = db.session.get_one(Organisation, viewer().organisation_id)
    change_organisation(row, form.values(), by=viewer())
    return answer(None, otherwise=url_for(".organisation"), say="The settings are saved.")
