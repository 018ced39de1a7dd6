"""Who is looking, from the session cookie: one query. What a session lacks for a page is asked for here."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from flask import Response, current_app, g, redirect, request, url_for
from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import DBAPIError

from improve.auth import cookies, sessions
from improve.auth.models import Session
from improve.config import Config
from improve.core import clock
from improve.core import db as database
from improve.core.db import db
from improve.core.errors import StepUpNeeded
from improve.core.ids import digest
from improve.core.traces import is_traceless, is_without_session
from improve.people.models import Person
from improve.teams.models import Organisation

View = TypeVar("View", bound=Callable[..., Any])

FIND = (
    select(Session, Person, Organisation)
    .join(Person, Person.id == Session.person_id)
    .join(Organisation, Organisation.id == Session.organisation_id)
    .where(Session.digest == bindparam("digest"))
)


def identify() -> Person | None:
    """The person who is signed in, or None. Raises StepUpNeeded where the page asks for more than the session has."""
    g.session = g.session_seen = None
    secret = cookies.read(cookies.SESSION)
    if secret is None or request.endpoint == "static" or is_without_session():
        return None
    found = db.session.execute(FIND, {"digest": digest(secret)}).first()
    if found is None:
        return None
    session, person, organisation = found
    if not sessions.is_alive(session, clock.now(), idle_minutes()) or not may_sign_in(person):
        return None
    g.session, g.organisation = session, organisation
    g.session_seen = (session.id, session.seen_at)  # plain values: the row is forgotten with the transaction
    demand(session, person)
    return person


def may_sign_in(person: Person) -> bool:
    """Whoever left may not; in production nor may the demonstration's people."""
    return person.is_active and not (person.is_demonstration and current_app.config.get("PRODUCTION"))


def demand(session: Session, person: Person) -> None:
    """Send on to the set-up of an authenticator, or to the password again, where the page asks for it."""
    view = current_app.view_functions[request.endpoint or ""]
    is_for_all = any(kind.__name__ == "Everybody" for kind in getattr(view, "open_to", ()))
    if session.must_set_up and not is_for_all and not getattr(view, "is_open_before_set_up", False):
        raise StepUpNeeded(response=redirect(url_for("auth.authenticator")))
    is_dangerous = getattr(view, "needs_step_up", False) or (
        person.is_administrator and getattr(view, "administrators_step_up", False)
    )
    if is_dangerous and not sessions.is_stepped_up(session, clock.now(), step_up_minutes()):
        raise StepUpNeeded


def open_before_set_up(view: View) -> View:
    """Mark the few pages that open before a required authenticator is set up."""
    view.is_open_before_set_up = True  # type: ignore[attr-defined]
    return view


def touch(response: Response) -> Response:
    """After a request: somebody was here. At most once a minute, never for a poll, and never failing the page."""
    seen: tuple[str, datetime] | None = g.get("session_seen")
    if seen is None or is_poll() or is_traceless() or clock.now() - seen[1] < sessions.TOUCH_EVERY:
        return response
    try:
        database.start_writing()
        touched = update(Session).where(Session.id == seen[0]).values(seen_at=clock.now())
        db.session.execute(touched.execution_options(synchronize_session=False))
        database.commit()
    except DBAPIError:
        database.give_up()
    return response


def is_poll() -> bool:
    """The screen asked by itself; nobody need be in front of it."""
    return "X-Poll" in request.headers or "text/event-stream" in request.headers.get("Accept", "")


def idle_minutes() -> int:
    """After so long without a click the password is asked for."""
    return config().idle_minutes


def session_hours() -> int:
    """After so long it is asked for anyway."""
    return config().session_hours


def step_up_minutes() -> int:
    """So long a password counts for dangerous acts."""
    return config().step_up_minutes


def config() -> Config:
    """The settings of this process."""
    found: Config = current_app.config["IMPROVE"]
    return found
