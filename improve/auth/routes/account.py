"""One's own account: details, password, and where one is signed in."""

from flask import g, render_template, url_for
from flask import session as browser
from werkzeug.wrappers import Response

from improve.auth import cookies, passwords, sessions
from improve.auth.accounts import is_present_password, personal_words, set_password
from improve.auth.entering import as_known
from improve.auth.events import SessionsEnded
from improve.auth.forms import OwnPasswordForm
from improve.auth.identify import idle_minutes
from improve.auth.models import Credential, Session
from improve.auth.routes import bp
from improve.auth.routes.sign_in import too_many
from improve.auth.throttle import Closed
from improve.core import db as database
from improve.core.access import find, open_to, viewer
from improve.core.db import db
from improve.core.htmx import answer, go_to, refuse
from improve.events.record import record
from improve.people.models import Person
from improve.teams.policy import memberships


@bp.get("/account")
@open_to(Person)
def account() -> str:
    """Who I am here, how I sign in, and where I am signed in."""
    me = viewer()
    return render_template(
        "auth/account.html",
        credential=db.session.get(Credential, me.id),
        sessions=sessions.of_person(me, idle_minutes()),
        here=g.session,
        memberships=memberships(me),
    )


@bp.get("/account/password")
@open_to(Person)
def own_password() -> str:
    """The page for a new password."""
    return render_template("auth/own_password.html", form=OwnPasswordForm())


@bp.post("/account/password")
@open_to(Person)
def change_password() -> Response:
    """Set a new password; all other sessions end, this one gets a new secret."""
    me, form = viewer(), OwnPasswordForm()
    if not form.is_good(personal_words(me, g.organisation)):
        return refuse("auth/own_password.html", form=form)
    try:
        is_mine = is_present_password(me, form.present.data or "", g.session.id)
    except Closed as closed:
        return too_many("auth/own_password.html", form, closed)
    if not is_mine:
        form.present.errors = ["This is not your present password"]
        return refuse("auth/own_password.html", form=form)
    return store_own(me, passwords.hash_password(form.password.data or ""))


def store_own(me: Person, password_hash: str) -> Response:
    """Store what was hashed before."""
    database.start_writing()
    set_password(me, password_hash, by=me, way="own")
    sessions.end_all(me.id, but=g.session)
    secret = sessions.turn(g.session)
    response = answer(
        None,
        otherwise=url_for(".account"),
        say="Your password is changed. Everywhere else you are signed out.",
    )
    return as_known(cookies.keep(response, cookies.SESSION, secret), me)


@bp.post("/account/sessions/<session_id>/end")
@open_to(Person)
def end_session(session_id: str) -> Response:
    """Sign out on one other device."""
    rows = db.select(Session).where(Session.person_id == viewer().id)
    db.session.delete(find(rows, Session.id, session_id))
    return answer(None, otherwise=url_for(".account"), say="You are signed out on that device.")


@bp.post("/account/sessions/end")
@open_to(Person)
def end_sessions() -> Response:
    """Sign out everywhere, here too."""
    me = viewer()
    record(SessionsEnded(me.id, count=sessions.end_all(me.id)), about=me, by=me)
    database.commit()
    browser.clear()
    response = cookies.forget(go_to(url_for(".sign_in")), cookies.SESSION)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
