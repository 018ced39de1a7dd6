"""Which passwords are guessed first, pure: patterns, common words in disguise, and names everybody there knows."""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

MOST_WORDS = 2  # a password of one or two common words is guessed; three unlike ones are not
LEAST_DIFFERENT = 5  # characters
LEAST_OWN = 6  # characters that stay when the known words are taken away
ROWS = (
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1234567890",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
DISGUISES = str.maketrans("013457@$!|€", "oieastasiie")
WORKPLACE = ("improve", "hospital", "hospitals", "trust", "ward", "nhs", "infirmary", "clinic", "team")


def is_pattern(password: str) -> bool:
    """A row of keys, a sequence, or one short piece repeated."""
    low = password.lower()
    if len(set(low)) < LEAST_DIFFERENT:
        return True
    if re.fullmatch(r"(.{1,6}?)\1+.{0,5}", low, re.DOTALL):
        return True
    pairs = list(pairwise(low))
    return sum(_is_step(*pair) for pair in pairs) * 3 >= len(pairs) * 2


def is_common(password: str) -> bool:
    """One or two common words, whatever digits and signs stand around them, or the same with letters in disguise."""
    plain = re.sub(r"[\W\d_]+", "", password.lower())
    undressed = re.sub(
        r"[\W\d_]+", "", re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password.lower()).translate(DISGUISES)
    )
    return any(_is_made_of_words(letters, MOST_WORDS) for letters in {plain, undressed} if letters)


def is_personal(password: str, known: list[str]) -> bool:
    """Little is left of it without the names of the person, of the organisation, and words of every workplace."""
    left = password.lower()
    words = {word for name in known for word in re.findall(r"\w{3,}", name.lower())} | set(WORKPLACE)
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    left = re.sub(r"[\W\d_]+", "", left) if left != password.lower() else left
    return len(left) < LEAST_OWN


def _is_step(one: str, other: str) -> bool:
    if one == other or (one.isalnum() and other.isalnum() and abs(ord(one) - ord(other)) == 1):
        return True
    return any(one + other in row or other + one in row for row in ROWS)


def _is_made_of_words(letters: str, most: int) -> bool:
    if letters in common_words():
        return True
    if most < 2:
        return False
    starts = (end for end in range(3, len(letters) - 2) if letters[:end] in common_words())
    return any(_is_made_of_words(letters[end:], most - 1) for end in starts)


@cache
def common_words() -> frozenset[str]:
    """The words that most guessed passwords are made of."""
    lines = (Path(__file__).parent / "common_words.txt").read_text().splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
