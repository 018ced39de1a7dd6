"""How a route answers: a page, a fragment for htmx, a redirect without it, or a refusal that keeps what was typed."""

import json
from urllib.parse import urlsplit

from flask import flash, make_response, redirect, render_template, request, session
from flask_htmx import HTMX
from werkzeug.urls import iri_to_uri
from werkzeug.wrappers import Response

from improve.core import db as database

htmx = HTMX()
MOST_SAID = 5


def answer(
    template: str | None = None, *, otherwise: str, say: str = "", status: int = 200, **context: object
) -> Response:
    """Commit, then show what changed: the fragments of `template` for htmx, else go to `otherwise`.

    `say` is announced to screen readers and shown once.
    """
    database.commit()
    if not htmx or template is None:
        if say:
            say_next(say)
        return go_to(otherwise)
    response = make_response(render_template(template, **context), status)
    if say:
        response.headers["HX-Trigger"] = json.dumps({"announce": say})
    return response


def say_next(words: str) -> None:
    """On the next page that is shown. Where none is shown for long, the last few are enough: the cookie is small."""
    flash(words)
    session["_flashes"] = session["_flashes"][-MOST_SAID:]


def go_to(url: str) -> Response:
    """See other (303); htmx is told to load the page."""
    if htmx and not htmx.boosted:
        response = make_response("", 200)
        response.headers["HX-Redirect"] = iri_to_uri(url)
        return response
    return redirect(url, 303)


def refuse(template: str, *, status: int = 422, **context: object) -> Response:
    """Undo, then show the same form again with its errors and all that was typed."""
    database.give_up()
    return make_response(render_template(template, is_error=True, **context), status)


def next_url(otherwise: str) -> str:
    """Where the person came from, as the form says in `next`; only a path of this site is believed."""
    wanted = request.values.get("next", "")
    return wanted if is_own_path(wanted) else otherwise


def is_own_path(url: str) -> bool:
    """Whether a redirect to `url` stays on this site: one slash, no host, no backslash, no control characters."""
    if not url.startswith("/") or url.startswith("//") or "\\" in url or any(ord(char) < 33 for char in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc
