"""The poster in a corridor: an idea by one’s own phone, without a sign-in. Capture alone, and limited."""

from typing import Any

from flask import current_app, g, render_template, request, url_for
from sqlalchemy import select
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from improve.capture.forms import PosterIdeaForm
from improve.capture.limits import TooManyIdeas, refuse_too_many
from improve.capture.promise import promise_before
from improve.capture.routes import bp
from improve.capture.texts import check_texts
from improve.core.access import Everybody, leaves_no_trace, open_to, translated
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.htmx import go_to, refuse
from improve.core.ids import digest
from improve.core.languages import gettext as _
from improve.core.once import made_by, once
from improve.ideas.anonymous import day_token, filing_team
from improve.ideas.door_rules.asking import door_first
from improve.ideas.patients import ShowsPatient
from improve.ideas.patients.form import CHOICE, WITHOUT, is_denied, shown_stop
from improve.ideas.patients.holding import hold
from improve.ideas.patients.without import without
from improve.ideas.submitting import submit
from improve.tablets.links import SECRET_MOST, Poster


@bp.get("/poster/<secret>")
@translated
@open_to(Everybody)
@leaves_no_trace
def poster(secret: str) -> str:
    """What could be better? One field and Send."""
    return render_template("capture/poster.html", **page(found(secret), secret, PosterIdeaForm()))


@bp.post("/poster/<secret>/ideas")
@translated
@open_to(Everybody)
@leaves_no_trace
def send_from_poster(secret: str) -> Response:
    """File it for the poster's team. The same form twice makes one idea."""
    here, form = found(secret), PosterIdeaForm()
    if request.form.get(CHOICE) == WITHOUT:
        form.text.data = without(form.text.data or "")
    if not form.validate():
        return refuse("capture/poster.html", **page(here, secret, form))
    words = f"{form.text.data}\n{form.says_name.data}"
    try:
        if made_by(here.id, form.key.data) is None:
            check_texts(here.team, form.text.data, is_denied=is_denied())
            if (door := door_first(form.text.data)) is not None:
                return refuse("capture/poster.html", status=200, **page(here, secret, form), door=door)
        once(here.id, form.key.data, words, lambda: file_idea(here, form))
    except RuleBroken as broken:
        return refused(here, secret, form, broken)
    return go_to(url_for(".poster_thanks", secret=secret))


@bp.get("/poster/<secret>/thanks")
@translated
@open_to(Everybody)
@leaves_no_trace
def poster_thanks(secret: str) -> str:
    """It is sent: who answers, by when, and where the answer will stand."""
    here = found(secret)
    return render_template(
        "capture/poster_thanks.html", team=here.team, promise=promise_before(here.team), secret=secret
    )


def found(secret: str) -> Poster:
    """The poster of a link; an unknown one and one that is out of use answer alike."""
    rows = select(Poster).where(
        Poster.secret_digest == digest(secret[:SECRET_MOST]), Poster.revoked_at.is_(None)
    )
    here = db.session.scalars(rows).first()
    if here is None or here.team.deactivated_at is not None:
        raise NotFound(_("This poster is no longer in use. Tell the ward: they have a new one, or a tablet."))
    g.organisation = here.team.organisation  # its clock, and whether it is a demonstration
    return here


def file_idea(here: Poster, form: PosterIdeaForm) -> str:
    """Store it, unless too many came from the poster; its id."""
    refuse_too_many(here, current_app.config["IMPROVE"])
    must_be_looked_at = check_texts(here.team, form.text.data, is_denied=is_denied())
    idea = submit(here.team, text=form.text.data, poster=here, says_name=form.says_name.data)
    if must_be_looked_at:
        hold(idea)
    return idea.id


def refused(here: Poster, secret: str, form: PosterIdeaForm, broken: RuleBroken) -> Response:
    """The same field with all that was typed, and why not."""
    if isinstance(broken, ShowsPatient):
        return refuse("capture/poster.html", **page(here, secret, form), **shown_stop(form.text.data))
    form.say(broken, form.text)
    response = refuse("capture/poster.html", status=broken.status, **page(here, secret, form))
    if isinstance(broken, TooManyIdeas):
        response.headers["Retry-After"] = str(broken.seconds)
    return response


def page(here: Poster, secret: str, form: PosterIdeaForm) -> dict[str, Any]:
    """What the page shows; the token admits an anonymous idea without any cookie."""
    team = here.team
    token = day_token(current_app.config["SECRET_KEY"], team, team.organisation.today)
    return {
        "team": team,
        "secret": secret,
        "form": form,
        "promise": promise_before(team),
        "doors": team.doors,
        "filing_team": filing_team(team),
        "day_token": token,
    }
