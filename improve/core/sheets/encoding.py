"""Bytes of a text file to letters: which encoding it has, for most files do not say."""

import codecs
import re

from improve.core.sheets.rows import SheetRefused

MAC_ROMAN, WINDOWS = "Mac Roman", "Windows-1252"
LOOKED_AT = 5_000  # letters beyond ASCII, which tell one encoding of single bytes from another
FAR_LETTER = re.compile(r"[^\x00-\x7f]")
APOSTROPHE = (
    3  # worth more than an accent: Õ between capitals can be right, an apostrophe is so most of the time
)
CLEARLY = 1  # by more than this must Mac Roman fit better


def decode(raw: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. Raises SheetRefused."""
    for mark, codec, shown in (
        (codecs.BOM_UTF8, "utf-8", "UTF-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
    ):
        if raw.startswith(mark):
            return decode_or_refuse(raw[len(mark) :], codec), shown
    silent = utf_16_without_mark(raw)
    if silent:
        return decode_or_refuse(raw, silent), "UTF-16"
    try:
        return raw.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return of_single_bytes(raw)


def decode_or_refuse(raw: bytes, codec: str) -> str:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError as error:
        raise SheetRefused(
            "This file is damaged: its letters cannot be read. Save it again as CSV."
        ) from error


def utf_16_without_mark(raw: bytes) -> str:
    """Every second byte of Western text in UTF-16 is null."""
    sample = raw[:2000]
    if sample[1::2].count(0) > len(sample) * 0.4:
        return "utf-16-le"
    return "utf-16-be" if sample[::2].count(0) > len(sample) * 0.4 else ""


def of_single_bytes(raw: bytes) -> tuple[str, str]:
    """Windows-1252, unless the letters make clearly better sense as older Excel for Mac writes them."""
    # Five bytes mean nothing in Windows-1252; one of them must not cost the whole file.
    windows, mac = raw.decode("cp1252", errors="replace"), raw.decode("mac_roman")
    worth = sense(mac)
    is_mac = worth > 0 and worth > sense(windows) + CLEARLY
    return (mac, MAC_ROMAN) if is_mac else (windows, WINDOWS)


def sense(text: str) -> int:
    """How well the letters beyond ASCII fit where they stand: don’t does, donÕt and cafŽ do not."""
    total = 0
    for count, found in enumerate(FAR_LETTER.finditer(text)):
        if count == LOOKED_AT:
            break
        at = found.start()
        total += worth_of(text[max(0, at - 1) : at], found.group(), text[at + 1 : at + 2])
    return total


def worth_of(before: str, letter: str, after: str) -> int:
    """What one letter between two others says for the encoding that made it."""
    if letter == "’" and before.isalpha() and after.isalpha():
        return APOSTROPHE
    if letter in "“‘":
        return int(after.isalnum() and not before.isalnum())
    if letter in "”’":
        return int(not after.isalnum() and not before.isspace())
    if letter in "–—":
        return int(before.isspace() == after.isspace())
    if letter == "\ufffd":
        return -1
    return worth_of_accent(before, letter, after) if letter.isalpha() else 0


def worth_of_accent(before: str, letter: str, after: str) -> int:
    """A capital within small letters, and a letter all by itself, are signs of a wrong encoding."""
    is_alone = not before.isalpha() and not after.isalpha()
    return -1 if is_alone or (letter.isupper() and before.islower()) else 1
