"""Many words in few bytes: of each word only a number is kept, its print. The tablet's script reads the same numbers.

A word that was never listed has the print of a listed one once in 2 ** bits, by chance: so on both sides alike.
"""

import base64
from collections.abc import Iterable

FNV_START, FNV_PRIME = 0x811C9DC5, 0x01000193


class Prints:
    """A set of words that can be asked for a word, not for all it holds."""

    def __init__(self, words: Iterable[str], bits: int) -> None:
        listed = set(words)
        self._bits = bits
        self._range = max(1, len(listed)) << bits
        self._numbers = frozenset(_number(word) % self._range for word in listed)

    def __contains__(self, word: str) -> bool:
        return _number(word) % self._range in self._numbers

    def packed(self) -> dict[str, int | str]:
        """For the tablet: the steps from each number to the next, by Rice's code."""
        written, last = "", -1
        for number in sorted(self._numbers):
            step = number - last - 1
            written += "1" * (step >> self._bits) + "0" + f"{step & ((1 << self._bits) - 1):0{self._bits}b}"
            last = number
        written += "1" * (-len(written) % 8)  # ones alone are no step
        octets = int(written, 2).to_bytes(len(written) // 8, "big") if written else b""
        return {"bits": self._bits, "range": self._range, "steps": base64.b64encode(octets).decode()}


def _number(word: str) -> int:
    """FNV-1a of a word in ASCII, 32 bits."""
    number = FNV_START
    for octet in word.encode():
        number = ((number ^ octet) * FNV_PRIME) & 0xFFFFFFFF
    return number
