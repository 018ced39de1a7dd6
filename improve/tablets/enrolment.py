"""The cookie of an enrolled tablet: who the tablet of a request is, and how its cookie is set and kept fresh."""

from datetime import datetime, timedelta

import structlog
from flask import Response, g, request
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response as AnyResponse

from improve.core import clock, cookies
from improve.core import db as database
from improve.core.db import db
from improve.core.ids import digest
from improve.core.traces import is_traceless
from improve.tablets.models import TABLET_DAYS, Tablet

SECRET_MOST = 100  # characters; a longer cookie is none of ours
SEEN_EVERY = timedelta(hours=1)

log = structlog.get_logger()


def identify() -> Tablet | None:
    """The enrolled tablet that sends this request; one query, none without the cookie."""
    secret = request.cookies.get(cookie_name(), "")
    if not secret or len(secret) > SECRET_MOST or request.endpoint == "static":
        return None  # a static file is kept by proxies: no cookie may be renewed with it
    known = select(Tablet).where(Tablet.secret_digest == digest(secret), Tablet.revoked_at.is_(None))
    tablet = db.session.scalars(known).first()
    if tablet is None or not tablet.is_enrolled:
        return None
    is_due = _is_due(tablet) and not is_traceless()
    g.tablet_to_touch = (tablet.id, tablet.away_since) if is_due else None
    return tablet


def know_who_is_lost() -> None:
    """A tablet at an address that leads nowhere is told so on a page of its own, with the way back to its board."""
    if request.endpoint is None and (tablet := identify()) is not None:
        g.viewer, g.organisation = tablet, tablet.team.organisation


def cookie_name() -> str:
    """With the prefix that binds it to this host, where the connection is secure."""
    return cookies.bound("dev", "tablet")


def set_cookie(response: AnyResponse, secret: str) -> None:
    """Give the tablet its cookie, or give it more time."""
    g.pop("tablet_to_touch", None)
    cookies.keep(response, cookie_name(), secret, timedelta(days=TABLET_DAYS))


def touch(response: Response) -> Response:
    """After a request, at most once an hour: the tablet was seen. Never fails the page."""
    if (seen := g.pop("tablet_to_touch", None)) is not None:
        _write_seen(*seen)
        set_cookie(response, request.cookies[cookie_name()])
    return response


def _is_due(tablet: Tablet) -> bool:
    return tablet.seen_at is None or clock.now() - tablet.seen_at >= SEEN_EVERY


def _write_seen(tablet_id: str, away_from: datetime | None) -> None:
    """To the hour: a finer time could tell who stood there."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    try:
        database.start_writing()
        db.session.execute(
            update(Tablet).where(Tablet.id == tablet_id).values(seen_at=hour, away_from=away_from)
        )
        database.commit()
    except OperationalError:
        database.give_up()
        log.warning("tablet not touched", tablet=tablet_id)
