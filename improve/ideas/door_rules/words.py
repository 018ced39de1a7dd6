"""What a text is made of, for the doors: its words and the sorts of its words, alone and in pairs. Pure."""

import math
import re
from itertools import pairwise, product

from improve.ideas.door_rules.sorts import sorts_of

SENTENCE = re.compile(r"(?<=[.?!:;])\s+")
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|\?")
STEM = 6  # letters: "falling", "fallen" and "falls" should not be strangers, and typing errors come late in words
SORTS = 0.85  # how much the sorts count beside the words

Found = dict[str, None]  # each once, in the order of the text


def pieces(text: str) -> dict[str, float]:
    """Each piece once, weighing the same; of one length together, so that long texts shout no louder."""
    found: Found = {}
    for sentence in SENTENCE.split(plain(text)):
        found |= pieces_of([(stem(word), *sorts_of(word)) for word in WORD.findall(sentence)])
    words = [piece for piece in found if "<" not in piece]
    sorts = [piece for piece in found if "<" in piece]
    return shared(words, 1.0) | shared(sorts, SORTS)


def pieces_of(sentence: list[tuple[str, ...]]) -> Found:
    """How it begins, what stands in it, what stands side by side: each word by itself and as its sorts."""
    # How a sentence begins tells a wish ("put", "could") from a report ("he", "yesterday").
    begins = [f"^{name}" for names in sentence[:1] for name in names]
    alone = [name for names in sentence for name in names]
    pairs = [f"{one} {two}" for names, others in pairwise(sentence) for one, two in product(names, others)]
    return dict.fromkeys(begins + alone + pairs)


def shared(found: list[str], length: float) -> dict[str, float]:
    """The same weight for each."""
    return dict.fromkeys(found, length / math.sqrt(len(found) or 1))


def plain(text: str) -> str:
    """Small letters and straight apostrophes."""
    return text.lower().replace("\u2019", "'").replace("\u2018", "'")


def stem(word: str) -> str:
    """The beginning of a word; all numbers are one."""
    return "#" if word.isdigit() else word[:STEM]
