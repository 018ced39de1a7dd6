"""What all endpoints for scripts share: JSON in, JSON out, a key in the header, and each refusal in words."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import jsonify, make_response, request
from werkzeug.exceptions import BadRequest, Forbidden, RequestEntityTooLarge
from werkzeug.wrappers import Response

from improve.capture.entry import NOT_THE_FORM, UUID
from improve.core import db as database
from improve.core.errors import RuleBroken
from improve.core.languages import noop

MOST_BYTES = 64 * 1024  # of JSON: an idea of 2,000 characters, each of four bytes and escaped, twice over
TOO_MUCH = noop("This is too much for one idea.")
View = Callable[..., Response]


def answers_refusals(view: View) -> View:
    """A rule that refuses is told in JSON, with what a script needs to act upon it."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> Response:
        try:
            return view(*args, **kwargs)
        except RuleBroken as broken:
            return refusal(broken)

    return answer


def refusal(broken: RuleBroken) -> Response:
    """The sentence; `stop` names what the script may act upon, `spans` the passages that show who a patient is."""
    database.give_up()
    said: dict[str, Any] = {"error": broken.sentence}
    for name in ("stop", "spans", "seconds", "left", "field"):
        if (found := getattr(broken, name, None)) is not None:
            said[name] = found
    response = make_response(jsonify(said), broken.status)
    if (seconds := getattr(broken, "seconds", None)) is not None:
        response.headers["Retry-After"] = str(seconds)
    return response


def said(status: int, **fields: Any) -> Response:
    """An answer in JSON."""
    return make_response(jsonify(fields), status)


def must_be_own_page() -> None:
    """Stricter than for pages: where a browser says where a request comes from, it comes from a page of this site."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise Forbidden(noop("This request came from another site."))


def key_of_request() -> str:
    """The Idempotency-Key: a UUID, by which a submission that is sent again is known."""
    key = request.headers.get("Idempotency-Key", "")
    if not UUID.fullmatch(key):
        raise BadRequest("An Idempotency-Key is needed, and it must be a UUID.")
    return key


def json_of_request(most: int = MOST_BYTES) -> dict[str, Any]:
    """What was sent, if it is one JSON object of a sensible size."""
    if (request.content_length or 0) > most:
        raise BadRequest(TOO_MUCH)
    request.max_content_length = most
    try:
        return as_object(request.get_json(silent=True))
    except RequestEntityTooLarge:  # sent in pieces, without saying how much
        raise BadRequest(TOO_MUCH) from None
    except RecursionError:  # brackets in brackets without end
        raise BadRequest(NOT_THE_FORM) from None


def as_object(found: object) -> dict[str, Any]:
    """Only an object has fields."""
    if not isinstance(found, dict):
        raise BadRequest(NOT_THE_FORM)
    return found
