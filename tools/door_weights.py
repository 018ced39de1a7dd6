"""Learn the right door: writes improve/ideas/door_rules/learnt.npz. Same texts, same weights; nothing is fetched.

    tools/door_weights.py          learn and write; `make setup` and the building of the wheel do it
    tools/door_weights.py --check  instead: what each text gets from all the others, and the texts never learnt from

It learns from improve/ideas/door_rules/examples.yaml, the ideas of the demonstration and, in tests/data/texts,
doors_dev.json and ideas_*.json (all of them ideas); never from doors_other.yaml and doors_held_out*.yaml.
One linear system is solved: kernel ridge regression.
"""

import json
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from improve.ideas import doors  # noqa: E402
from improve.ideas.door_rules import DOORS  # noqa: E402
from improve.ideas.door_rules.learnt import keep, sizes_of  # noqa: E402
from improve.ideas.door_rules.words import pieces  # noqa: E402
from improve.ideas.meaning.embedding import why_not  # noqa: E402

EXAMPLES = ROOT / "improve/ideas/door_rules/examples.yaml"
DEMONSTRATION = ROOT / "improve/cli/demo/ideas"
TEXTS = ROOT / "tests/data/texts"
UNSEEN = "doors_[oh]*.yaml"
RAREST = 3  # examples that share a piece before it is learnt
STRICT = {"words": 0.3, "words_alone": 0.6}  # how little one example may be believed
THREADS = 2  # the model itself takes one

Labelled = list[tuple[str, str]]


def main() -> None:
    """Learn, or check how well learning goes."""
    if missing := why_not():
        raise SystemExit(f"Nothing can be learnt: {missing}.")
    sources = {"examples": examples(), "doors_dev": dev(), "ideas": ideas(), "demonstration": demonstration()}
    if "--check" in sys.argv:
        check(sources)
        return
    problem = posed(once(sources))
    learnt = {kind: problem.pulls(kind) for kind in STRICT}
    keep(
        {
            "pieces": np.array(problem.names),
            "pulls": learnt["words"],
            **{kind: problem.rows.T @ pulls for kind, pulls in learnt.items()},
        },
        problem.vectors,
    )


# ---------- what is learnt from ----------


def examples() -> Labelled:
    """Written for it."""
    return from_yaml(EXAMPLES)


def dev() -> Labelled:
    """The labelled texts."""
    return [(row["text"], row["door"]) for row in json.loads((TEXTS / "doors_dev.json").read_text("utf-8"))]


def ideas() -> Labelled:
    """Ideas as wards write them, made to measure the search for similar ones."""
    held = [json.loads(path.read_text("utf-8"))["ideas"] for path in sorted(TEXTS.glob("ideas_*.json"))]
    return [(row["text"], "idea") for rows in held for row in rows]


def demonstration() -> Labelled:
    """The ideas of the invented trust."""
    held = [yaml.safe_load(path.read_text("utf-8"))["ideas"] for path in sorted(DEMONSTRATION.glob("*.yaml"))]
    return [(row["text"].strip(), "idea") for rows in held for row in rows]


def from_yaml(path: Path) -> Labelled:
    """A file of doors with one text a line."""
    held = yaml.safe_load(path.read_text("utf-8"))
    return [
        (line.strip(), door) for door, lines in held.items() for line in lines.splitlines() if line.strip()
    ]


def once(sources: dict[str, Labelled]) -> Labelled:
    """Each text once; the first label holds."""
    return list(
        {text: (text, door) for rows in reversed(sources.values()) for text, door in reversed(rows)}.values()
    )


# ---------- learning ----------


