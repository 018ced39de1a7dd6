"""Every submission is safe to repeat: same key and payload, same answer, one row; same key, other payload, 422.

The scope is actor and key. A key binds only when a row was stored, so a corrected form may use it again.
Of words that were hidden for good not even the digest is kept: a number could be found by trying all of them.
"""

from collections.abc import Callable, Collection
from datetime import date
from functools import cache

from sqlalchemy import Date, Select, String, bindparam, select, update
from sqlalchemy.orm import Mapped, mapped_column

from improve.core import clock
from improve.core.db import Base, append, columns, db
from improve.core.errors import RuleBroken
from improve.core.ids import digest
from improve.core.languages import gettext as _

FORGOTTEN = ""  # instead of the digest of what was sent


class OtherPayload(RuleBroken):
    """The key was used before, for something else."""

    status = 422


class Kept(Base):
    """One stored submission: the digest of actor and key, the digest of what was sent, and what it made."""

    __abstract__ = True

    scope: Mapped[str] = mapped_column(String(64), primary_key=True)  # digest of actor and key
    payload: Mapped[str] = mapped_column(String(64))  # digest
    made_id: Mapped[str] = mapped_column(String(16))
    stored_on: Mapped[date] = mapped_column(Date)


class Submission(Kept):
    """Of a person or a tablet."""

    __tablename__ = "submission"


class AnonymousSubmission(Kept):
    """Of nobody. In a table of its own: among dated rows of known people its place could tell when it was sent."""

    __tablename__ = "anonymous_submission"


def once(actor: str, key: str, payload: str, make: Callable[[], str]) -> tuple[str, bool]:
    """Run `make` unless this submission is stored already; its row's id, and whether it is new.

    `actor` is a person's or tablet's id, or "" for an anonymous one, of which nothing but the day is kept.
    Raises OtherPayload when the key was used for another payload.
    """
    scope, wanted = digest(f"{actor}\n{key}"), digest(payload)
    kind = Submission if actor else AnonymousSubmission
    for payload_before, made_before in columns(_stored(kind), {"scope": scope}):
        if payload_before not in (wanted, FORGOTTEN):
            raise OtherPayload(_("This form was sent before with other words. Please open a new one."))
        return made_before, False
    made_id = make()
    append(kind, scope=scope, payload=wanted, made_id=made_id, stored_on=clock.now().date())
    return made_id, True


def made_by(actor: str, key: str) -> str | None:
    """The id of the row that a submission made; None for one that is not stored."""
    for _payload, made_id in columns(_stored(Submission), {"scope": digest(f"{actor}\n{key}")}):
        return str(made_id)
    return None


def forget_payloads(made: Collection[str]) -> None:
    """Of what made these rows nothing is kept but the key: sent again with it, it is taken for the same."""
    for kind in (Submission, AnonymousSubmission):
        db.session.execute(update(kind).where(kind.made_id.in_(made)).values(payload=FORGOTTEN))


@cache
def _stored(kind: type[Kept]) -> Select[str, str]:
    return select(kind.payload, kind.made_id).where(kind.scope == bindparam("scope"))
