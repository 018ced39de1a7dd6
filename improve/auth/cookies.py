"""The cookies that carry secrets: sent back to this host alone, unread by scripts."""

from datetime import timedelta

from flask import current_app, request
from werkzeug.wrappers import Response

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
    response.set_cookie(
        _name(kind), secret, kept, httponly=True, secure=_is_secure(), samesite="Lax", path="/"
    )
    return response


def forget(response: Response, kind: str) -> Response:
    """Take a secret away from the browser."""
    response.delete_cookie(_name(kind), httponly=True, secure=_is_secure(), samesite="Lax", path="/")
    return response


def _name(kind: str) -> str:
    return f"__Host-{kind}" if _is_secure() else f"{kind}_id"


def _is_secure() -> bool:
    return bool(current_app.config.get("SECURE_COOKIES"))
