"""The first administrator of an empty system."""

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from improve.auth import first, passwords
from improve.auth.forms import FirstForm
from improve.auth.routes import bp
from improve.auth.routes.sign_in import too_many
from improve.auth.throttle import FIRST_CODE, Closed, admit
from improve.core import db as database
from improve.core.access import Everybody, open_to
from improve.core.errors import NotFound
from improve.core.htmx import answer, refuse


@bp.get("/first-administrator")
@open_to(Everybody)
def first_administrator() -> str:
    """The page; it is only there while there is no administrator."""
    if first.is_over():
        raise NotFound
    return render_template("auth/first.html", form=FirstForm())


@bp.post("/first-administrator")
@open_to(Everybody)
def add_first_administrator() -> Response:
    """Make the trust and its administrator, who then signs in."""
    form = FirstForm()
    if first.is_over():
        raise NotFound
    if not form.is_good([form.name.data or "", form.email.data or "", form.organisation.data or ""]):
        return refuse("auth/first.html", form=form)
    try:
        admit(FIRST_CODE, request.remote_addr or "")
    except Closed as closed:
        return too_many("auth/first.html", form, closed)
    password_hash = passwords.hash_password(form.password.data or "")
    database.start_writing()
    wanted = first.Wanted(
        form.organisation.data or "", form.name.data or "", form.email.data or "", password_hash
    )
    if first.open_first(form.code.data or "", wanted) is None:
        form.code.errors = ["The code is not right, or it is over. “improve init” prints a new one"]
        return refuse("auth/first.html", form=form)
    return answer(None, otherwise=url_for(".sign_in"), say="Your account is there. Sign in now.")
