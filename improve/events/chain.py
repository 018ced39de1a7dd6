"""The hash chain over the events: sealed in batches, checked by `improve doctor`.

A chain written by every request would queue all writers behind one another; so a job seals what has come since.
Within a batch the order is that of the random ids: the chain tells nothing about who wrote first.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import delete, func, select

from improve.core.db import db
from improve.events.models import EventRow, Seal, UnsealedEvent

BATCH = 500  # events a transaction: a write lock of some tens of milliseconds
FIRST = "0" * 64


def canonical(row: EventRow) -> bytes:
    """An event as the one sequence of bytes that is hashed."""
    moment = row.happened_at.isoformat() if row.happened_at else None
    parts = [
        row.id, row.organisation_id, row.team_id, row.name, row.subject_id,
        row.happened_on.isoformat(), moment, row.by_kind, row.by_id, row.facts,
    ]  # fmt: skip
    return json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def link(before: str, row: EventRow) -> str:
    """The digest that seals a row behind the one before."""
    return hashlib.sha256(before.encode() + canonical(row)).hexdigest()


def seal_waiting(limit: int = BATCH) -> int:
    """Seal at most `limit` waiting events; how many were sealed. Never commits."""
    waiting = select(EventRow).join(UnsealedEvent, UnsealedEvent.event_id == EventRow.id)
    rows = list(db.session.scalars(waiting.order_by(EventRow.id).limit(limit)))
    last = db.session.scalars(select(Seal).order_by(Seal.number.desc()).limit(1)).first()
    number, digest = (last.number, last.digest) if last else (0, FIRST)
    for row in rows:
        number, digest = number + 1, link(digest, row)
        db.session.add(Seal(number=number, event_id=row.id, digest=digest))
    db.session.execute(delete(UnsealedEvent).where(UnsealedEvent.event_id.in_([row.id for row in rows])))
    db.session.flush()
    return len(rows)


@dataclass(frozen=True)
class ChainReport:
    """What a check of the chain found."""

    sealed: int
    unsealed: int
    first_wrong: int | None  # number of the seal
    sentence: str


def check() -> ChainReport:
    """Recompute the whole chain and say where it first breaks."""
    before, expected, broken = FIRST, 1, None
    for seal, row in _links():
        if row is None or seal.number != expected or seal.digest != link(before, row):
            broken = expected
            break
        before, expected = seal.digest, expected + 1
    return _report(sealed=expected - 1, broken=broken)


def _report(sealed: int, broken: int | None) -> ChainReport:
    unsealed = db.session.scalar(select(func.count()).select_from(UnsealedEvent)) or 0
    events = db.session.scalar(select(func.count()).select_from(EventRow)) or 0
    seals = db.session.scalar(select(func.count()).select_from(Seal)) or 0
    if broken is not None:
        return ChainReport(
            sealed, unsealed, broken, f"The event record was changed: link {broken} of the chain is wrong."
        )
    if events != seals + unsealed:
        return ChainReport(
            sealed, unsealed, sealed + 1, "The event record was changed: events are missing from the chain."
        )
    return ChainReport(
        sealed, unsealed, None, f"The event record is whole: {sealed:,} sealed, {unsealed:,} waiting."
    )


def _links() -> Iterator[tuple[Seal, EventRow | None]]:
    pairs = select(Seal, EventRow).outerjoin(EventRow, EventRow.id == Seal.event_id).order_by(Seal.number)
    for pair in db.session.execute(pairs.execution_options(yield_per=1_000)):
        yield pair[0], pair[1]
