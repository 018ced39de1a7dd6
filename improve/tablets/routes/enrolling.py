"""The page on which a tablet enrols: type the code, or come by its picture."""

import math

import structlog
from flask import current_app, redirect, render_template, request, session, url_for
from sqlalchemy import select
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from improve.core import db as database
from improve.core.access import Everybody, open_to, translated
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.htmx import go_to, refuse
from improve.core.languages import gettext as _
from improve.core.languages import noop
from improve.tablets import enrolment, guesses
from improve.tablets.forms import CODE_MOST, CodeForm
from improve.tablets.models import Tablet, code_digest
from improve.tablets.routes import bp

log = structlog.get_logger()

WRONG = noop("We do not know this code. Check each group of 4, or ask for a new one")
CLOSED = noop("There were too many wrong codes from here. Wait 10 minutes, then ask for a new code.")
PICTURED = "enrolment_code"  # where the code of a picture waits, so that it does not stay in the address


@bp.get("/tablet/enrol")
@translated
@open_to(Everybody)
def enrol() -> str | Response:
    """One field. A code in the address, from the picture, is taken out of it first."""
    if code := request.args.get("code"):
        session[PICTURED] = code[:CODE_MOST]
        return redirect(url_for(".enrol"))
    return render_template("tablets/enrol.html", form=CodeForm(code=session.get(PICTURED)))


@bp.post("/tablet/enrol")
@translated
@open_to(Everybody)
def enrol_with_code() -> Response:
    """The tablet gets its cookie; the code is used up."""
    form, place = CodeForm(), guesses.place_of(current_app.config["SECRET_KEY"], request.remote_addr or "")
    if not form.validate():
        return refuse("tablets/enrol.html", form=form)
    if (wait := guesses.admit(place)) is not None:
        log.warning("tries refused", of="tablet code")
        raise TooManyRequests(CLOSED, retry_after=math.ceil(wait.total_seconds()))
    secret = use_up(form.code.data or "", place)
    if secret is None:
        form.code.errors = [_(WRONG)]  # the same words for every kind of wrong
        return refuse("tablets/enrol.html", form=form)
    database.commit()
    session.pop(PICTURED, None)
    response = go_to("/")
    enrolment.set_cookie(response, secret)
    return response


def use_up(typed: str, place: str) -> str | None:
    """The secret for the cookie; None for a code that is wrong, old or used."""
    database.start_writing()
    wanted = code_digest(typed)
    tablet = db.session.scalars(
        select(Tablet).where(Tablet.code_digest == wanted).with_for_update(of=Tablet)
    ).first()
    if tablet is None:
        return None
    try:
        secret = tablet.enrol()
    except RuleBroken:
        return None
    guesses.take_back(place)
    return secret