@dataclass(frozen=True)
class Problem:
    """The texts as numbers: their pieces, their meaning, the doors that are right."""

    texts: list[str]
    right: Any
    names: list[str]
    rows: Any  # one a text, one column a piece
    vectors: Any

    def pulls(self, kind: str) -> Any:
        """How strongly each example pulls to each door."""
        return np.linalg.solve(self.system(kind), self.wanted()).astype(np.float32)

    def left_out(self, kind: str) -> Any:
        """The score of each text by what all the others teach."""
        inverse = np.linalg.inv(self.system(kind))
        return self.wanted() - inverse @ self.wanted() / np.diag(inverse)[:, None]

    def system(self, kind: str) -> Any:
        """How alike the texts are; concerns and ideas weigh the same, however many there are of each."""
        alike = self.common
        if kind == "words":
            alike = alike + doors.nearness(self.vectors, self.vectors, sizes_of(self.vectors))
        is_concern = self.right > 0
        share = np.where(is_concern, is_concern.mean(), 1 - is_concern.mean())
        return (alike + STRICT[kind] * 2 * np.diag(share)).astype(np.float32)

    @cached_property
    def common(self) -> Any:
        """How many pieces each two texts share."""
        return self.rows @ self.rows.T

    def wanted(self) -> Any:
        """A concern at all, then each door: 1 yes, -1 no."""
        columns = [self.right > 0] + [self.right == door for door in range(1, len(DOORS))]
        return (np.stack(columns, axis=1) * 2 - 1).astype(np.float32)


def posed(labelled: Labelled) -> Problem:
    """What there is to solve."""
    texts = [text for text, _ in labelled]
    counted = Counter(piece for text in texts for piece in pieces(text))
    names = sorted(piece for piece, times in counted.items() if times >= RAREST)
    return Problem(texts, numbers_of(labelled), names, table(texts, names), meanings(texts))


def numbers_of(labelled: Labelled) -> Any:
    """The doors as their places in DOORS."""
    return np.array([DOORS.index(door) for _, door in labelled])


def table(texts: list[str], names: list[str]) -> Any:
    """One row a text, one column a piece."""
    rows, column = np.zeros((len(texts), len(names)), np.float32), {name: at for at, name in enumerate(names)}
    for row, text in zip(rows, texts, strict=True):
        for piece, weight in pieces(text).items():
            if piece in column:
                row[column[piece]] = weight
    return rows


def meanings(texts: list[str]) -> Any:
    """As the program reads them."""
    with ThreadPoolExecutor(THREADS) as pool:
        return np.array(list(pool.map(doors.meaning, texts)), np.float32)


# ---------- how well it goes ----------


def check(sources: dict[str, Labelled]) -> None:
    """The rates at several thresholds: of what is learnt from, source by source, and of texts never learnt from."""
    labelled = once(sources)
    problem = posed(labelled)
    unseen = [row for path in sorted(TEXTS.glob(UNSEEN)) for row in from_yaml(path)]
    asked, vectors = [text for text, _ in unseen], meanings([text for text, _ in unseen])
    for kind, threshold in (("words", doors.THRESHOLD), ("words_alone", doors.WORDS_ALONE)):
        scores = problem.left_out(kind)
        for name, rows in sources.items():
            mine = np.isin(problem.texts, [text for text, _ in rows])
            print_rates(f"{kind}: {name}, each left out", scores[mine], problem.right[mine], threshold)
        pulls = problem.pulls(kind)
        scores = table(asked, problem.names) @ (problem.rows.T @ pulls)
        if kind == "words":
            scores += doors.nearness(vectors, problem.vectors, sizes_of(problem.vectors)) @ pulls
        print_rates(f"{kind}: never learnt from", scores, numbers_of(unseen), threshold)


def print_rates(name: str, scores: Any, right: Any, chosen: float) -> None:
    """Some card and the right card of the concerns, a wrong card of the ideas."""
    print(f"{name} ({len(right)} texts)")
    best = 1 + scores[:, 1:].argmax(axis=1)
    for threshold in sorted({-0.3, -0.25, -0.2, -0.15, -0.1, -0.05, 0.0, chosen}):
        said = np.where(scores[:, 0] >= threshold, best, 0)
        concerns, found = right > 0, f"wrong {np.mean(said[right == 0] > 0):.3f}"
        if concerns.any():
            some, matched = np.mean(said[concerns] > 0), np.mean((said == right)[concerns])
            found = f"some {some:.3f}, right {matched:.3f}, {found}"
        print(f"  {threshold:5.2f}: {found}")


if __name__ == "__main__":
    main()
