"""Places for words on a chart: moved apart where they would touch, left away where there is no room. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDE = 0.53  # of the size of the letters: what a letter of Arial takes on average, bold ones too


def width_of(words: str, size: float) -> float:
    """About how wide words are."""
    return len(words) * size * WIDE


def clipped(words: str, room: float, size: float) -> str:
    """As much of the words as fits, an ellipsis behind; nothing where hardly any would."""
    most = int(room / (size * WIDE))
    if len(words) <= most:
        return words
    return words[: most - 1].rstrip() + "…" if most > 8 else ""


def apart(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """The nearest places to those wanted (in order of size) that are `gap` apart and between `low` and `high`.

    Neighbours that would touch share what they move: the least squares of all moves (pool adjacent violators).
    """
    pools: list[tuple[float, int]] = []  # the sum and the number of places that move together
    for number, place in enumerate(wanted):
        total, count = place - number * gap, 1
        while pools and pools[-1][0] / pools[-1][1] > total / count:
            before = pools.pop()
            total, count = total + before[0], count + before[1]
        pools.append((total, count))
    last = max(high - (len(wanted) - 1) * gap, low)
    free = [min(max(total / count, low), last) for total, count in pools for _ in range(count)]
    return [round(place + number * gap, 1) for number, place in enumerate(free)]


@dataclass(frozen=True, slots=True)
class Box:
    """Where something stands."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: "Box") -> bool:
        """Whether they share a place."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def is_within(self, other: "Box") -> bool:
        """Whether all of it is inside."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )
