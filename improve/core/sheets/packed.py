"""Looks over an XLSX, which is a zip, before anything opens it: small on disk can be vast in memory."""

import io
import re
import struct
import zipfile
from collections.abc import Iterator

from improve.core.sheets.rows import SheetRefused
from improve.core.sheets.slimming import PIECE, RowWithoutEnd, replaced, slimmed

MAX_PARTS = 2_000  # files inside; a workbook with a photo in every row still has fewer
MAX_UNPACKED = 60 * 1024 * 1024  # bytes, all parts together but for large worksheets
MAX_WORKSHEETS = 256 * 1024 * 1024  # bytes, with their empty rows; these are taken out as they are read
MAX_RATIO = 100  # unpacked to packed, for a part over 1 MB; real sheets stay under 40
RATIO_COUNTS_FROM = 1024 * 1024
MAX_TAGS = 2_000_000  # each costs openpyxl time and memory; 20,000 full rows of 12 columns fit
OVERLAP = 16  # letters kept from one piece to the next, so that no mark is cut in two

PART_MARK = b"PK\x01\x02"
WORKSHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
FORMULA = re.compile(rb"<(?:[A-Za-z]\w{0,7}:)?f[\s/>]")
PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

TOO_BIG = (
    "This workbook unpacks to far more than a table of this kind holds, so we did not open it. "
    "Copy the table to a new workbook and send that."
)
DAMAGED = "This workbook is damaged or cut short. Open it in Excel, save it again and send that."


def look_over(raw: bytes) -> tuple[bytes, bool]:
    """Refuses what is no honest workbook; gives it without empty rows, and whether any cell holds a formula."""
    if raw.count(PART_MARK) > MAX_PARTS:
        raise SheetRefused(TOO_BIG)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            check_kind({part.filename for part in parts})
            check_sizes(parts)
            slim, has_formulas = look_inside(archive, parts)
            return (replaced(archive, slim) if slim else raw), has_formulas
    except SheetRefused:
        raise
    except RowWithoutEnd:
        raise SheetRefused(TOO_BIG) from None
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
    sheets = [part for part in parts if is_large_worksheet(part)]
    others = [part for part in parts if not is_large_worksheet(part)]
    if sum(part.file_size for part in others) > MAX_UNPACKED:
        raise SheetRefused(TOO_BIG)
    if sum(part.file_size for part in sheets) > MAX_WORKSHEETS:
        raise SheetRefused(TOO_BIG)
    for part in others:
        if part.file_size > RATIO_COUNTS_FROM and part.file_size > MAX_RATIO * part.compress_size:
            raise SheetRefused(TOO_BIG)


def is_large_worksheet(part: zipfile.ZipInfo) -> bool:
    """One that may be large because it is empty."""
    return part.file_size > RATIO_COUNTS_FROM and WORKSHEET.fullmatch(part.filename) is not None


def look_inside(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> tuple[dict[str, bytes], bool]:
    """Large worksheets without their empty rows, and whether there are formulas.

    zipfile stops at the size that a part declares, so this reads no more than is allowed.
    """
    tally = Tally()
    slim: dict[str, bytes] = {}
    for part in parts:
        if is_large_worksheet(part):
            slim[part.filename] = b"".join(tally.kept(large_pieces(archive, part)))
        else:
            for piece in pieces(archive, part):
                tally.check(piece, new_from=OVERLAP)
    return slim, tally.has_formulas


class Tally:
    """What has been seen of a workbook so far."""

    def __init__(self) -> None:
        self.tags, self.kept_bytes, self.has_formulas = 0, 0, False

    def check(self, piece: bytes, new_from: int = 0) -> None:
        self.tags += piece.count(b"<", new_from)
        if self.tags > MAX_TAGS or self.kept_bytes > MAX_UNPACKED:
            raise SheetRefused(TOO_BIG)
        if b"<!ENTITY" in piece:
            raise SheetRefused(DAMAGED)
        self.has_formulas = self.has_formulas or FORMULA.search(piece) is not None

    def kept(self, rows: Iterator[bytes]) -> Iterator[bytes]:
        """The same pieces, checked, and no more of them than memory has room for."""
        for piece in rows:
            self.kept_bytes += len(piece)
            self.check(piece)
            yield piece


def large_pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A worksheet by whole rows, without the empty ones."""
    with archive.open(part) as stream:
        start = stream.read(4)
        if is_wide(start):
            raise SheetRefused(DAMAGED)
    with archive.open(part) as stream:
        yield from slimmed(stream)


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
