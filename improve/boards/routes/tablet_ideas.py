"""An idea on the ward tablet: one field and Send, thanks, the optional rest. No sign-in."""

import hashlib
import json
from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from improve.boards.forms import RestForm, TabletIdeaForm
from improve.boards.routes import bp
from improve.boards.tablet_limits import TooManyIdeas, refuse_too_many
from improve.boards.tablet_reading import promise_before, promise_of
from improve.core.access import find, open_to, viewer
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, refuse
from improve.core.ids import new_id
from improve.core.once import OtherPayload, once
from improve.goals.policy import choices as goal_choices
from improve.ideas import policy
from improve.ideas.additions import add_rest, is_fresh, was_added_to
from improve.ideas.anonymous import day_token, filing_team
from improve.ideas.models import Idea
from improve.ideas.routes.ideas import read_photo
from improve.ideas.submitting import submit
from improve.tablets.models import Tablet

GOALS = 5  # chips that fit
THANKS_SECONDS = 5  # then the board comes back, if nothing is touched
ADDED = "Thank you. It is added to your idea."
SENT_BEFORE = "This was sent before, with other words. Tap Send again to send these as a new idea"


@bp.get("/tablet/idea")
@open_to(Tablet)
def tablet_idea() -> str:
    """What could be better?"""
    return render_template("boards/tablet/idea.html", **capture(TabletIdeaForm()))


@bp.post("/tablet/ideas")
@open_to(Tablet)
def send_from_tablet() -> Response:
    """File it. The same form twice makes one idea."""
    form, tablet = TabletIdeaForm(), viewer()
    if not form.validate():
        return refuse("boards/tablet/idea.html", **capture(form))
    try:
        idea_id, _is_new = once(
            tablet.id, form.key.data, form.text.data, lambda: file_idea(tablet, form.text.data)
        )
    except RuleBroken as broken:
        return refuse_idea(form, broken)
    return answer(otherwise=url_for(".tablet_thanks", idea_id=idea_id))


def file_idea(tablet: Tablet, text: str) -> str:
    """Store it, unless the tablet has sent too many; its id."""
    limits = current_app.config["IMPROVE"]
    refuse_too_many(tablet, limits.ideas_per_hour, limits.ideas_per_day)
    return submit(tablet.team, text=text, tablet=tablet).id


def refuse_idea(form: TabletIdeaForm, broken: RuleBroken) -> Response:
    """The same field with all that was typed, and why not."""
    kind: dict[type, int] = {OtherPayload: 422, TooManyIdeas: 429}
    form.text.errors = [broken.sentence]
    if isinstance(broken, OtherPayload):
        form.text.errors, form.key.data = [SENT_BEFORE], new_id()
    response = refuse("boards/tablet/idea.html", status=kind.get(type(broken), 409), **capture(form))
    if isinstance(broken, TooManyIdeas):
        response.headers["Retry-After"] = str(broken.seconds)
    return response


def capture(form: TabletIdeaForm) -> dict[str, Any]:
    """What the one-field screen shows; the token admits an anonymous idea without any cookie."""
    team = viewer().team
    return {
        "form": form,
        "promise": promise_before(team),
        "doors": team.organisation.doors,
        "filing_team": filing_team(team),
        "day_token": day_token(current_app.config["SECRET_KEY"], team, team.organisation.today),
        "code_address": code_address(),
    }


def code_address() -> str:
    """Where a claim code is typed in, as one types it on a phone."""
    site = current_app.config["IMPROVE"].base_url or request.host_url
    return site.partition("://")[2].rstrip("/") + url_for("ideas.code")


@bp.get("/tablet/thanks/<idea_id>")
@open_to(Tablet)
def tablet_thanks(idea_id: str) -> str | Response:
    """It is sent: who answers by when, and the optional rest. Later, and for anybody else, the board."""
    idea = db.session.scalars(own_ideas().where(Idea.id == idea_id)).first() if idea_id.isalnum() else None
    if idea is None or not is_fresh(idea) or was_added_to(idea):
        return redirect(url_for(".tablet"))
    return render_template("boards/tablet/thanks.html", **thanks(idea, rest_form()))


@bp.post("/tablet/ideas/<idea_id>/additions")
@open_to(Tablet)
def add_from_tablet(idea_id: str) -> Response:
    """Add the rest, once. The idea itself stays sent, whatever is wrong with it."""
    photo, trouble = read_photo()  # first of all: no lock is held while a picture is decoded
    idea, form = find(own_ideas(), Idea.id, idea_id), rest_form()
    if not form.validate() or trouble:
        form.photo.errors = trouble
        return refuse("boards/tablet/thanks.html", **thanks(idea, form))
    try:
        once(f"{viewer().id} adds", idea.id, payload(form, photo), lambda: add(idea, form, photo))
    except RuleBroken as broken:
        return refuse("boards/tablet/thanks.html", status=409, **thanks(idea, form), refused=said(broken))
    return answer(otherwise=url_for(".tablet"), say=ADDED if form.rest(photo).given else "")


def own_ideas() -> Any:
    """The ideas that this tablet sent."""
    rows = policy.visible_to(viewer()).where(Idea.tablet_id == viewer().id)
    return rows.options(selectinload(Idea.texts))


def rest_form() -> RestForm:
    """With the team's goals, the nearest first."""
    return RestForm().offer(goal_choices(viewer(), viewer().team)[:GOALS])


def thanks(idea: Idea, form: RestForm) -> dict[str, Any]:
    """What the thank-you screen shows."""
    return {"idea": idea, "form": form, "promise": promise_of(idea), "seconds": THANKS_SECONDS}


def add(idea: Idea, form: RestForm, photo: Any) -> str:
    """Add what was given; the id that the submission made."""
    add_rest(idea, form.rest(photo), viewer())
    return idea.id


def payload(form: RestForm, photo: Any) -> str:
    """What makes two sendings the same."""
    fields = [form[name].data for name in ("suggestion", "benefits", "goal", "says_name", "staff_group")]
    return json.dumps([*fields, hashlib.sha256(photo[0]).hexdigest() if photo else ""])


def said(broken: RuleBroken) -> str:
    """Why nothing could be added."""
    if isinstance(broken, OtherPayload):
        return "You have added to this idea already. It is on the board."
    return broken.sentence
