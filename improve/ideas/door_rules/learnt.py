"""What was learnt from the examples: made by tools/door_weights.py in `make setup`, and carried by the wheel. Pure."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

PLACE = Path(__file__).with_name("learnt.npz")
STEP = 0.25 / 127  # of a whole number; no part of a vector that we saw is above 0.25

Numbers = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True)
class Learnt:
    """One row of numbers, one a door in the order of DOORS, for each example and for each piece of a text."""

    vectors: Numbers  # what the examples mean
    sizes: Numbers  # of these, squared
    pulls: Numbers  # how strongly each pulls
    words: dict[str, Numbers]  # the pieces, beside the meaning
    words_alone: dict[str, Numbers]  # the pieces, where no model tells the meaning


@lru_cache(maxsize=1)
def learnt() -> Learnt | None:
    """None where `make setup` did not run."""
    if not PLACE.is_file():
        return None
    with np.load(PLACE, allow_pickle=False) as held:
        names = held["pieces"].tolist()
        vectors = held["vectors"].astype(np.float32) * np.float32(STEP)
        return Learnt(
            vectors=vectors,
            sizes=sizes_of(vectors),
            pulls=held["pulls"],
            words=dict(zip(names, held["words"], strict=True)),
            words_alone=dict(zip(names, held["words_alone"], strict=True)),
        )


def sizes_of(rows: Numbers) -> Numbers:
    """The square of each row's length."""
    return np.asarray((rows**2).sum(axis=1), np.float32)


def keep(learnt: dict[str, Any], vectors: Numbers) -> None:
    """Written once, by the tool."""
    whole = np.rint(vectors / STEP).clip(-127, 127).astype(np.int8)
    np.savez_compressed(PLACE, vectors=whole, **learnt)
