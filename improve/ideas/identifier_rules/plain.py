"""A text in plain ASCII, one character for one: the same to Python, to JavaScript, and to the rules."""

import unicodedata
from functools import lru_cache

from improve.ideas.identifier_rules.reading import Cue, rules

FOREIGN = "¤"
BESIDE = 6  # signs and spaces that may stand between two passages side by side


class Plain:
    """The text in ASCII, and where each of its characters stood. What a rule has taken, no later rule takes."""

    def __init__(self, text: str) -> None:
        self._places: list[int] = []
        letters: list[str] = []
        for place, char in enumerate(text):
            plain = char if " " <= char <= "~" or char == "\n" else _plain(char)
            if plain:
                letters.append(plain)
                self._places.append(place)
        self.text = "".join(letters)
        self.lower = self.text.lower()
        self._taken = bytearray(len(self.text))
        self._told: dict[Cue, tuple[list[tuple[int, int]], list[bool]]] = {}

    def is_free(self, start: int, end: int) -> bool:
        """Whether no part of the passage is taken."""
        return not any(self._taken[start:end])

    def take(self, start: int, end: int) -> None:
        """No later rule may take it."""
        self._taken[start:end] = b"\x01" * (end - start)

    def stands_beside(self, start: int, end: int) -> bool:
        """Whether nothing but a few signs is between the passage and one that is taken."""
        before, after = start - 1, end
        while before >= max(0, start - BESIDE) and not self.lower[before].isalnum():
            before -= 1
        while after < min(len(self.lower), end + BESIDE) and not self.lower[after].isalnum():
            after += 1
        return any(self._taken[max(0, before) : start]) or any(self._taken[end : after + 1])

    def telling(self, cue: Cue) -> tuple[list[tuple[int, int]], list[bool]]:
        """Where the telling words stand, and whether each is a patient's."""
        if cue not in self._told:
            found = list(cue.telling.finditer(self.lower))
            self._told[cue] = [match.span() for match in found], [match[1] is not None for match in found]
        return self._told[cue]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where a passage stands in the text as it was given."""
        return self._places[start], self._places[end - 1] + 1


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    """The ASCII character for one that is not; "" for what only decorates the letter before."""
    point = ord(char)
    if (
        0x300 <= point <= 0x36F
        or 0x200B <= point <= 0x200F
        or 0xFE00 <= point <= 0xFE0F
        or point in (0xAD, 0x2060, 0xFEFF)
    ):
        return ""
    if char in rules().same_letter:
        return rules().same_letter[char]
    if point < 0x2000 or 0xFF00 <= point <= 0xFFEF:
        first = unicodedata.normalize("NFKD", char)[0]
        if " " <= first <= "~":
            return first
    if point < 0x20 or 0x80 <= point <= 0x9F or point in (0x2028, 0x2029):
        return "\n" if point != 9 else " "
    if 0x2000 <= point <= 0x200A or point in (0x202F, 0x205F, 0x3000):
        return " "
    return "x" if 0x370 <= point <= 0x1FFF or 0x3040 <= point <= 0xD7FF else FOREIGN
