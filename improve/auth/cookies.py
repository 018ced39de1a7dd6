"""The cookies that carry the secrets of somebody who signs in."""

from datetime import timedelta

from flask import request
from werkzeug.wrappers import Response

from improve.core import cookies

SESSION = "session"  # who is signed in
STEP = "step"  # the password was right, the authenticator's code is awaited
RESET = "reset"  # a new password may be set
KNOWN = "known"  # for which accounts this computer is known
LONGEST = 100  # characters; whatever is longer is none of ours


def read(kind: str, longest: int = LONGEST) -> str | None:
    """The secret in a cookie."""
    secret = request.cookies.get(_name(kind))
    return secret if secret and len(secret) <= longest else None


def keep(response: Response, kind: str, secret: str, kept: timedelta | None = None) -> Response:
    """Give a secret to the browser, until it is closed unless a time is given; the server knows when it ends."""
    return cookies.keep(response, _name(kind), secret, kept)


def forget(response: Response, kind: str) -> Response:
    """Take a secret away from the browser."""
    return cookies.forget(response, _name(kind))


def _name(kind: str) -> str:
    return cookies.bound(kind, f"{kind}_id")
