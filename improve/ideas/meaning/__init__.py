"""What the comparison of ideas keeps of a text: a vector of what it means, and the terms it speaks in. Pure.

Short forms are written out first. The vector is the mean over the pieces of a text, in which rare pieces count
more than common ones: "the", "we" and "please" say nothing of what an idea is about.
"""

import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from improve.ideas.meaning import embedding
from improve.ideas.meaning.embedding import Row
from improve.ideas.meaning.glossary import glossary, words_of
from improve.ideas.meaning.glossary.stems import is_small, stem
from improve.ideas.meaning.wordpieces import MOST_PIECES, numbers_of

REVISION = 2  # other rules, other vectors: what was kept is made anew
CONTEXT = "NHS hospital ward. "  # read with every text, so that words take their meaning on a ward
COMMON = 500  # the vocabulary is in order of how common pieces are, from about its thousandth on
FIRST_WORD = 1_000
MIDDLE = Path(__file__).parent / "middle.npy"
MIDDLE_OF = "8199be6f699a"  # the model whose middle it is
TOWARDS_MIDDLE = 0.5  # all ideas of wards lie to one side; half of that is taken away

STEM, THING, TROUBLE = 0, 1, 2  # kinds of term, in its lowest two bits
KINDS = {"thing": THING, "trouble": TROUBLE}

Terms = np.ndarray[tuple[int], np.dtype[np.uint32]]


@dataclass(frozen=True)
class Meaning:
    """What is kept of one text. Without a model there is no vector."""

    terms: Terms
    vector: Row | None


def meaning_of(text: str) -> Meaning:
    """What a text means and speaks of."""
    plain = glossary().expand(text)
    return Meaning(terms_of(text, plain), vector_of(plain))


def kind() -> str:
    """By which model, lists and rules meanings are made now: what has another kind is made anew."""
    return f"{embedding.name() or 'words'}-{glossary().digest}-{REVISION}"


def terms_of(text: str, plain: str) -> Terms:
    """The stems of a text and the concepts of the glossary, as numbers in order."""
    written, expanded = ([stem(word) for word in words_of(one)] for one in (text, plain))
    stems = {stem(word) for word in words_of(plain) if not is_small(word)}
    concepts = glossary().concepts(written) | glossary().concepts(expanded)
    found = {number(word, STEM) for word in stems}
    found |= {number(concept.name, KINDS[concept.kind]) for concept in concepts}
    return np.array(sorted(found), np.uint32)


def number(term: str, kind: int) -> int:
    """A term as a number that is the same in every process."""
    return zlib.crc32(term.encode()) & ~3 | kind


def vector_of(plain: str) -> Row | None:
    """The vector of a text whose short forms are written out; None without a model."""
    session = embedding.model(embedding.folder())
    if session is None:
        return None
    context = numbers_of(CONTEXT)[:-1]
    numbers = [*context, *numbers_of(plain)[1:]][:MOST_PIECES]
    states = embedding.states(session, numbers)[len(context) : -1]
    if not len(states):
        return None
    weights = np.array([weight(piece) for piece in numbers[len(context) : -1]], np.float32)
    mean = embedding.unit(weights @ states)
    return embedding.unit(mean - TOWARDS_MIDDLE * middle(embedding.name()))


def weight(piece: int) -> float:
    """How much a piece counts: near nothing for the most common, near 1 for a rare one."""
    rank = max(piece - FIRST_WORD, 1)
    return rank / (rank + COMMON)


@lru_cache(maxsize=2)
def middle(model: str) -> Row:
    """The mean of many ideas from wards, as this model sees them."""
    if model != MIDDLE_OF or not MIDDLE.is_file():
        return np.zeros(embedding.SIZE, np.float32)
    return np.asarray(np.load(MIDDLE), np.float32)
