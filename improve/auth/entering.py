"""What every way of signing in ends in: a new session and its cookie."""

import structlog
from flask import request
from flask import session as browser
from sqlalchemy import delete
from werkzeug.wrappers import Response

from improve.auth import cookies, known, one_time, sessions
from improve.auth.devices import device_words
from improve.auth.identify import session_hours
from improve.auth.models import Credential, OneTime, Session
from improve.auth.policy import needs_second_factor
from improve.core import db as database
from improve.core.db import db
from improve.core.ids import digest
from improve.people.models import Person
from improve.teams.models import Organisation

log = structlog.get_logger()


def enter(person: Person, response: Response, *, second_factor: bool = False) -> Response:
    """Begin a session for the person and give its cookie to `response`. Commits.

    A session this browser had before ends, and so do the tokens that were made for it. From now on it is known.
    """
    leave()
    organisation = db.session.get_one(Organisation, person.organisation_id)
    must_set_up = not second_factor and needs_second_factor(person, organisation)
    device = device_words(request.headers.get("User-Agent", ""))
    secret = sessions.begin(
        person, device, second_factor=second_factor, must_set_up=must_set_up, hours=session_hours()
    )
    database.commit()
    browser.clear()
    log.info("signed in", person=person.id, second_factor=second_factor)
    return as_known(cookies.forget(cookies.keep(response, cookies.SESSION, secret), cookies.STEP), person)


def as_known(response: Response, person: Person) -> Response:
    """The person was here, and has a password: tries of this browser are counted apart."""
    credential = db.session.get(Credential, person.id)
    return known.remember(response, credential) if credential else response


def leave() -> None:
    """End the session this browser has, if any. Never commits."""
    secret = cookies.read(cookies.SESSION)
    if secret is not None:
        db.session.execute(delete(Session).where(Session.digest == digest(secret)))


def waiting() -> OneTime | None:
    """The sign-in of this browser that waits for the authenticator's code."""
    secret = cookies.read(cookies.STEP)
    return one_time.look(digest(secret), one_time.STEP) if secret else None
