"""Which ideas say the same: by what they mean, and by the words and concepts they share. Pure.

Every idea is compared with the text, so that the answer is exact. Without a model, words and concepts serve alone.
"""

import threading
from array import array
from dataclasses import dataclass

import numpy as np

from improve.ideas.meaning import Meaning, meaning_of
from improve.ideas.meaning.embedding import SIZE

WORTH = np.array([0.3, 2.0, 0.5, 0.0], np.float32)  # of a stem, a thing, a trouble
SHARE = 0.4  # of what is shared in terms, beside the cosine of the vectors
ROOM = 256  # rows at first; it doubles
STALE = 0.05  # share of new rows after which the rarity of terms is counted anew
FEW = 2_000  # rows; below, it is counted anew after each change

Numbers = np.ndarray[tuple[int], np.dtype[np.float32]]


@dataclass
class Asked:
    """One question: the weights of its terms, and how long it is."""

    weights: dict[int, float]
    length: float


class Index:
    """Texts by id, and which of them are nearest to another text. Safe to use from several threads."""

    def __init__(self) -> None:
        self._guard = threading.RLock()
        self._clear()

    def _clear(self) -> None:
        self._ids: list[str | None] = []
        self._rows: dict[str, int] = {}
        self._terms: list[array[int]] = []
        self._found_in: dict[int, array[int]] = {}
        self._vectors = np.zeros((0, SIZE), np.float32)
        self._alive = np.zeros(0, bool)
        self._lengths: Numbers = np.zeros(0, np.float32)
        self._counted = -1

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, id: str) -> bool:
        return id in self._rows

    def add(self, id: str, text: str) -> None:
        """Take a text in; one of the same id goes."""
        self.put(id, meaning_of(text))

    def put(self, id: str, meaning: Meaning) -> None:
        """Take in what was kept of a text."""
        with self._guard:
            self.remove(id)
            row = len(self._ids)
            self._make_room(row + 1)
            self._ids.append(id)
            self._rows[id] = row
            self._alive[row] = True
            self._vectors[row] = 0 if meaning.vector is None else meaning.vector
            self._terms.append(array("I", meaning.terms.tolist()))
            for term in self._terms[row]:
                self._found_in.setdefault(term, array("I")).append(row)

    def remove(self, id: str) -> None:
        """Forget a text; one that is not there is forgotten already."""
        with self._guard:
            row = self._rows.pop(id, None)
            if row is None:
                return
            self._alive[row], self._ids[row] = False, None
            if len(self._ids) > 2 * len(self._rows) + ROOM:
                self._close_up()

    def nearest(self, text: str, k: int) -> list[tuple[str, float]]:
        """The k texts most like this one, the likest first, each with its score: 1.4 at most, 0 for nothing."""
        return self.nearest_to(meaning_of(text), k)

    def nearest_to(self, meaning: Meaning, k: int) -> list[tuple[str, float]]:
        """The same for a text whose meaning is known."""
        with self._guard:
            if k < 1 or not self._rows:
                return []
            scores = self._scores(meaning)
            k = min(k, len(self._rows))
            best = np.argpartition(-scores, k - 1)[:k]
            order = sorted(best.tolist(), key=lambda row: (-scores[row], row))
            return [(str(self._ids[row]), float(scores[row])) for row in order if self._ids[row] is not None]

    def _scores(self, meaning: Meaning) -> Numbers:
        size = len(self._ids)
        scores = self._shared_terms(meaning) * np.float32(SHARE)
        if meaning.vector is not None:
            # Not @: that starts threads of its own, which cost more than they bring beside other requests.
            scores += np.einsum("ij,j->i", self._vectors[:size], meaning.vector)
        scores[~self._alive[:size]] = -np.inf
        return scores

    def _shared_terms(self, meaning: Meaning) -> Numbers:
        """The cosine of the terms of each text with those asked for, rare ones weighing more."""
        self._count_anew()
        asked = {int(term): self._weight(int(term)) for term in meaning.terms}
        length = np.sqrt(sum(weight**2 for weight in asked.values())) or 1.0
        shared = np.zeros(len(self._ids), np.float32)
        for term, weight in asked.items():
            if term in self._found_in:
                shared[np.array(self._found_in[term])] += weight**2
        return np.asarray(shared / np.maximum(self._lengths_of(len(self._ids)) * length, 1e-6), np.float32)

    def _weight(self, term: int) -> float:
        """How much a term tells: the rarer, the more."""
        found_in = len(self._found_in.get(term, ()))
        return float(WORTH[term & 3] * np.log1p(max(self._counted, 1) / max(found_in, 1)))

    def _count_anew(self) -> None:
        """Work out how long each text is, after enough has changed."""
        size = len(self._ids)
        grown = size - self._counted
        if not grown or (size > FEW and self._counted > 0 and grown < STALE * size):
            return
        self._counted = size
        squares = np.zeros(size, np.float32)
        for term, rows in self._found_in.items():
            squares[np.array(rows)] += self._weight(term) ** 2
        self._lengths = np.sqrt(squares)

    def _lengths_of(self, size: int) -> Numbers:
        """The lengths, with the middling one for those that came since they were counted."""
        new = size - len(self._lengths)
        if not new:
            return self._lengths
        usual = np.full(new, np.median(self._lengths) if len(self._lengths) else 1.0, np.float32)
        return np.concatenate([self._lengths, usual])

    def _make_room(self, size: int) -> None:
        if size <= len(self._alive):
            return
        room = max(ROOM, 2 * len(self._alive), size)
        vectors, alive = np.zeros((room, SIZE), np.float32), np.zeros(room, bool)
        vectors[: len(self._vectors)], alive[: len(self._alive)] = self._vectors, self._alive
        self._vectors, self._alive = vectors, alive

    def _close_up(self) -> None:
        """Leave out the rows of what was removed."""
        rows, vectors, terms = self._rows, self._vectors, self._terms
        self._clear()
        for id, row in rows.items():
            self.put(id, Meaning(np.array(terms[row], np.uint32), vectors[row]))
