"""Setting up an authenticator app, and its recovery codes."""

from typing import Any

import segno
from flask import g, make_response, render_template, url_for
from werkzeug.wrappers import Response

from improve.auth import cookies, second_factor, sessions
from improve.auth.accounts import credential_of
from improve.auth.forms import CodeForm
from improve.auth.identify import open_before_set_up
from improve.auth.models import Credential
from improve.auth.policy import needs_second_factor
from improve.auth.routes import bp
from improve.auth.routes.sign_in import too_many
from improve.auth.throttle import SECOND_STEP, Closed, admit, succeeded
from improve.core import clock
from improve.core import db as database
from improve.core.access import needs_step_up, open_to, require, viewer
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, refuse
from improve.core.ids import in_groups
from improve.people.models import Person


@bp.get("/account/authenticator")
@open_to(Person)
@open_before_set_up
@needs_step_up
def authenticator() -> str:
    """How to set it up; with the QR code once that has begun."""
    return render_template("auth/authenticator.html", form=CodeForm(), **words())


@bp.post("/account/authenticator/start")
@open_to(Person)
@open_before_set_up
@needs_step_up
def start_authenticator() -> Response:
    """Make the secret for the QR code."""
    second_factor.start(credential_of(viewer()))
    return answer(None, otherwise=url_for(".authenticator"))


@bp.post("/account/authenticator")
@open_to(Person)
@open_before_set_up
@needs_step_up
def confirm_authenticator() -> Response:
    """The first code from the app; then show the recovery codes, once."""
    me, form = viewer(), CodeForm()
    if not form.validate():
        return refuse("auth/authenticator.html", form=form, **words())
    try:
        admit(SECOND_STEP, me.id)
    except Closed as closed:
        return too_many("auth/authenticator.html", form, closed, **words())
    database.start_writing()
    codes = second_factor.confirm(credential_of(me), me, form.code.data or "")
    if not codes:
        form.code.errors = ["This code is not right. Wait for the next one and try again"]
        return refuse("auth/authenticator.html", form=form, **words())
    return show_codes(me, codes)


def show_codes(me: Person, codes: list[str]) -> Response:
    """The recovery codes; this session now has its second factor, and a new secret."""
    succeeded(SECOND_STEP, me.id)
    g.session.must_set_up, g.session.second_factor_at = False, clock.now()
    secret = sessions.turn(g.session)
    sessions.end_all(me.id, but=g.session)
    database.commit()
    page = render_template("auth/recovery_codes.html", codes=[in_groups(code) for code in codes])
    return cookies.keep(make_response(page), cookies.SESSION, secret)


@bp.post("/account/recovery-codes")
@open_to(Person)
@needs_step_up
def renew_recovery_codes() -> Response:
    """Ten new recovery codes; those before no longer work."""
    credential = credential_of(viewer())
    if not credential.has_authenticator:
        raise RuleBroken("Set up an authenticator first.")
    codes = second_factor.new_recovery_codes(credential)
    database.commit()
    return make_response(
        render_template("auth/recovery_codes.html", codes=[in_groups(code) for code in codes])
    )


@bp.post("/account/authenticator/removal")
@open_to(Person)
@needs_step_up
def remove_authenticator() -> Response:
    """Ask for no code any more."""
    me = viewer()
    require(
        not needs_second_factor(me, g.organisation), "Administrators and executives need an authenticator."
    )
    second_factor.remove(credential_of(me), me, by=me)
    return answer(None, otherwise=url_for(".account"), say="The authenticator is removed.")


def words() -> dict[str, Any]:
    """What the page shows: whether it is set up, must be, and the QR code in between."""
    credential = db.session.get(Credential, viewer().id)
    shared = credential.totp_secret if credential and not credential.has_authenticator else None
    address = (
        second_factor.address(credential, viewer(), g.organisation.name) if credential and shared else ""
    )
    return {
        "is_needed": needs_second_factor(viewer(), g.organisation),
        "is_set_up": credential is not None and credential.has_authenticator,
        "secret": in_groups(shared or ""),
        "picture": segno.make(address).svg_data_uri(scale=5, border=2, light="#fff") if address else "",
    }
