"""`python -m benchmarks.similar`: what finding like ideas costs at 100,000 ideas. Ends with 1 above the promise.

The ideas are invented: the meanings of labelled texts, mixed two by two and shaken. The questions are real texts.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

from improve.ideas.meaning import Meaning, embedding, meaning_of
from improve.ideas.similarity import Index

IDEAS = 100_000
MOST = 60  # ms of CPU at the 95th percentile
QUESTIONS = 200
CANDIDATES = 30
TEXTS = Path(__file__).parent.parent / "tests" / "data" / "texts"


def main() -> None:
    """Fill, ask, show, and say whether the promise holds."""
    texts = [idea["text"] for idea in json.loads((TEXTS / "ideas_dev.json").read_text())["ideas"]]
    index = filled([meaning_of(text) for text in texts], IDEAS)
    index.nearest(texts[0], CANDIDATES)
    costs = sorted(cost(index, texts[number % len(texts)]) for number in range(QUESTIONS))
    middle, high = costs[len(costs) // 2], costs[int(len(costs) * 0.95)]
    how = "model and words" if embedding.is_available() else "words alone"
    print(f"{IDEAS:,} ideas, {how}: p50 {middle:.1f} ms, p95 {high:.1f} ms of CPU   at most {MOST} ms")
    if high > MOST:
        sys.exit("A figure is above its target.")


def filled(meanings: list[Meaning], size: int) -> Index:
    """An index of so many ideas."""
    generator, index = np.random.default_rng(1), Index()
    for number in range(size):
        one, other = (meanings[pick] for pick in generator.integers(0, len(meanings), 2))
        index.put(str(number), mixed(one, other, generator))
    return index


def mixed(one: Meaning, other: Meaning, generator: np.random.Generator) -> Meaning:
    """An idea between two others."""
    terms = np.union1d(some(one.terms, generator), some(other.terms, generator)).astype(np.uint32)
    if one.vector is None or other.vector is None:
        return Meaning(terms, None)
    shaken = one.vector + other.vector / 2 + generator.normal(0, 0.03, embedding.SIZE)
    return Meaning(terms, embedding.unit(shaken.astype(np.float32)))


def some(terms: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Half of the terms."""
    return generator.permutation(terms)[: len(terms) // 2]


def cost(index: Index, text: str) -> float:
    """ms of CPU for one question, from the text to the candidates."""
    start = time.process_time()
    index.nearest(text, CANDIDATES)
    return (time.process_time() - start) * 1_000


if __name__ == "__main__":
    main()
