"""Takes the empty cells and rows out of a worksheet: one format on a whole column leaves a million of them."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO

PIECE = 1024 * 1024
LONGEST_ROW = 8 * PIECE  # bytes; a real row ends long before

ROW = re.compile(rb"<(?:\w{1,8}:)?row[\s>/]")
# Only those that say where they stand: without that, one taken out would move the others.
EMPTY_CELL = re.compile(rb"<((?:\w{1,8}:)?c)\s(?=[^<>]*\br=)[^<>]*(?:/>|></\1>)")
EMPTY_ROW = re.compile(rb"<((?:\w{1,8}:)?row)\s(?=[^<>]*\br=)[^<>]*(?:/>|>\s*</\1>)")


class RowWithoutEnd(Exception):
    """No row begins in LONGEST_ROW bytes: this is no worksheet."""


def slimmed(stream: IO[bytes]) -> Iterator[bytes]:
    """The worksheet in pieces of whole rows, without what is empty."""
    waiting = b""
    while read := stream.read(PIECE):
        waiting += read
        starts = [found.start() for found in ROW.finditer(waiting, max(len(waiting) - LONGEST_ROW, 1))]
        if starts:
            yield without_empty(waiting[: starts[-1]])
            waiting = waiting[starts[-1] :]
        elif len(waiting) > LONGEST_ROW:
            raise RowWithoutEnd
    yield without_empty(waiting)


def without_empty(rows: bytes) -> bytes:
    """What stands in CDATA is text, whatever it looks like."""
    if b"<![CDATA[" in rows:
        return rows
    return EMPTY_ROW.sub(b"", EMPTY_CELL.sub(b"", rows))


def replaced(archive: zipfile.ZipFile, slim: dict[str, bytes]) -> bytes:
    """The same workbook with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for part in archive.infolist():
            content = slim.get(part.filename)
            packed.writestr(part.filename, archive.read(part) if content is None else content)
    return out.getvalue()
