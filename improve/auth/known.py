"""Computers known for an account: somebody signed in there since its password was set. Their tries are counted apart.

So nobody elsewhere can close an account for the person at her usual computer. The cookie holds a random name of the
browser and, for each account, a mark that only this server can make; it opens nothing, and names nobody.
"""

import hmac
from datetime import timedelta

from flask import current_app
from werkzeug.wrappers import Response

from improve.auth import cookies
from improve.auth.models import Credential
from improve.core.ids import ID_LENGTH, new_id

KEPT = timedelta(days=180)  # since the last sign-in
MOST = 20  # accounts of one shared computer; the one used longest ago is forgotten
MARK_LENGTH = 32  # characters: 128 bits
LONGEST = ID_LENGTH + MOST * (1 + MARK_LENGTH)  # characters of the cookie


def known_as(credential: Credential | None) -> str | None:
    """The name of this browser, if somebody signed in to that account with it."""
    name, marks = _read()
    if credential is None or not name:
        return None
    mark = _mark(name, credential)
    return name if any(hmac.compare_digest(mark, kept) for kept in marks) else None


def remember(response: Response, credential: Credential) -> Response:
    """From now on this browser is known for that account."""
    name, marks = _read()
    name = name or new_id()
    mark = _mark(name, credential)
    kept = [mark, *(each for each in marks if each != mark)][:MOST]
    return cookies.keep(response, cookies.KNOWN, ".".join([name, *kept]), KEPT)


def _read() -> tuple[str, list[str]]:
    """The name of the browser, and the marks it shows; an empty name when there is none of ours."""
    name, *marks = (cookies.read(cookies.KNOWN, LONGEST) or "").split(".")
    is_ours = len(name) == ID_LENGTH and all(part.isascii() and part.isalnum() for part in (name, *marks))
    return (name, marks) if is_ours else ("", [])


def _mark(name: str, credential: Credential) -> str:
    """A new password ends all marks: whoever knew the old one may have gathered many."""
    secret = str(current_app.secret_key).encode()
    since = credential.password_set_at.timestamp() if credential.password_set_at else 0
    made_of = f"known computer\n{name}\n{credential.person_id}\n{since}"
    return hmac.digest(secret, made_of.encode(), "sha256").hex()[:MARK_LENGTH]
