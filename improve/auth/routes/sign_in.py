"""Signing in and out."""

from flask import make_response, redirect, render_template, request, url_for
from flask import session as browser
from werkzeug.wrappers import Response

from improve.auth import cookies, first, one_time, second_factor
from improve.auth.accounts import Account, check, credential_of, renew_hash
from improve.auth.entering import enter, leave, waiting
from improve.auth.forms import CodeForm, SignInForm
from improve.auth.identify import may_sign_in
from improve.auth.known import known_as
from improve.auth.models import Credential
from improve.auth.routes import bp
from improve.auth.throttle import SECOND_STEP, Closed, admit, succeeded
from improve.auth.ways import WAYS
from improve.core import db as database
from improve.core.access import Everybody, open_to, viewer
from improve.core.db import db
from improve.core.forms import Form
from improve.core.htmx import go_to, next_url, refuse
from improve.people.models import Person

WRONG = "The name or the password is not right"


@bp.get("/sign-in")
@open_to(Everybody)
def sign_in() -> Response | str:
    """The page that asks for name and password."""
    if isinstance(viewer(), Person):
        return redirect(next_url("/"))
    return render_template(
        "auth/sign_in.html", form=SignInForm(next=next_url("/")), ways=WAYS, is_empty=first.is_nobody_here()
    )


@bp.post("/sign-in")
@open_to(Everybody)
def begin_session() -> Response:
    """Check name and password; then in, or on to the second step."""
    form = SignInForm()
    if not form.validate():
        return refuse("auth/sign_in.html", form=form, ways=WAYS)
    password = form.password.data or ""
    try:
        account = check(form.name.data or "", password, request.remote_addr or "")
    except Closed as closed:
        return too_many("auth/sign_in.html", form, closed, ways=WAYS, is_closed=True)
    if account is None:
        form.password.errors = [WRONG]
        return refuse("auth/sign_in.html", form=form, ways=WAYS)
    return go_in(account, password)


def go_in(account: Account, password: str) -> Response:
    """The password was right."""
    if account.credential is not None and account.credential.has_authenticator:
        secret = one_time.make_link(account.person, one_time.STEP)
        database.commit()
        return cookies.keep(go_to(url_for(".code", next=next_url("/"))), cookies.STEP, secret)
    database.commit()
    newer = renew_hash(account, password)
    database.start_writing()
    if newer:
        credential_of(account.person).password_hash = newer
    return enter(account.person, go_to(next_url("/")))


@bp.get("/sign-in/code")
@open_to(Everybody)
def code() -> Response | str:
    """The page that asks for the authenticator's code."""
    if waiting() is None:
        return redirect(url_for(".sign_in", next=next_url("/")))
    return render_template("auth/code.html", form=CodeForm(next=next_url("/")))


@bp.post("/sign-in/code")
@open_to(Everybody)
def check_code() -> Response:
    """Check the code of the authenticator, or a recovery code."""
    form, step = CodeForm(), waiting()
    if step is None or step.person_id is None:
        return go_to(url_for(".sign_in", next=next_url("/")))
    if not form.validate():
        return refuse("auth/code.html", form=form)
    person_id, whose = step.person_id, counted_second(step.person_id)
    try:
        admit(SECOND_STEP, whose)
    except Closed as closed:
        return too_many("auth/code.html", form, closed)
    person = pass_second_step(person_id, form.code.data or "", whose)
    if person is None:
        form.code.errors = ["This code is not right. Wait for the next one and try again"]
        return refuse("auth/code.html", form=form)
    return enter(person, go_to(next_url("/")), second_factor=True)


def counted_second(person_id: str) -> str:
    """For whom a code counts: on a computer known for the account, for that one alone."""
    browser = known_as(db.session.get(Credential, person_id))
    return f"{person_id}\n{browser}" if browser else person_id


def pass_second_step(person_id: str, typed: str, whose: str) -> Person | None:
    """The person, if the code is right; the step and the code are used up. Never commits."""
    database.start_writing()
    step, person = waiting(), db.session.get(Person, person_id)
    if step is None or person is None or not may_sign_in(person):
        return None
    credential = credential_of(person)
    right = second_factor.is_right(credential, typed) or second_factor.use_recovery_code(
        credential, person, typed
    )
    if not right or not one_time.use(step):
        return None
    succeeded(SECOND_STEP, whose)
    return person


@bp.post("/sign-out")
@open_to(Everybody)
def sign_out() -> Response:
    """End this session, and let the browser forget the pages it kept."""
    leave()
    database.commit()
    browser.clear()
    response = cookies.forget(go_to(url_for(".sign_in")), cookies.SESSION)
    response.headers["Clear-Site-Data"] = '"cache"'  # not storage: ideas may wait there to be sent
    return response


def too_many(template: str, form: Form, closed: Closed, **words: object) -> Response:
    """The same form, and how long to wait."""
    form.form_errors.append(closed.sentence)
    response = make_response(refuse(template, form=form, status=429, **words))
    response.headers["Retry-After"] = str(closed.seconds)
    return response
