"""Which language a screen speaks: on a tablet the one that was tapped last, on somebody's phone the phone's own."""

from datetime import timedelta

from flask import abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from improve.core import cookies, languages
from improve.core.access import Everybody, leaves_no_trace, open_to
from improve.core.htmx import next_url
from improve.core.http import csrf
from improve.tablets.enrolment import cookie_name
from improve.tablets.models import Tablet
from improve.tablets.routes import bp

KEPT = timedelta(days=365)
COOKIE = "language"  # holds nothing but its letters


@bp.app_url_value_preprocessor
def begin(_endpoint: str | None, _values: object) -> None:
    """Before anybody is turned away: what is not translated is shown in English."""
    asked, view = request.cookies.get(COOKIE, ""), current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "is_translated", False):
        languages.speak(asked or request.accept_languages.best_match(languages.LANGUAGES) or "")
    else:
        is_of_tablet = Tablet in getattr(view, "open_to", ()) or cookie_name() in request.cookies
        languages.speak(asked if is_of_tablet else languages.ENGLISH)


@bp.before_app_request
def choose_language() -> None:
    """Who is looking is known now: a tablet sees every page in its language, a person no page that is for both."""
    viewer, view = g.get("viewer"), current_app.view_functions.get(request.endpoint or "")
    if getattr(viewer, "is_tablet", False):
        languages.speak(request.cookies.get(COOKIE, ""))
    elif viewer is not None and not getattr(view, "is_translated", False):
        languages.speak(languages.ENGLISH)


@bp.post("/language")
@csrf.exempt  # the board carries no token: it would set a cookie. Another site is refused all the same
@open_to(Everybody)
@leaves_no_trace
def speak() -> Response:
    """From the next page on. Stored in the browser, and nowhere else."""
    language = request.form.get("language", "")
    if language not in languages.LANGUAGES:
        abort(422)
    return cookies.keep(redirect(next_url(url_for("boards.tablet")), 303), COOKIE, language, KEPT)
