"""Where a text belongs besides the board: with the nurse in charge, the incident system, the guardian. Pure.

Each example of door_rules/examples.yaml pulls a text towards its door: the more, the nearer they lie in meaning
(meaning/embedding.py) and the more words and sorts of words they share. How strongly each pulls is learnt by
tools/door_weights.py; docs/text-rules.md has the figures. Without the model the words alone decide, and before
anything is learnt the phrases of a tablet without a network. Nothing is kept or logged of what was asked.
"""

import numpy as np

from improve.ideas.door_rules import DOORS, Door
from improve.ideas.door_rules.learnt import Learnt, Numbers, learnt, sizes_of
from improve.ideas.door_rules.phrases import suggest_by_phrases
from improve.ideas.door_rules.words import pieces
from improve.ideas.meaning.embedding import embed

THRESHOLD = -0.18  # the score from which on a card is shown: docs/text-rules.md says what others would give
WORDS_ALONE = -0.1  # the same, without the model
DOUBT = 0.2  # the score that a text of fewer known words needs
FEW = 4  # words
NARROW = 1.2  # how fast a pull fades with distance
NOTHING = np.zeros(len(DOORS), np.float32)


def suggest(text: str) -> Door:
    """The door to show before sending; "idea" for none."""
    known = learnt()
    if known is None:
        return suggest_by_phrases(text)
    meant = meaning(text)
    scores = judged(text, meant, known)
    enough = WORDS_ALONE if meant is None else THRESHOLD
    if scores[0] < (enough if is_familiar(text, known) else DOUBT):
        return "idea"
    return DOORS[1 + int(np.argmax(scores[1:]))]


def is_familiar(text: str, known: Learnt) -> bool:
    """Whether enough of its words stand in the examples: a few words or another language say little."""
    return sum(piece in known.words for piece in pieces(text) if piece.isalpha()) >= FEW


def judged(text: str, meant: Numbers | None, known: Learnt) -> Numbers:
    """How much it is a concern at all, and how much it belongs to each door behind "idea": -1 no, 1 yes."""
    table = known.words_alone if meant is None else known.words
    scores = sum((weight * table.get(piece, NOTHING) for piece, weight in pieces(text).items()), NOTHING)
    if meant is not None:
        scores = scores + nearness(meant[None], known.vectors, known.sizes)[0] @ known.pulls
    return scores


def meaning(text: str) -> Numbers | None:
    """What the text means; None without the model."""
    vectors = embed([text])
    return None if vectors is None else vectors[0].astype(np.float32)


def nearness(rows: Numbers, others: Numbers, sizes: Numbers) -> Numbers:
    """1 for the same meaning, less and less with the distance: one row a text, one column another."""
    apart = sizes_of(rows)[:, None] + sizes[None] - 2 * rows @ others.T
    return np.asarray(np.exp(-NARROW * apart), np.float32)
