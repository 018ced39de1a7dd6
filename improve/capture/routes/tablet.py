"""An idea on the ward tablet: one field and Send, thanks, the optional rest. No sign-in."""

import hashlib
import json
from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from improve.capture.forms import RestForm, TabletIdeaForm
from improve.capture.limits import TooManyIdeas, refuse_too_many
from improve.capture.promise import promise_before, promise_of
from improve.capture.routes import bp
from improve.capture.shell import field
from improve.capture.texts import check_more, check_texts
from improve.core.access import find, open_to, viewer
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, refuse
from improve.core.languages import gettext as _
from improve.core.languages import noop
from improve.core.once import OtherPayload, made_by, once
from improve.goals.policy import choices as goal_choices
from improve.ideas import policy
from improve.ideas.additions import add_rest, is_fresh, was_added_to
from improve.ideas.door_rules.asking import door_first, wants_back
from improve.ideas.models import Idea
from improve.ideas.patients import ShowsPatient
from improve.ideas.patients.form import CHANGE, CHOICE, WITHOUT, is_denied, shown_stop
from improve.ideas.patients.holding import hold, is_held, is_waiting_for_a_look
from improve.ideas.patients.without import without
from improve.ideas.routes.ideas import read_photo
from improve.ideas.submitting import submit
from improve.tablets.models import Tablet
from improve.teams.in_charge import in_charge_of

GOALS = 5  # chips that fit
THANKS_SECONDS = 5  # then the board comes back, if nothing is touched
ADDED = noop("Thank you. It is added to your idea.")


@bp.get("/tablet/idea")
@open_to(Tablet)
def idea() -> str:
    """What could be better?"""
    return render_template("capture/idea.html", **capture(TabletIdeaForm()))


@bp.post("/tablet/ideas")
@open_to(Tablet)
def send() -> Response:
    """File it. The same form twice makes one idea."""
    form, tablet = TabletIdeaForm(), viewer()
    if request.form.get(CHOICE) == WITHOUT:
        form.text.data = without(form.text.data or "")
    if not form.validate() or request.form.get(CHOICE) == CHANGE or wants_back():
        return refuse("capture/idea.html", **capture(form))
    try:
        if made_by(tablet.id, form.key.data) is None:  # else the outbox sent it, and its answer was lost
            check_texts(tablet.team, form.text.data, is_denied=is_denied())
            if (door := door_first(form.text.data)) is not None:
                return refuse("capture/door.html", status=200, **ask_first(form, door))
        idea_id, _is_new = once(
            tablet.id, form.key.data, form.text.data, lambda: file_idea(tablet, form.text.data)
        )
    except RuleBroken as broken:
        return refuse_idea(form, broken)
    return answer(otherwise=url_for(".thanks", idea_id=idea_id))


def file_idea(tablet: Tablet, text: str) -> str:
    """Store it, unless the tablet has sent too many; its id."""
    refuse_too_many(tablet, current_app.config["IMPROVE"])
    must_be_looked_at = check_texts(tablet.team, text, is_denied=is_denied())
    idea = submit(tablet.team, text=text, tablet=tablet)
    if must_be_looked_at:
        hold(idea)
    return idea.id


def ask_first(form: TabletIdeaForm, door: str) -> dict[str, Any]:
    """The screen that says who to tell first, where the page's script did not."""
    return {
        "form": form,
        "door": door,
        "doors": viewer().team.doors,
        "in_charge": in_charge_of(viewer().team),
        "not_a_patient": is_denied(),
    }


def refuse_idea(form: TabletIdeaForm, broken: RuleBroken) -> Response:
    """The same field with all that was typed, and why not."""
    if isinstance(broken, ShowsPatient):
        return refuse("capture/identifier.html", **stopped(form))
    form.say(broken, form.text)
    response = refuse("capture/idea.html", status=broken.status, **capture(form))
    if isinstance(broken, TooManyIdeas):
        response.headers["Retry-After"] = str(broken.seconds)
    return response


def stopped(form: TabletIdeaForm) -> dict[str, Any]:
    """The screen for words that show who a patient is."""
    return {"form": form, **shown_stop(form.text.data)}


def capture(form: TabletIdeaForm) -> dict[str, Any]:
    """What the one-field screen shows."""
    team = viewer().team
    return {**field(team), "form": form, "promise": promise_before(team), "in_charge": in_charge_of(team)}


@bp.get("/tablet/thanks/<idea_id>")
@open_to(Tablet)
def thanks(idea_id: str) -> str | Response:
    """It is sent: who answers by when, and the optional rest. Later, and for anybody else, the board."""
    idea = db.session.scalars(own_ideas().where(Idea.id == idea_id)).first() if idea_id.isalnum() else None
    if idea is None or not is_fresh(idea) or was_added_to(idea):
        return redirect(url_for("boards.tablet"))
    return render_template("capture/thanks.html", **shown_thanks(idea, rest_form()))


@bp.post("/tablet/ideas/<idea_id>/additions")
@open_to(Tablet)
def add(idea_id: str) -> Response:
    """Add the rest, once. The idea itself stays sent, whatever is wrong with it."""
    photo, trouble = read_photo()  # first of all: no lock is held while a picture is decoded
    idea, form = find(own_ideas(), Idea.id, idea_id), rest_form()
    if not form.validate() or trouble:
        form.photo.errors = trouble
        return refuse("capture/thanks.html", **shown_thanks(idea, form))
    if not form.rest(photo).given:
        return answer(otherwise=url_for("boards.tablet"))  # and something may still be added
    try:
        once(f"{viewer().id} adds", idea.id, payload(form, photo), lambda: stored_rest(idea, form, photo))
    except RuleBroken as broken:
        return refuse("capture/thanks.html", status=409, **shown_thanks(idea, form), refused=said(broken))
    return answer(otherwise=url_for("boards.tablet"), say=_(ADDED))


def own_ideas() -> Any:
    """The ideas that this tablet sent; also those that a lead looks at first, of which it shows no words."""
    rows = select(Idea).where(Idea.tablet_id == viewer().id, Idea.team_id == viewer().team_id)
    return rows.where(or_(policy.IS_OPEN, is_waiting_for_a_look())).options(selectinload(Idea.texts))


def rest_form() -> RestForm:
    """With the team's goals, the nearest first."""
    return RestForm().offer(goal_choices(viewer(), viewer().team)[:GOALS])


def shown_thanks(idea: Idea, form: RestForm) -> dict[str, Any]:
    """What the thank-you screen shows."""
    return {
        "idea": idea,
        "form": form,
        "promise": promise_of(idea),
        "seconds": THANKS_SECONDS,
        "is_held": is_held(idea),
    }


def stored_rest(idea: Idea, form: RestForm, photo: Any) -> str:
    """Add what was given; the id that the submission made."""
    check_more(idea.team, "", form.suggestion.data, form.says_name.data)
    add_rest(idea, form.rest(photo), viewer())
    return idea.id


def payload(form: RestForm, photo: Any) -> str:
    """What makes two sendings the same."""
    fields = [form[name].data for name in ("suggestion", "benefits", "goal", "says_name", "staff_group")]
    return json.dumps([*fields, hashlib.sha256(photo[0]).hexdigest() if photo else ""])


def said(broken: RuleBroken) -> str:
    """Why nothing could be added."""
    if isinstance(broken, OtherPayload):
        return _("You have added to this idea already.")
    return broken.sentence
