"""A lead's links that open without a sign-in: walls and posters. The list stands with the tablets."""

from typing import Any

import segno
from flask import abort, make_response, redirect, render_template, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from improve.core import db as database
from improve.core.access import (
    Everybody,
    find,
    leaves_no_trace,
    needs_step_up,
    open_to,
    require,
    translated,
    viewer,
)
from improve.core.asking import Question, ask
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, refuse
from improve.core.ids import digest, new_id
from improve.core.languages import noop
from improve.core.once import OtherPayload, once
from improve.people.models import Person
from improve.tablets import policy, walls
from improve.tablets.forms import LinkForm
from improve.tablets.links import KINDS, SECRET_MOST, Link, Wall
from improve.tablets.routes import bp
from improve.tablets.routes.managing import ADDED_BEFORE, managed_team, site
from improve.teams.models import Team

WORDS = {
    "wall": ("Add a wall screen", "For example “Screen in the corridor”.", "tablets.open_wall"),
    "poster": ("Make a poster", "Where it hangs, for example “Staff room door”.", "capture.poster"),
}
SAYS = {
    "wall": "The screen that has it open shows nothing from its next minute on. To use it again, make another link.",
    "poster": "Whoever scans it is told that it is not in use. Ideas that were sent stay. Take the paper down too.",
}


@bp.get("/teams/<team_id>/links/<kind>/new")
@open_to(Person)
@needs_step_up
def new_link(team_id: str, kind: str) -> str:
    """What is it called?"""
    return render_template("tablets/new_link.html", **shown(managed_team(team_id), kind, LinkForm()))


@bp.post("/teams/<team_id>/links/<kind>")
@open_to(Person)
@needs_step_up
def make_link(team_id: str, kind: str) -> Response:
    """Make it, and show it once. The same form twice makes one, and its newer address works."""
    team, form = managed_team(team_id), LinkForm()
    context = shown(team, kind, form)
    if not form.validate():
        return refuse("tablets/new_link.html", **context)
    made: dict[str, str] = {}
    try:
        link_id, is_new = once(
            viewer().id,
            form.key.data,
            f"{team.id}\n{kind}\n{form.name.data}",
            lambda: make(team, kind, form, made),
        )
    except OtherPayload:
        form.name.errors, form.key.data = [ADDED_BEFORE], new_id()
        return refuse("tablets/new_link.html", **context)
    link = find(policy.links_visible_to(viewer()), Link.id, link_id)
    return link_page(link, made["secret"] if is_new else renewed(link))


def shown(team: Team, kind: str, form: LinkForm) -> dict[str, Any]:
    """What the form shows; 404 for a kind that does not exist."""
    title, hint, _endpoint = WORDS.get(kind) or abort(404)
    return {"team": team, "kind": kind, "form": form, "title": title, "hint": hint}


def make(team: Team, kind: str, form: LinkForm, made: dict[str, str]) -> str:
    """A link in use; its id. Its secret goes into `made`: it is stored nowhere."""
    if team.deactivated_at is not None:
        raise RuleBroken("This team is no longer there.")
    link = KINDS[kind](organisation_id=team.organisation_id, team_id=team.id, team=team, name=form.name.data)
    link.made_by_id = viewer().id
    made["secret"] = link.make(viewer())
    db.session.add(link)
    db.session.flush()
    return link.id


def renewed(link: Link) -> str:
    """The form came twice: its first answer may have been lost on the way."""
    if link.revoked_at is not None:
        raise RuleBroken(f"{link.name} was revoked. Make another.")
    return link.renew()


def link_page(link: Link, secret: str) -> Response:
    """The address as text and as a picture. Made by the POST itself, because the secret is stored nowhere."""
    database.commit()
    address = f"{site()}{url_for(WORDS[link.kind][2], secret=secret)}"
    picture = segno.make(address, error="m").svg_data_uri(scale=8, border=4)
    return make_response(
        render_template(f"tablets/{link.kind}_made.html", link=link, address=address, picture=picture), 201
    )


@bp.get("/links/<link_id>/revocation")
@open_to(Person)
@needs_step_up
def ask_to_revoke_link(link_id: str) -> str:
    """Says what revoking does."""
    link = managed_link(link_id)
    back = url_for("tablets.index", team_id=link.team_id)
    return ask(
        Question(link.name, f"Take {link.name} out of use?", (SAYS[link.kind],), "Take it out of use", back)
    )


@bp.post("/links/<link_id>/revocation")
@open_to(Person)
@needs_step_up
def revoke_link(link_id: str) -> Response:
    """It opens nothing any more, from the next request on."""
    link = managed_link(link_id)
    link.revoke(viewer())
    return answer(otherwise=url_for("tablets.index", team_id=link.team_id), say=f"{link.name} is out of use.")


def managed_link(link_id: str) -> Link:
    """A link that the viewer may manage."""
    link = find(policy.links_visible_to(viewer()), Link.id, link_id)
    require(policy.may_manage(viewer(), link.team), policy.ONLY_ITS_LEADS)
    return link


@bp.get("/wall/<secret>")
@translated
@open_to(Everybody)
@leaves_no_trace
def open_wall(secret: str) -> Response:
    """Take the secret out of the address: from here on it stands in a cookie that opens one board, read only."""
    rows = select(Wall).where(Wall.secret_digest == digest(secret[:SECRET_MOST]), Wall.revoked_at.is_(None))
    if db.session.scalars(rows).first() is None:
        abort(404, noop("This link is no longer in use. Ask the lead of the team for a new one."))
    return walls.set_cookie(redirect(url_for("boards.wall"), 303), secret)
