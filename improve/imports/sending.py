"""A file that was sent: read before anything is locked, then kept until the import is finished."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.core.ids import new_id
from improve.core.sheets import sheet as sheets
from improve.core.sheets.rows import MAX_BYTES, Sheet, SheetRefused
from improve.core.text import listing, one_line
from improve.imports.columns import Mapping, guess
from improve.imports.keeping import packed_sheet, unpacked_sheet
from improve.imports.models import IDEAS, Import, ImportFile

NAME_MOST = 200  # characters of a file's name
MOST_WORKSHEETS = 5  # looked into where the fullest one does not look like a log


@dataclass(frozen=True)
class Received:
    """A file that can be used. `mapping` is a guess."""

    name: str
    content: bytes
    sheet: Sheet
    mapping: Mapping

    @property
    def sha256(self) -> str:
        """The same for the same file."""
        return hashlib.sha256(self.content).hexdigest()


def receive(name: str, content: bytes | IO[bytes], look: Callable[[Sheet], Mapping]) -> Received:
    """Read a file; `look` says what its columns hold. Raises SheetRefused, whatever the bytes are.

    The fullest worksheet is read, or the first of the others at which `look` finds what it looks for.
    """
    raw = content if isinstance(content, bytes) else content.read(MAX_BYTES + 1)
    sheet = sheets.read(name, raw)
    try:
        return received(name, raw, sheet, look(sheet))
    except SheetRefused:
        for other in sheet.other_worksheets[:MOST_WORKSHEETS]:
            with suppress(SheetRefused):
                found = sheets.read(name, raw, other)
                return received(name, raw, found, look(found))
        raise


def received(name: str, raw: bytes, sheet: Sheet, mapping: Mapping) -> Received:
    """The same, where the sheet is read already."""
    return Received(one_line(name)[-NAME_MOST:] or "a file without a name", raw, sheet, mapping)


def receive_log(
    name: str, content: bytes | IO[bytes], team_names: list[str], worksheet: str = ""
) -> Received:
    """Read an idea log: the fullest worksheet, unless another has headings that we know. Raises SheetRefused."""
    raw = content if isinstance(content, bytes) else content.read(MAX_BYTES + 1)
    sheet = sheets.read(name, raw, worksheet or None)
    if worksheet:
        return received(name, raw, chosen(sheet, worksheet), guess(sheet, team_names))
    mapping = guess_or_none(sheet, team_names)
    for other in sheet.other_worksheets[:MOST_WORKSHEETS] if is_poor(mapping) else ():
        found = sheets.read(name, raw, other)
        if not is_poor(guess_or_none(found, team_names)):
            sheet = found
            break
    return received(name, raw, sheet, guess(sheet, team_names))


def chosen(sheet: Sheet, worksheet: str) -> Sheet:
    """Raises SheetRefused where the workbook has no such worksheet, or nothing in it."""
    if not sheet.worksheet:
        raise SheetRefused(
            f"A {sheet.kind} file has no worksheets, so “{worksheet}” is not in it. Send it without the name of one."
        )
    if sheet.worksheet != worksheet:
        names = listing([f"“{name}”" for name in (sheet.worksheet, *sheet.other_worksheets)])
        raise SheetRefused(f"No worksheet “{worksheet}” holds anything. There is {names}.")
    return sheet


def guess_or_none(sheet: Sheet, team_names: list[str]) -> Mapping | None:
    """What the columns hold, where they can be ideas at all."""
    try:
        return guess(sheet, team_names)
    except SheetRefused:
        return None


def is_poor(mapping: Mapping | None) -> bool:
    """It may be the instructions, or the words of a drop-down list."""
    return mapping is None or not mapping.heading_row or len(mapping.columns) < 2


def keep(received: Received, organisation_id: str, by_id: str | None, what: str = IDEAS) -> Import:
    """Keep it; sent twice and not begun, it is kept once. Never commits."""
    found = kept_before(received, organisation_id, by_id, what)
    if found is not None:
        return found
    importing = Import(
        id=new_id(),
        organisation_id=organisation_id,
        what=what,
        by_id=by_id,
        name=received.name,
        sha256=received.sha256,
        worksheet=received.sheet.worksheet[:100],
        sent_at=clock.now(),
    )
    importing.mapping = received.mapping
    db.session.add(importing)
    db.session.flush()
    kept = ImportFile(import_id=importing.id, organisation_id=organisation_id, content=received.content)
    kept.sheet = packed_sheet(received.sheet)
    db.session.add(kept)
    return importing


def kept_before(received: Received, organisation_id: str, by_id: str | None, what: str) -> Import | None:
    """The same file of the same person, if it still waits to be begun."""
    rows = select(Import).where(
        Import.organisation_id == organisation_id,
        Import.by_id == by_id,
        Import.what == what,
        Import.sha256 == received.sha256,
        Import.started_at.is_(None),
    )
    return db.session.scalars(rows.limit(1)).first() if by_id else None


def sheet_of(importing: Import) -> Sheet:
    """The rows of its file. Raises SheetRefused where the file is gone."""
    kept = db.session.scalar(select(ImportFile.sheet).where(ImportFile.import_id == importing.id))
    if kept is None:
        raise SheetRefused("This file is no longer here. Please send it again.")
    return unpacked_sheet(kept)


def read_worksheet(importing: Import, worksheet: str, team_names: list[str]) -> Received:
    """Another worksheet of the same workbook. Raises SheetRefused."""
    kept = db.session.scalar(select(ImportFile.content).where(ImportFile.import_id == importing.id))
    sheet = sheets.read(importing.name, kept or b"", worksheet)
    return Received(importing.name, kept or b"", sheet, guess(sheet, team_names))


def take_worksheet(importing: Import, received: Received) -> None:
    """From now on this worksheet is read. Never commits."""
    importing.worksheet, importing.mapping = received.sheet.worksheet[:100], received.mapping
    kept = db.session.get_one(ImportFile, importing.id)
    kept.sheet = packed_sheet(received.sheet)
