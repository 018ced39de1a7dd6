"""What a text is made of, for the doors: its words, its pairs of words, how its sentences begin. Pure."""

import math
import re
from itertools import pairwise

SENTENCE = re.compile(r"(?<=[.?!:;])\s+")
CLAUSE = re.compile(r"(?<=[.?!:;])\s+|, ")  # what is asked for often stands after the last comma
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|\?")
STEM = 6  # letters: "falling", "fallen" and "falls" should not be strangers, and typing errors come late in words
SHORTEST = 3  # words of a clause that says something by itself


def pieces(text: str) -> dict[str, float]:
    """Each piece once, weighing the same; of length 1 together, so that long texts shout no louder."""
    found: dict[str, None] = {}
    for sentence in SENTENCE.split(plain(text)):
        words = [stem(word) for word in WORD.findall(sentence)]
        # How a sentence begins tells a wish ("put", "could") from a report ("he", "yesterday").
        found |= dict.fromkeys([f"^{word}" for word in words[:1]] + words)
        found |= dict.fromkeys(f"{one} {two}" for one, two in pairwise(words))
    return dict.fromkeys(found, 1 / math.sqrt(len(found) or 1))


def plain(text: str) -> str:
    """Small letters and straight apostrophes."""
    return text.lower().replace("\u2019", "'").replace("\u2018", "'")


def stem(word: str) -> str:
    """The beginning of a word; all numbers are one."""
    return "#" if word.isdigit() else word[:STEM]


def ending(text: str) -> str:
    """The last clause of some length: where an idea says what it wants."""
    clauses = [clause for clause in CLAUSE.split(text) if len(clause.split()) >= SHORTEST]
    return clauses[-1] if clauses else text
