"""A file that was sent: read before anything is locked, then kept until the import is finished."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.core.ids import new_id
from improve.core.text import one_line
from improve.imports import sheet as sheets
from improve.imports.columns import (
    Mapping,
    by_words,
    fill_by_look,
    guess,
    headings_in,
)
from improve.imports.keeping import packed_sheet, unpacked_sheet
from improve.imports.looks import looks_of
from improve.imports.models import IDEAS, Import, ImportFile
from improve.imports.rows import MAX_BYTES, Sheet, SheetRefused
from improve.imports.values import team_key

NAME_MOST = 200  # characters of a file's name


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
    """Read a file; `look` says what its columns hold. Raises SheetRefused, whatever the bytes are."""
    raw = content if isinstance(content, bytes) else content.read(MAX_BYTES + 1)
    sheet = sheets.read(name, raw)
    return Received(one_line(name)[-NAME_MOST:] or "a file without a name", raw, sheet, look(sheet))


def receive_log(name: str, content: bytes | IO[bytes], team_names: list[str]) -> Received:
    """Read an idea log. Raises SheetRefused."""
    return receive(name, content, lambda sheet: guess(sheet, team_names))


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


def guess_below(sheet: Sheet, heading_row: int, team_names: list[str]) -> Mapping | None:
    """What the columns hold where a person says which row has the headings; None where there is no such row."""
    heading = next((row for row in sheet.rows if row.number == heading_row), None)
    if heading is None:
        return None
    headings = headings_in(heading)
    below = [row for row in sheet.rows if row.number > heading_row]
    looks = looks_of(below, max(sheet.width, len(headings)), {team_key(name) for name in team_names})
    columns = by_words(headings, looks)
    fill_by_look(columns, looks)
    return Mapping(heading_row, columns, headings)
