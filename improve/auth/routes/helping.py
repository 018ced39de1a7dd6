"""Helping somebody to sign in: a one-time code, a lost authenticator, a lost device."""

from flask import render_template, url_for
from werkzeug.wrappers import Response

from improve.auth import one_time, second_factor, sessions
from improve.auth.accounts import credential_of
from improve.auth.events import CodeMade, SessionsEnded
from improve.auth.identify import idle_minutes
from improve.auth.models import Credential
from improve.auth.policy import may_help_sign_in
from improve.auth.routes import bp
from improve.core import db as database
from improve.core.access import administrators_step_up, find, needs_step_up, open_to, require, viewer
from improve.core.db import db
from improve.core.htmx import answer
from improve.core.ids import in_groups
from improve.events.record import record
from improve.people.models import Person
from improve.people.policy import visible_to

NOT_YOURS = (
    "Only a lead of this person’s team may do that, from the day after they joined. "
    "Leads, guardians and executives are helped by an administrator."
)


@bp.get("/people/<person_id>/sign-in")
@open_to(Person)
def sign_in_of(person_id: str) -> str:
    """How somebody signs in, and what can be done when they cannot."""
    person = helped(person_id)
    credential = db.session.get(Credential, person.id)
    found = sessions.of_person(person, idle_minutes())
    return render_template(
        "auth/sign_in_of.html", person=person, credential=credential, sessions=found, code=None
    )


@bp.post("/people/<person_id>/code")
@open_to(Person)
@needs_step_up
def make_code(person_id: str) -> Response | str:
    """Make a one-time code and show it, once."""
    person = helped(person_id)
    code = one_time.make_code(one_time.CODE, person, by=viewer())
    record(CodeMade(person.id), about=person, by=viewer())
    database.commit()
    return render_template("auth/code_made.html", person=person, code=in_groups(code))


@bp.post("/people/<person_id>/authenticator-removal")
@open_to(Person)
@needs_step_up
def remove_authenticator_of(person_id: str) -> Response:
    """Somebody lost their phone and their recovery codes."""
    person = helped(person_id)
    require(viewer().is_administrator, "Only an administrator may do that.")
    second_factor.remove(credential_of(person), person, by=viewer())
    sessions.end_all(person.id)
    return answer(
        None, otherwise=url_for(".sign_in_of", person_id=person.id), say="The authenticator is removed."
    )


@bp.post("/people/<person_id>/sign-out")
@open_to(Person)
@administrators_step_up
def sign_out_everywhere(person_id: str) -> Response:
    """Sign somebody out everywhere: a device was lost."""
    person = helped(person_id)
    record(SessionsEnded(person.id, count=sessions.end_all(person.id)), about=person, by=viewer())
    say = f"{person.name} is signed out everywhere."
    return answer(None, otherwise=url_for(".sign_in_of", person_id=person.id), say=say)


@bp.app_template_global("may_help_sign_in")
def is_helped_by_viewer(person: Person) -> bool:
    """Whether the page offers it."""
    return may_help_sign_in(viewer(), person)


def helped(person_id: str) -> Person:
    """The person, if the viewer may help them; else 404 or 403."""
    person = find(visible_to(viewer()), Person.id, person_id)
    require(may_help_sign_in(viewer(), person), NOT_YOURS)
    return person
