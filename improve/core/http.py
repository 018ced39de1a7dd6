"""Headers of every answer, errors in words, and one commit a request."""

from secrets import token_hex
from typing import Any

import structlog
from flask import Flask, Response, current_app, jsonify, render_template, request
from flask_wtf import CSRFProtect
from jinja2 import Template
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from improve.core import db as database
from improve.core.access import SAFE
from improve.core.db import db
from improve.core.errors import NoSpace, NotSignedIn, RuleBroken

log = structlog.get_logger()
csrf = CSRFProtect()  # every change carries the page's token; the outbox of tablets is exempt by name

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "object-src 'none'; frame-ancestors 'none'"
)
YEAR_SECONDS = 31_536_000


class Improve(Flask):
    """Flask with one rule more: an unsafe request that succeeded is committed, any other leaves nothing behind."""

    def dispatch_request(self) -> Any:
        """Run the view. A transaction that lost its database connection is run once more, whole."""
        try:
            return self._run()
        except OperationalError as error:
            db.session.rollback()
            if not error.connection_invalidated and not _is_serialisation_failure(error):
                raise
            log.warning("transaction repeated", path=request.path)
            return self._run()

    def _run(self) -> Any:
        response = self.make_response(super().dispatch_request())
        if request.method in SAFE or response.status_code >= 400:
            database.give_up()
        else:
            database.commit()
        return response


def _is_serialisation_failure(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in ("40001", "40P01", "57P01")


def secure(app: Flask) -> None:
    """Set the security headers of every answer, errors included."""

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "geolocation=(), microphone=(), payment=()"
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
            response.headers.add("Vary", "HX-Request")
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}; includeSubDomains"
        return response


def explain_errors(app: Flask) -> None:
    """Answer every error with a sentence, the right status and a reference; never with a traceback."""
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(RuleBroken, _rule_broken)
    app.register_error_handler(StaleDataError, _lost_race)
    app.register_error_handler(OperationalError, _database_trouble)
    app.register_error_handler(InterfaceError, _database_trouble)
    app.register_error_handler(OSError, _disk_trouble)


def _rule_broken(error: RuleBroken) -> Response:
    database.give_up()
    return _page(error.status, error.sentence)


def _lost_race(_error: StaleDataError) -> Response:
    database.give_up()
    return _page(
        409, "Somebody else changed this at the same moment. Go back, look again, and send it once more."
    )


def _explain(error: HTTPException) -> Any:
    database.give_up()
    if error.response is not None:
        return error.response
    status = error.code or 500
    is_our_sentence = error.description != type(error).description or isinstance(error, NotSignedIn | NoSpace)
    said = error.description if is_our_sentence else ""
    response = _page(status, said or "")
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
    if status >= 500:
        log.error("request failed", status=status, reference=reference, endpoint=request.endpoint)
    if request.accept_mimetypes.best == "application/json":
        response = jsonify(error=sentence or HTTP_WORDS.get(status, ""), reference=reference)
    else:
        response = _html(status, sentence, reference)
    response.status_code = status
    return response


def _html(status: int, sentence: str, reference: str) -> Response:
    names: list[str | Template] = [f"errors/{status}.html", "errors/error.html"]
    try:
        page = render_template(names, sentence=sentence, reference=reference, status=status, is_error=True)
    except (OperationalError, InterfaceError):
        db.session.rollback()
        page = render_template("errors/503.html", sentence="", reference=reference, status=503, viewer=None)
    return current_app.make_response(page)


HTTP_WORDS = {401: NotSignedIn.description, 503: ServiceUnavailable.description}
