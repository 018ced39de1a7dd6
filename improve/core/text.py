"""Text as people type it, made safe to store and short enough to show. What they wrote stays what they wrote."""

import re
import unicodedata

from improve.core.languages import gettext

ABBREVIATED = re.compile(r"(?<!\w)(?:Mr|Mrs|Ms|Dr|Prof|St|e\.g|i\.e|approx)\.\Z", re.IGNORECASE)
HEADLINE_LENGTH = 90  # characters; a longer first sentence is cut at a word


def tidy(typed: str | None) -> str:
    """Trimmed, NFC, with one kind of line end and without characters no keyboard makes (null bytes, controls)."""
    text = unicodedata.normalize("NFC", (typed or "").replace("\r\n", "\n").replace("\r", "\n"))
    kept = (char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
    return "".join(kept).strip()


def one_line(typed: str | None) -> str:
    """Like tidy, for a field of one line."""
    return re.sub(r"\s+", " ", tidy(typed))


def headline(text: str) -> str:
    """The first sentence of a text, on one line, at most HEADLINE_LENGTH characters. None ends at "Mrs."."""
    line = re.sub(r"\s+", " ", text).strip()
    ends = (end.end() for end in re.finditer(r"[.!?](?=\s)", line))
    first = next((end for end in ends if not ABBREVIATED.search(line, 0, end)), len(line))
    sentence = line[:first].rstrip(".")
    if not sentence:  # nothing but dots
        return line[:HEADLINE_LENGTH]
    if len(sentence) <= HEADLINE_LENGTH:
        return sentence
    return sentence[: HEADLINE_LENGTH - 1].rsplit(" ", 1)[0].rstrip(",;: ") + "…"


def plural(count: int, one: str, many: str | None = None) -> str:
    """`plural(2, "idea")` is "2 ideas"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listing(names: list[str], joined_by: str = "") -> str:
    """ "Ana", "Ana and Ben", "Ana, Ben and Cleo"."""
    if len(names) < 2:
        return "".join(names)
    joined_by = joined_by or gettext("and")
    return f"{', '.join(names[:-1])} {joined_by} {names[-1]}"
