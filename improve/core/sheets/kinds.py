"""Tells what a file is by its first bytes, whatever its name says."""

from improve.core.sheets.rows import SheetRefused

SEND_INSTEAD = "Open it in Excel, save it as an Excel workbook (.xlsx) or CSV, and send that."

PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"RIFF")
ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh9", b"\xfd7zXZ")
ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Office files, and new ones with a password
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


def is_workbook(content: bytes) -> bool:
    return content.startswith(ZIP)


def refuse_what_is_no_sheet(content: bytes) -> None:
    """Raises SheetRefused with the name of what the file really is."""
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise SheetRefused("This file is empty.")
    if content.startswith(PICTURES) or content[4:8] == b"ftyp":
        raise SheetRefused("This is a picture, a sound or a film, not a spreadsheet. Send the sheet itself.")
    if content.startswith(b"%PDF"):
        raise SheetRefused("This is a PDF. Send the spreadsheet that it was made from.")
    if content.startswith(COMPOUND):
        refuse_compound(content)
    if content.startswith(ARCHIVES) or content.startswith(b"PK\x05\x06"):
        raise SheetRefused("This is a packed folder. Unpack it and send the spreadsheet inside.")
    refuse_markup(content)


def refuse_compound(content: bytes) -> None:
    if ENCRYPTED_STREAM in content:
        raise SheetRefused("This workbook has a password. Save it without the password and send that.")
    raise SheetRefused(f"This is an old Excel workbook (.xls) or another old Office file. {SEND_INSTEAD}")


def refuse_markup(content: bytes) -> None:
    """Some systems export a web page and call it .xls; it would read as rows of tags."""
    start = content[:400].decode("latin-1").lstrip("\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(("<!doctype", "<html", "<table", "<?xml", "<meta", "<head")):
        raise SheetRefused(
            f"This is a web page or an XML file that was named like a spreadsheet. {SEND_INSTEAD}"
        )
    if start.startswith("{\\rtf"):
        raise SheetRefused("This is a text document, not a spreadsheet. Send the sheet itself.")
