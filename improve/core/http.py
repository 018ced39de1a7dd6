"""Headers of every answer, errors in words, and one commit a request."""

from collections.abc import Callable
from random import uniform
from secrets import token_hex
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import structlog
from flask import Flask, Response, current_app, g, jsonify, render_template, request
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from jinja2 import Template
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from improve.core import db as database
from improve.core.access import SAFE
from improve.core.db import db
from improve.core.errors import NoSpace, NotSignedIn, RuleBroken
from improve.core.htmx import is_own_path
from improve.core.languages import gettext

log = structlog.get_logger()
csrf = CSRFProtect()  # every change carries the page's token; the outbox of tablets is exempt by name

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "object-src 'none'; frame-ancestors 'none'"
)
YEAR_SECONDS = 31_536_000
SAY_FULL_SECONDS = 60
SECRET = ("password", "code")  # parts of names of fields
MOST_TRIES = 10  # more than a server works on at once: whoever loses a race wins a later one

_said_full_at = float("-inf")


class Improve(Flask):
    """Flask with one rule more: an unsafe request that succeeded is committed, any other leaves nothing behind."""

    def dispatch_request(self) -> Any:
        """Run the view. A transaction that lost a race, or its database connection, is run again, whole."""
        for number in range(1, MOST_TRIES):
            try:
                return self._run()
            except (DBAPIError, StaleDataError) as error:
                db.session.rollback()
                if not _may_run_again(error, number):
                    raise
                log.info("transaction repeated", kind=type(error).__name__)
            sleep(uniform(0, number / 100))  # noqa: S311  no lock is held; those who collided must not collide again
            _begin_again()
        return self._run()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No view and no hook here is a coroutine; Flask would look at a dozen of them in each request."""
        return func

    def _run(self) -> Any:
        response = self.make_response(super().dispatch_request())
        if request.method in SAFE or response.status_code >= 400:
            database.give_up()
        else:
            database.commit()
        return response


def _may_run_again(error: DBAPIError | StaleDataError, number: int) -> bool:
    """Somebody else was quicker (a changed version, a row that is there already, a deadlock): now it can be seen."""
    if isinstance(error, StaleDataError):
        return True
    if error.connection_invalidated:
        return number == 1
    return getattr(error.orig, "sqlstate", None) in ("23505", "40001", "40P01", "57P01")


def _begin_again() -> None:
    """As the view found the request: files unread, and writing where it may."""
    if request.method in SAFE:
        return
    for _name, file in request.files.items(multi=True):
        file.stream.seek(0)
    database.start_writing()


def secure(app: Flask) -> None:
    """Set the security headers of every answer, errors included."""

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = (
            f"camera={_camera()}, geolocation=(), microphone=(), payment=()"
        )
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
            response.headers.add("Vary", "HX-Request")
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}; includeSubDomains"
        return response


def _camera() -> str:
    """Who may ask for it on this page: nobody, but where a code is read (core/access.py `uses_camera`)."""
    view = current_app.view_functions.get(request.endpoint or "")
    return "(self)" if getattr(view, "uses_camera", False) else "()"


def explain_errors(app: Flask) -> None:
    """Answer every error with a sentence, the right status and a reference; never with a traceback."""
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(RuleBroken, _rule_broken)
    app.register_error_handler(CSRFError, _without_token)
    app.register_error_handler(StaleDataError, _lost_race)
    app.register_error_handler(DataError, _not_storable)
    app.register_error_handler(OperationalError, _database_trouble)
    app.register_error_handler(InterfaceError, _database_trouble)
    app.register_error_handler(OSError, _disk_trouble)


def _rule_broken(error: RuleBroken) -> Response:
    database.give_up()
    return _page(error.status, error.sentence)


def _without_token(_error: CSRFError) -> Response:
    """403: another site may have asked for it; mostly it is a page from before the present sign-in."""
    database.give_up()
    return _page(
        403, gettext("This page is of an earlier sign-in. Go back, load it again, and send it once more.")
    )


def _lost_race(_error: StaleDataError) -> Response:
    database.give_up()
    return _page(
        409,
        gettext("Somebody else changed this at the same moment. Go back, look again, and send it once more."),
    )


def _not_storable(_error: DataError) -> Response:
    database.give_up()
    return _page(400, gettext("Something in this request is no text and no number that can be stored."))


def _explain(error: HTTPException) -> Any:
    database.give_up()
    if error.response is not None:
        return error.response
    status = error.code or 500
    is_our_sentence = error.description != type(error).description or isinstance(error, NotSignedIn | NoSpace)
    said = error.description or "" if is_our_sentence else ""
    response = _page(status, gettext(str(said)))
    for name, value in error.get_headers():
        if name in ("Retry-After", "Allow"):
            response.headers[name] = value
    return response


def _database_trouble(error: DBAPIError) -> Any:
    db.session.rollback()
    words = str(error.orig).lower()
    if "full" in words or getattr(error.orig, "sqlstate", "") == "53100":
        return _explain(NoSpace())
    log.error("database trouble", kind=type(error.orig).__name__)
    return _page(503, "")


def _disk_trouble(error: OSError) -> Any:
    if error.errno == 28:  # ENOSPC
        return _explain(NoSpace())
    raise InternalServerError(original_exception=error) from error


def _page(status: int, sentence: str) -> Response:
    reference = token_hex(4)
    if status >= 500 and (status != NoSpace.code or _says_full()):
        log.error("request failed", status=status, reference=reference, endpoint=request.endpoint)
    if _wants_json():
        response = jsonify(error=sentence or gettext(str(HTTP_WORDS.get(status, ""))), reference=reference)
    else:
        response = _html(status, sentence, reference)
    response.status_code = status
    return response


def _wants_json() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return request.accept_mimetypes.best == "application/json" or getattr(view, "speaks_json", False)


def _says_full() -> bool:
    """A full disk fails every request: it is said once a minute, or its log would take what room comes back."""
    global _said_full_at
    is_time = monotonic() - _said_full_at >= SAY_FULL_SECONDS
    _said_full_at = monotonic() if is_time else _said_full_at
    return is_time


def _typed(status: int) -> list[tuple[str, str]]:
    """What the page of a full disk gives back, to be sent again: the same form, with the same key. Never a secret."""
    fields = list(request.form.items(multi=True)) if status == NoSpace.code else []
    return [] if any(secret in name for name, _ in fields for secret in SECRET) else fields


def _html(status: int, sentence: str, reference: str) -> Response:
    names: list[str | Template] = [f"errors/{status}.html", "errors/error.html"]
    shown = {"sentence": sentence, "reference": reference, "status": status, "typed": _typed(status)} | {
        "came_from": _came_from()
    }
    try:
        page = render_template(names, is_error=True, **shown)
    except (OperationalError, InterfaceError):
        db.session.rollback()
        g.viewer = g.organisation = None  # found before the database went: more about them cannot be asked
        page = render_template("errors/503.html", sentence="", reference=reference, status=503)
    return current_app.make_response(page)


def _came_from() -> str:
    """The other page of this site that led here, as a path to go back to; nothing where there was none."""
    try:
        before = urlsplit(request.referrer or "")
    except ValueError:
        return ""
    is_other = before.netloc == request.host and before.path != request.path
    back = urlunsplit(("", "", before.path, before.query, "")) if is_other else ""
    return back if is_own_path(back) else ""


HTTP_WORDS = {401: NotSignedIn.description, 503: ServiceUnavailable.description}
