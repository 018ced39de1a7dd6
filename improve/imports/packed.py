"""Looks over an XLSX, which is a zip, before anything opens it: small on disk can be vast in memory."""

import io
import re
import struct
import zipfile
from collections.abc import Iterator

from improve.imports.rows import SheetRefused

MAX_PARTS = 2_000  # files inside; a workbook with a photo in every row still has fewer
MAX_UNPACKED = 60 * 1024 * 1024  # bytes, all parts together
MAX_RATIO = 100  # unpacked to packed, for a part over 1 MB; real sheets stay under 40
RATIO_COUNTS_FROM = 1024 * 1024
MAX_TAGS = 2_000_000  # each costs openpyxl time and memory; 20,000 full rows of 12 columns fit
PIECE = 1024 * 1024
OVERLAP = 16  # letters kept from one piece to the next, so that no mark is cut in two

PART_MARK = b"PK\x01\x02"
FORMULA = re.compile(rb"<(?:[A-Za-z]\w{0,7}:)?f[\s/>]")
PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

TOO_BIG = (
    "This workbook unpacks to far more than an idea log holds, so we did not open it. "
    "Copy the idea log to a new workbook and send that."
)
DAMAGED = "This workbook is damaged or cut short. Open it in Excel, save it again and send that."


def look_over(raw: bytes) -> bool:
    """Refuses what is no honest workbook; tells whether any cell holds a formula."""
    if raw.count(PART_MARK) > MAX_PARTS:
        raise SheetRefused(TOO_BIG)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            check_kind({part.filename for part in parts})
            check_sizes(parts)
            return look_inside(archive, parts)
    except SheetRefused:
        raise
    except (zipfile.BadZipFile, zipfile.LargeZipFile, struct.error, OSError, EOFError) as error:
        raise SheetRefused(DAMAGED) from error
    except Exception as error:  # zlib's errors, names that are no text, and methods that zipfile lacks
        raise SheetRefused(DAMAGED) from error


def check_kind(names: set[str]) -> None:
    if "xl/workbook.bin" in names:
        raise SheetRefused("This is a binary workbook (.xlsb). Save it as .xlsx or CSV and send that.")
    if "mimetype" in names and "content.xml" in names:
        raise SheetRefused("This is an OpenDocument file. Save it as .xlsx or CSV and send that.")
    if any(name.startswith("word/") for name in names) or any(name.startswith("ppt/") for name in names):
        raise SheetRefused("This is a Word or PowerPoint document. Send the spreadsheet itself.")
    if "[Content_Types].xml" not in names:
        raise SheetRefused(
            "This is a packed folder, not a workbook. Unpack it and send the spreadsheet inside."
        )


def check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise SheetRefused("This workbook has a password. Save it without the password and send that.")
    if any(part.compress_type not in PLAIN_METHODS for part in parts):
        raise SheetRefused(DAMAGED)
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise SheetRefused(TOO_BIG)
    for part in parts:
        if part.file_size > RATIO_COUNTS_FROM and part.file_size > MAX_RATIO * part.compress_size:
            raise SheetRefused(TOO_BIG)


def look_inside(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> bool:
    """zipfile stops at the size that a part declares, so this reads no more than MAX_UNPACKED."""
    tags, has_formulas = 0, False
    for part in parts:
        for piece in pieces(archive, part):
            tags += piece.count(b"<", OVERLAP)
            if tags > MAX_TAGS:
                raise SheetRefused(TOO_BIG)
            if b"<!ENTITY" in piece:
                raise SheetRefused(DAMAGED)
            has_formulas = has_formulas or FORMULA.search(piece) is not None
    return has_formulas


def pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in pieces, each after the last OVERLAP bytes of the one before it."""
    end = b" " * OVERLAP
    with archive.open(part) as stream:
        while read := stream.read(PIECE):
            if end.isspace() and is_wide(read):
                raise SheetRefused(DAMAGED)
            yield end + read
            end = (end + read)[-OVERLAP:]


def is_wide(start: bytes) -> bool:
    """UTF-16 hides tags from a search for bytes, and no spreadsheet program writes it into a workbook."""
    return start[:2] in (b"\xff\xfe", b"\xfe\xff") or start[:4] in (b"<\0?\0", b"\0<\0?", b"<\0!\0")
