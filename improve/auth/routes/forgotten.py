"""A forgotten password: a link by mail, or a code from a lead; then a new password."""

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from improve.auth import cookies, one_time, passwords, resetting
from improve.auth.accounts import credential_of, personal_words
from improve.auth.entering import as_known
from improve.auth.forms import ForgottenForm, NewPasswordForm, OneTimeCodeForm
from improve.auth.routes import bp
from improve.auth.routes.sign_in import too_many
from improve.auth.throttle import Closed
from improve.core import db as database
from improve.core.access import Everybody, open_to
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, go_to, refuse
from improve.people.models import Person

OVER = "This link no longer works. It works once, for 30 minutes. Ask for a new one."


@bp.get("/password/forgotten")
@open_to(Everybody)
def forgotten() -> str:
    """Ask for a link by mail."""
    return render_template("auth/forgotten.html", form=ForgottenForm())


@bp.post("/password/forgotten")
@open_to(Everybody)
def send_link() -> Response:
    """Send the link, if there is such an account with an address; the answer is the same for all."""
    form = ForgottenForm()
    if not form.validate():
        return refuse("auth/forgotten.html", form=form)
    base = current_app.config["IMPROVE"].base_url or request.host_url.rstrip("/")
    try:
        resetting.send_link(
            form.name.data or "", lambda secret: base + url_for(".follow_link", secret=secret)
        )
    except Closed as closed:
        return too_many("auth/forgotten.html", form, closed)
    return go_to(url_for(".link_sent"))


@bp.get("/password/sent")
@open_to(Everybody)
def link_sent() -> str:
    """The same words whether there is such an account or not."""
    return render_template("auth/link_sent.html")


@bp.get("/password/link/<secret>")
@open_to(Everybody)
def follow_link(secret: str) -> Response:
    """Put the secret of the link into a cookie, so that it stays in no address."""
    return cookies.keep(redirect(url_for(".new_password"), 303), cookies.RESET, secret[: cookies.LONGEST])


@bp.get("/password/code")
@open_to(Everybody)
def type_code() -> str:
    """Type in a one-time code."""
    return render_template("auth/type_code.html", form=OneTimeCodeForm())


@bp.post("/password/code")
@open_to(Everybody)
def exchange_code() -> Response:
    """Check a one-time code; then on to the new password."""
    form = OneTimeCodeForm()
    if not form.validate():
        return refuse("auth/type_code.html", form=form)
    try:
        secret = resetting.exchange_code(
            form.name.data or "", form.code.data or "", request.remote_addr or ""
        )
    except Closed as closed:
        return too_many("auth/type_code.html", form, closed)
    if secret is None:
        form.code.errors = ["The name or the code is not right, or the code is over. Ask for a new one"]
        return refuse("auth/type_code.html", form=form)
    return cookies.keep(go_to(url_for(".new_password")), cookies.RESET, secret)


@bp.get("/password/new")
@open_to(Everybody)
def new_password() -> str:
    """Choose a new password, with a link or code that still works."""
    found = resetting.waiting(cookies.read(cookies.RESET))
    form = NewPasswordForm() if found else None
    return render_template(
        "auth/new_password.html", form=form, person=found.person if found else None, over=OVER
    )


@bp.post("/password/new")
@open_to(Everybody)
def store_password() -> Response:
    """Set it; everybody who was signed in with the old one is signed out."""
    secret, form = cookies.read(cookies.RESET), NewPasswordForm()
    found = resetting.waiting(secret)
    if found is None:
        raise RuleBroken(OVER)
    if not form.is_good(personal_words(found.person, found.organisation)):
        return refuse("auth/new_password.html", form=form, person=found.person, over=OVER)
    database.give_up()
    password_hash = passwords.hash_password(form.password.data or "")
    database.start_writing()
    return cookies.forget(go_on(resetting.set_new(secret, password_hash)), cookies.RESET)


def go_on(person: Person) -> Response:
    """To the authenticator's code, or to the sign-in, which this browser may try though the account is closed."""
    if credential_of(person).has_authenticator:
        step = one_time.make_link(person, one_time.STEP)
        database.commit()
        return cookies.keep(go_to(url_for(".code")), cookies.STEP, step)
    response = answer(None, otherwise=url_for(".sign_in"), say="Your password is set. Sign in with it now.")
    return as_known(response, person)
