"""Cookies of our own: sent back to this host alone, over TLS in production, and read by no script."""

from datetime import timedelta

from flask import current_app
from werkzeug.wrappers import Response


def keep(response: Response, name: str, value: str, kept: timedelta | None = None) -> Response:
    """Give a value to the browser, until it is closed unless a time is given."""
    response.set_cookie(name, value, kept, httponly=True, secure=is_secure(), samesite="Lax", path="/")
    return response


def forget(response: Response, name: str) -> Response:
    """Take it away again."""
    response.delete_cookie(name, httponly=True, secure=is_secure(), samesite="Lax", path="/")
    return response


def bound(kind: str, otherwise: str) -> str:
    """The name with the prefix that binds it to this host; `otherwise` where the connection is not secure."""
    return f"__Host-{kind}" if is_secure() else otherwise


def is_secure() -> bool:
    """Whether people reach this deployment over TLS."""
    return bool(current_app.config.get("SECURE_COOKIES"))
