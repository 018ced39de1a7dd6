"""The rows of an import, written some at a time: each batch is one transaction, and can go on where it stopped."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import delete, select

from improve.core import clock
from improve.core import db as database
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.events.record import Actor
from improve.imports.keeping import packed, unpacked
from improve.imports.models import KEPT_DAYS, Import, ImportBatch, ImportFile

BATCH = 100  # rows a transaction: others who write wait for less than a second
EXPIRED = "This import waited too long and its file is gone. Send it again: what is here is not taken twice."

Rows = list[dict[str, Any]]
Write = Callable[[Import, Rows, Actor], int]  # how many of the rows were added; the others were here before
WRITERS: dict[str, Write] = {}


def writes(what: str) -> Callable[[Write], Write]:
    """Register what writes rows of this kind."""

    def add(write: Write) -> Write:
        WRITERS[what] = write
        return write

    return add


def begin(importing: Import, rows: Rows, refused: int, by: Actor) -> None:
    """Put the rows into batches; begun twice, it is begun once. Never commits."""
    importing = locked(importing.id)
    if importing.started_at is not None:
        return
    importing.start(len(rows), refused, by)
    for number, start in enumerate(range(0, len(rows), BATCH)):
        kept = packed(rows[start : start + BATCH])
        db.session.add(
            ImportBatch(
                import_id=importing.id,
                number=number,
                organisation_id=importing.organisation_id,
                rows=kept,
            )
        )
    db.session.flush()


def go_on(import_id: str, by: Actor, most: int) -> bool:
    """Write at most that many batches, each committed by itself; whether the import is finished."""
    for done in count(1):
        is_finished = write_batch(import_id, by)
        database.start_writing()
        if is_finished or done >= most:
            return is_finished
    return False


def write_batch(import_id: str, by: Actor) -> bool:
    """Write the next batch; whether it was the last. Never commits."""
    importing = locked(import_id)
    if importing.finished_at is not None:
        return True
    if importing.started_at is None:
        raise RuleBroken("Look at the preview first.")
    waiting = select(ImportBatch).where(ImportBatch.import_id == import_id).order_by(ImportBatch.number)
    batches = list(db.session.scalars(waiting.limit(2)))
    if batches:
        rows = unpacked(batches[0].rows)
        importing.count(len(rows), WRITERS[importing.what](importing, rows, by))
        db.session.delete(batches[0])
    elif importing.done_rows < importing.total_rows:
        raise RuleBroken(EXPIRED)
    if len(batches) < 2:
        importing.finish(by)
        db.session.execute(delete(ImportFile).where(ImportFile.import_id == import_id))
    db.session.flush()
    return importing.finished_at is not None


def locked(import_id: str) -> Import:
    """The import, for this transaction alone: two requests bring in two batches, not one twice."""
    rows = select(Import).where(Import.id == import_id).with_for_update(of=Import)
    return db.session.scalars(rows.execution_options(populate_existing=True)).one()


def forget_old() -> int:
    """Delete the files that nobody went on with for a week: for the scheduler, once a day. Never commits."""
    before = clock.now() - timedelta(days=KEPT_DAYS)
    rows = select(Import.id, Import.started_at).where(Import.sent_at < before, Import.finished_at.is_(None))
    old = db.session.execute(rows.join(ImportFile, ImportFile.import_id == Import.id)).all()
    for table in (ImportFile, ImportBatch):
        db.session.execute(delete(table).where(table.import_id.in_([row.id for row in old])))
    never_begun = [row.id for row in old if row.started_at is None]
    db.session.execute(delete(Import).where(Import.id.in_(never_begun)))
    return len(old)
