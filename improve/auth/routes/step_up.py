"""The password again, before a dangerous act."""

from urllib.parse import urlsplit

from flask import g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from improve.auth import cookies, sessions
from improve.auth.accounts import is_present_password
from improve.auth.forms import StepUpForm
from improve.auth.identify import open_before_set_up
from improve.auth.routes import bp
from improve.auth.routes.sign_in import too_many
from improve.auth.throttle import Closed
from improve.core import clock
from improve.core import db as database
from improve.core.access import SAFE, open_to, viewer
from improve.core.errors import StepUpNeeded
from improve.core.htmx import go_to, htmx, is_own_path, next_url, refuse
from improve.people.models import Person


@bp.get("/step-up")
@open_to(Person)
@open_before_set_up
def step_up() -> str:
    """The page that asks for the password again."""
    return render_template("auth/step_up.html", form=StepUpForm(next=next_url("/")))


@bp.post("/step-up")
@open_to(Person)
@open_before_set_up
def confirm_step_up() -> Response:
    """Check it; the session gets a new secret and may do dangerous things for some minutes."""
    form = StepUpForm()
    if not form.validate():
        return refuse("auth/step_up.html", form=form)
    try:
        is_mine = is_present_password(viewer(), form.password.data or "", g.session.id)
    except Closed as closed:
        return too_many("auth/step_up.html", form, closed)
    if not is_mine:
        form.password.errors = ["The password is not right"]
        return refuse("auth/step_up.html", form=form)
    database.start_writing()
    g.session.stepped_up_at = clock.now()
    secret = sessions.turn(g.session)
    database.commit()
    return cookies.keep(go_to(next_url("/")), cookies.SESSION, secret)


@bp.app_errorhandler(StepUpNeeded)
def ask_for_password(error: StepUpNeeded) -> Response:
    """A page is opened after the password; a change is refused, with a way to the password and back."""
    database.give_up()
    if error.response is not None:
        return make_response(error.response)
    if request.method in SAFE and not htmx:
        return redirect(url_for("auth.step_up", next=request.full_path.rstrip("?")))
    address = url_for("auth.step_up", next=page_before())
    has_words = any(name != "csrf_token" and words for name, words in request.form.items())
    page = render_template("auth/step_up_needed.html", address=address, has_words=has_words and not htmx)
    response = make_response(page, 403)
    if htmx:
        response.headers["HX-Redirect"] = address
    return response


def page_before() -> str:
    """The page on which the refused button stands."""
    sent = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "")
    path = f"{sent.path}?{sent.query}" if sent.query else sent.path
    return path if sent.netloc == request.host and is_own_path(path) else "/"
