"""A lead's own tablets: the list, a new one, another code, revoking."""

import segno
from flask import current_app, make_response, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from improve.core import db as database
from improve.core.access import find, needs_step_up, open_to, require, viewer
from improve.core.asking import Question, ask
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, refuse
from improve.core.ids import in_groups, new_id
from improve.core.once import OtherPayload, once
from improve.people.models import Person
from improve.tablets import policy
from improve.tablets.forms import TabletForm
from improve.tablets.links import KINDS, Link
from improve.tablets.models import CODE_MINUTES, Tablet
from improve.tablets.routes import bp
from improve.teams.models import Team
from improve.teams.policy import visible_to

LISTED = 100  # tablets of one team: more is no list but a mistake
ADDED_BEFORE = "This form has added a tablet of another name. Press the button again to add this one too"


@bp.get("/teams/<team_id>/tablets")
@open_to(Person)
def index(team_id: str) -> str:
    """The tablets of a team, those in use first."""
    team = managed_team(team_id)
    rows = (
        select(Tablet).where(Tablet.team_id == team.id).order_by(Tablet.revoked_at.is_not(None), Tablet.name)
    )
    tablets = db.session.scalars(rows.limit(LISTED)).all()
    return render_template("tablets/index.html", team=team, tablets=tablets, links_of=links_of(team))


def links_of(team: Team) -> dict[str, list[Link]]:
    """Its walls and posters by kind, those in use first."""
    rows = select(Link).where(Link.team_id == team.id).order_by(Link.revoked_at.is_not(None), Link.name)
    found = list(db.session.scalars(rows.limit(LISTED)))
    return {kind: [link for link in found if link.kind == kind] for kind in KINDS}


@bp.get("/teams/<team_id>/tablets/new")
@open_to(Person)
@needs_step_up
def new(team_id: str) -> str:
    """What is it called?"""
    return render_template("tablets/new.html", team=managed_team(team_id), form=TabletForm())


@bp.post("/teams/<team_id>/tablets")
@open_to(Person)
@needs_step_up
def create(team_id: str) -> Response:
    """Plan a tablet; its one-time code is shown now. The same form twice plans one, and its newer code works."""
    team, form = managed_team(team_id), TabletForm()
    if not form.validate():
        return refuse("tablets/new.html", team=team, form=form)
    try:
        tablet_id, is_new = once(
            viewer().id, form.key.data, f"{team.id}\n{form.name.data}", lambda: planned(team, form).id
        )
    except OtherPayload:
        form.name.errors, form.key.data = [ADDED_BEFORE], new_id()
        return refuse("tablets/new.html", team=team, form=form)
    tablet = find(policy.visible_to(viewer()), Tablet.id, tablet_id)
    if tablet.enrolled_at is not None or tablet.revoked_at is not None:
        return answer(otherwise=url_for(".index", team_id=team.id), say=f"{tablet.name} was set up already.")
    return code_page(tablet, tablet.add(viewer()) if is_new else tablet.new_code())


def planned(team: Team, form: TabletForm) -> Tablet:
    """A tablet that waits for its code."""
    if team.deactivated_at is not None:
        raise RuleBroken("This team is no longer there.")
    tablet = Tablet(organisation_id=team.organisation_id, team_id=team.id, team=team, name=form.name.data)
    tablet.added_by_id = viewer().id
    db.session.add(tablet)
    db.session.flush()
    return tablet


@bp.post("/tablets/<tablet_id>/code")
@open_to(Person)
@needs_step_up
def renew_code(tablet_id: str) -> Response:
    """Another one-time code: the first ran out, or the tablet was set up afresh."""
    tablet = managed(tablet_id)
    if tablet.revoked_at is not None:
        raise RuleBroken("This tablet was revoked. Add it as a new one.")
    return code_page(tablet, tablet.new_code())


@bp.get("/tablets/<tablet_id>/revocation")
@open_to(Person)
@needs_step_up
def ask_to_revoke(tablet_id: str) -> str:
    """Says what revoking does."""
    tablet = managed(tablet_id)
    says = (
        f"From its next tap on it shows nothing of {tablet.team.name} and takes no ideas. Ideas that were sent stay.",
        "To use it again, add it as a new tablet.",
    )
    back = url_for(".index", team_id=tablet.team_id)
    return ask(Question(tablet.name, f"Shut {tablet.name} out?", says, "Shut it out", back))


@bp.post("/tablets/<tablet_id>/revocation")
@open_to(Person)
@needs_step_up
def revoke(tablet_id: str) -> Response:
    """Its cookie opens nothing any more, from the next request on."""
    tablet = managed(tablet_id)
    tablet.revoke(viewer())
    return answer(otherwise=url_for(".index", team_id=tablet.team_id), say=f"{tablet.name} is shut out.")


def managed_team(team_id: str) -> Team:
    """A team whose tablets the viewer may manage."""
    team = find(visible_to(viewer()), Team.id, team_id)
    require(policy.may_manage(viewer(), team), policy.ONLY_ITS_LEADS)
    return team


def managed(tablet_id: str) -> Tablet:
    """A tablet that the viewer may manage."""
    tablet = find(policy.visible_to(viewer()), Tablet.id, tablet_id)
    require(policy.may_manage(viewer(), tablet.team), policy.ONLY_ITS_LEADS)
    return tablet


def code_page(tablet: Tablet, code: str) -> Response:
    """The code in groups and as a picture. Made by the POST itself, because nothing readable of it is stored."""
    database.commit()
    address = f"{site()}{url_for('tablets.enrol')}"
    page = render_template(
        "tablets/code.html",
        tablet=tablet,
        groups=in_groups(code).split(),
        minutes=CODE_MINUTES,
        address=address,
        picture=segno.make(f"{address}?code={code}", error="m").svg_data_uri(scale=6, border=4),
    )
    return make_response(page, 201)


def site() -> str:
    """The address of this site as a tablet reaches it."""
    return current_app.config["IMPROVE"].base_url or request.host_url.rstrip("/")
