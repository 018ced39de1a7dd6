"""Deny by default: an endpoint says who may open it, or nobody may. Rows come from what the viewer may see."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, g, redirect, request, url_for
from sqlalchemy import Select
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.wrappers import Response

from improve.core import db as database
from improve.core.db import db
from improve.core.errors import NotSignedIn
from improve.core.ids import ID_LENGTH
from improve.core.languages import noop
from improve.core.text import tidy

View = TypeVar("View", bound=Callable[..., Any])
Found = TypeVar("Found")
Identify = Callable[[], object | None]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Everybody:
    """Marks the few endpoints that need no sign-in and no tablet."""


def open_to(*kinds: type) -> Callable[[View], View]:
    """Say who may open an endpoint: classes of viewers (Person, Tablet), or Everybody."""

    def mark(view: View) -> View:
        view.open_to = kinds  # type: ignore[attr-defined]
        return view

    return mark


def needs_step_up(view: View) -> View:
    """Mark a dangerous act: it opens only to somebody who gave the password a short while ago."""
    return _marked(view, "needs_step_up")


def administrators_step_up(view: View) -> View:
    """Mark what leads do for their own team: of an administrator, who may do it to any, the password is asked."""
    return _marked(view, "administrators_step_up")


def leaves_no_trace(view: View) -> View:
    """Mark what an anonymous author opens: not even that somebody was there is written down."""
    return _marked(view, "leaves_no_trace")


def without_session(view: View) -> View:
    """Mark what a tablet does by itself: whoever may be signed in on it at that moment is not even read."""
    return _marked(view, "without_session")


def speaks_json(view: View) -> View:
    """Mark what scripts alone ask for: whatever goes wrong is told in JSON."""
    return _marked(view, "speaks_json")


def uses_camera(view: View) -> View:
    """Mark a page that may ask for the camera; the browser gives it to no other."""
    return _marked(view, "uses_camera")


def translated(view: View) -> View:
    """Mark a page that speaks every language there is, to whoever opens it. (What a tablet opens always does.)"""
    return _marked(view, "is_translated")


def _marked(view: View, name: str) -> View:
    setattr(view, name, True)
    return view


def viewer() -> Any:
    """Who is looking: a Person, a Tablet, or None."""
    return g.get("viewer")


def find(rows: Select[Found], by: Any, key: object) -> Found:
    """The one row of `rows` where column `by` is `key`; else 404, the same for foreign as for missing."""
    found = db.session.scalars(rows.where(by == checked(key)).limit(1)).first()
    if found is None:
        raise NotFound
    return found


def find_made(rows: Select[Found], key: object, may_read: Callable[[Any, Found], bool]) -> Found:
    """Like find, for what is asked most: `rows` was made once, with the parameter `key`, which costs a third.

    `may_read` says of a row what the feature's `visible_to` says in SQL; a test holds the two together.
    """
    found = db.session.scalars(rows, {"key": checked(key)}).first()
    if found is None or not may_read(viewer(), found):
        raise NotFound
    return found


def checked(key: object) -> str:
    """A key that a database can be asked for; 404 for anything else."""
    if not isinstance(key, str) or len(key) > 4 * ID_LENGTH or tidy(key) != key:
        raise NotFound
    return key


def require(allowed: bool, sentence: str = noop("Only a lead of this team may do that.")) -> None:
    """403 with a sentence unless allowed."""
    if not allowed:
        raise Forbidden(sentence)


def guard(app: Flask, *identifiers: Identify) -> None:
    """Check every request before its view runs. `identifiers` are asked in turn who the viewer is."""

    @app.before_request
    def check() -> Response | None:
        database.start_reading(will_write=request.method not in SAFE)
        kinds = declared(app, request.endpoint)
        if kinds is None:
            return None  # no such page: Flask answers 404 or 405
        refuse_foreign_origin()
        g.viewer = next((found for identify in identifiers if (found := identify()) is not None), None)
        if Everybody not in kinds and not isinstance(g.viewer, kinds):
            return turn_away(kinds)
        if request.method not in SAFE:
            database.start_writing()
        return None


def declared(app: Flask, endpoint: str | None) -> tuple[type, ...] | None:
    """Whom an endpoint is open to; nobody when it does not say."""
    if endpoint is None:
        return None
    return tuple(getattr(app.view_functions[endpoint], "open_to", ()))


def refuse_foreign_origin() -> None:
    """403 for a change that another site asks for. Where a browser sends no Sec-Fetch-Site, Origin decides."""
    if request.method in SAFE:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    foreign = (
        site not in ("same-origin", "none")
        if site
        else bool(origin) and origin != request.host_url.rstrip("/")
    )
    if foreign:
        raise Forbidden(noop("This request came from another site."))


def turn_away(kinds: tuple[type, ...]) -> Response:
    """Who is somebody, but not the right kind: 403. Who is nobody: the sign-in page, or 401."""
    if viewer() is not None:
        raise Forbidden(noop("This page is not for you."))
    page_wanted = request.method == "GET" and "HX-Request" not in request.headers
    if not page_wanted or not any(kind.__name__ == "Person" for kind in kinds):
        raise NotSignedIn
    sign_in = current_app.config["SIGN_IN_ENDPOINT"]
    return redirect(url_for(sign_in, next=request.full_path.rstrip("?")))
