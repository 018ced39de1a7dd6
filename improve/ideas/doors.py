"""Where a text belongs besides the board: with the nurse in charge, the incident system, the guardian. Pure.

Each example of doors_examples.yaml pulls a text towards its door: the more, the nearer they lie in meaning
(embedding.py, of the whole and of the last clause) and the more words they share. How strongly each pulls is
learnt by tools/door_weights.py; docs/text-rules.md has the figures. Without the model the words alone decide.
Nothing is kept or logged of what was asked or found.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from improve.ideas.door_words import ending, pieces
from improve.ideas.embedding import embed

Door = Literal["idea", "danger_now", "incident", "speak_up"]

DOORS: tuple[Door, ...] = ("idea", "danger_now", "incident", "speak_up")
WEIGHTS = Path(__file__).with_name("doors_weights.json")  # of the words: to be read
PULLS = Path(__file__).with_name(
    "doors_pulls.npz"
)  # of the examples: their meaning in whole numbers, and their pull
ENDING = 0.7  # how much the last clause counts beside the whole
NARROW = 0.6  # how fast a pull fades with distance
STEP = 0.25 / 127  # of a whole number; no part of a vector that we saw is above 0.25
FEW = 4  # words
DOUBT = 0.2  # the score that a text of fewer known words needs
NOTHING = (0.0,) * len(DOORS)

Numbers = np.ndarray[Any, np.dtype[np.float32]]


def suggest(text: str) -> Door:
    """The door to show before sending; "idea" for none."""
    meant = meaning(text)
    kind = "words_alone" if meant is None else "words"
    scores = judged(text, meant, kind)
    if scores[0] < (weights()["threshold"][kind] if is_known(text, kind) else DOUBT):
        return "idea"
    return DOORS[1 + int(np.argmax(scores[1:]))]


def is_known(text: str, kind: str) -> bool:
    """Whether enough of its words stand in the examples: a few words or another language say little."""
    return sum(piece in weights()[kind] for piece in pieces(text) if piece.isalpha()) >= FEW


def judged(text: str, meant: Numbers | None, kind: str) -> Numbers:
    """How much it is a concern at all, and how much it belongs to each door behind "idea": -1 no, 1 yes."""
    table, scores = weights()[kind], np.zeros(len(DOORS), np.float32)
    for piece, weight in pieces(text).items():
        scores += weight * np.asarray(table.get(piece, NOTHING), np.float32)
    if meant is not None:
        vectors, pulls = examples()
        scores += nearness(meant[None], vectors)[0] @ pulls
    return scores


def meaning(text: str) -> Numbers | None:
    """What the text and its end mean, side by side; None without the model."""
    vectors = embed([text, ending(text)])
    if vectors is None:
        return None
    return np.concatenate([vectors[0], ENDING * vectors[1]]).astype(np.float32)


def nearness(rows: Numbers, others: Numbers) -> Numbers:
    """1 for the same meaning, less and less with the distance: one row a text, one column another."""
    apart = (rows**2).sum(axis=1)[:, None] + (others**2).sum(axis=1)[None] - 2 * rows @ others.T
    return np.asarray(np.exp(-NARROW * apart), np.float32)


@lru_cache(maxsize=1)
def weights() -> Any:
    """For each piece one number a door, in the order of DOORS; and from which score on a card is shown."""
    return json.loads(WEIGHTS.read_text("utf-8"))


@lru_cache(maxsize=1)
def examples() -> tuple[Numbers, Numbers]:
    """What the examples mean, and how strongly each pulls."""
    with np.load(PULLS, allow_pickle=False) as held:
        return held["vectors"].astype(np.float32) * np.float32(STEP), held["pulls"].astype(np.float32)
