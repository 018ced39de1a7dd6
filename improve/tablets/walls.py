"""The cookie of a wall: which board a screen shows that nobody is signed in on."""

from datetime import timedelta

from flask import request
from sqlalchemy import select
from werkzeug.wrappers import Response

from improve.core import cookies
from improve.core.db import db
from improve.core.ids import digest
from improve.tablets.links import SECRET_MOST, Wall

KEPT = timedelta(days=365)  # a wall is on all day; a link that is not trusted any more is revoked


def identify() -> Wall | None:
    """The wall that sends this request; one query, none without the cookie."""
    secret = request.cookies.get(cookie_name(), "")
    if not secret or len(secret) > SECRET_MOST or request.endpoint == "static":
        return None
    known = select(Wall).where(Wall.secret_digest == digest(secret), Wall.revoked_at.is_(None))
    return db.session.scalars(known).first()


def cookie_name() -> str:
    """With the prefix that binds it to this host, where the connection is secure."""
    return cookies.bound("wall", "wall")


def set_cookie(response: Response, secret: str) -> Response:
    """From the next request on this screen is the wall."""
    return cookies.keep(response, cookie_name(), secret, KEPT)
