"""Learn the doors' weights: writes improve/ideas/doors_weights.json and doors_pulls.npz. Same texts, same weights.

    tools/door_weights.py          learn and write
    tools/door_weights.py --check  instead: cross-validation on what is learnt, and the texts never learnt from

It learns from improve/ideas/doors_examples.yaml and, in tests/data/texts, doors_dev.json and ideas_dev.json (all of
them ideas); never from doors_other.yaml and doors_held_out.yaml. One linear system is solved: kernel ridge regression.
"""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from improve.ideas import doors  # noqa: E402
from improve.ideas.door_words import pieces  # noqa: E402

TEXTS = ROOT / "tests/data/texts"
EXAMPLES = ROOT / "improve/ideas/doors_examples.yaml"
RAREST = 2  # examples that share a piece before it is learnt
STRICT = {"words": 0.3, "words_alone": 0.6}  # how little one example may be believed
THRESHOLD = {"words": -0.13, "words_alone": -0.05}  # chosen by --check: 19 of 20 concerns come with a card
NEAR = 0.6  # cosine: an example this like a text that it is measured by is left out of the measurement
FOLDS = 10

Labelled = list[tuple[str, str]]


def main() -> None:
    """Learn, or check how well learning goes."""
    if "--check" in sys.argv:
        check()
        return
    labelled = own() + dev() + ideas()
    tables = {kind: learn(labelled, kind) for kind in STRICT}
    write({kind: words for kind, (words, _) in tables.items()})
    whole = np.rint(meanings([text for text, _ in labelled]) / doors.STEP).clip(-127, 127).astype(np.int8)
    np.savez(doors.PULLS, vectors=whole, pulls=tables["words"][1].astype(np.float32))


def own() -> Labelled:
    """The examples written for it."""
    return from_yaml(EXAMPLES)


def dev() -> Labelled:
    """The labelled texts."""
    return [(row["text"], row["door"]) for row in json.loads((TEXTS / "doors_dev.json").read_text("utf-8"))]


def ideas() -> Labelled:
    """Ideas as wards write them."""
    return [
        (row["text"], "idea") for row in json.loads((TEXTS / "ideas_dev.json").read_text("utf-8"))["ideas"]
    ]


def from_yaml(path: Path) -> Labelled:
    """A file of doors with one text a line."""
    held = yaml.safe_load(path.read_text("utf-8"))
    return [(line, door) for door, lines in held.items() for line in lines.splitlines() if line.strip()]


def learn(labelled: Labelled, kind: str) -> tuple[dict[str, Any], Any]:
    """The weights of the pieces, and the pull of each example."""
    texts = [text for text, _ in labelled]
    names = known(texts)
    rows = table(texts, names)
    alike = rows @ rows.T
    if kind == "words":
        alike = alike + doors.nearness(meanings(texts), meanings(texts))
    right = np.array([doors.DOORS.index(door) for _, door in labelled])
    wanted = np.stack([right > 0] + [right == door for door in range(1, len(doors.DOORS))], axis=1) * 2.0 - 1
    # Concerns and ideas weigh the same, however many there are of each.
    believed = len(right) / 2 / np.where(right > 0, (right > 0).sum(), (right == 0).sum())
    pulls = np.linalg.solve(alike.astype(np.float64) + STRICT[kind] * np.diag(1 / believed), wanted)
    found = (rows.T @ pulls).round(3)
    return {name: found[at].tolist() for name, at in names.items()}, pulls


def known(texts: list[str]) -> dict[str, int]:
    """The pieces worth learning and their column."""
    counted = Counter(piece for text in texts for piece in pieces(text))
    return {name: at for at, name in enumerate(sorted(piece for piece, n in counted.items() if n >= RAREST))}


def table(texts: list[str], names: dict[str, int]) -> Any:
    """One row a text, one column a piece."""
    rows = np.zeros((len(texts), len(names)), np.float32)
    for row, text in zip(rows, texts, strict=True):
        for piece, weight in pieces(text).items():
            if piece in names:
                row[names[piece]] = weight
    return rows


def meanings(texts: list[str], kept: dict[str, Any] = {}) -> Any:  # noqa: B006
    """As the program reads them, once a text."""
    for text in texts:
        if text not in kept:
            kept[text] = doors.meaning(text)
    return np.array([kept[text] for text in texts], np.float32)


def write(tables: dict[str, dict[str, Any]]) -> None:
    """One line a piece, so that a change can be read."""
    about = "Written by tools/door_weights.py. For each piece of a text: a concern, danger_now, incident, speak_up."
    lines = [f'"about": {json.dumps(about)}', f'"threshold": {json.dumps(THRESHOLD)}']
    for kind, words in tables.items():
        inner = ",\n".join(f"{json.dumps(piece)}: {json.dumps(numbers)}" for piece, numbers in words.items())
        lines.append(f'"{kind}": {{\n{inner}\n}}')
    doors.WEIGHTS.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def check() -> None:
    """What texts that were not learnt from get, at several thresholds."""
    other = from_yaml(TEXTS / "doors_other.yaml")
    for kind in STRICT:
        print(f"== {kind}")
        shown(
            "own examples without those like the texts; measured on doors_dev", kind, far(own(), dev()), dev()
        )
        shown("the same, on ideas_dev", kind, far(own(), ideas()), ideas())
        shown("all that is learnt from; measured on doors_other", kind, own() + dev() + ideas(), other)
        folded(kind)


def far(labelled: Labelled, measured: Labelled) -> Labelled:
    """Those examples that are no copies of what they are measured by."""
    size = doors.meaning("").shape[0] // 2  # type: ignore[union-attr]
    one, two = (meanings([text for text, _ in rows])[:, :size] for rows in (labelled, measured))
    return [row for row, cosine in zip(labelled, (one @ two.T).max(axis=1), strict=True) if cosine < NEAR]


def folded(kind: str) -> None:
    """Each text judged by what the other nine tenths teach."""
    labelled = own() + dev() + ideas()
    scores = np.zeros((len(labelled), len(doors.DOORS)))
    for fold in range(FOLDS):
        inside = [row for at, row in enumerate(labelled) if at % FOLDS != fold]
        scores[fold::FOLDS] = judge(inside, labelled[fold::FOLDS], kind)
    at = len(own())
    print_rates("cross-validated: own examples", kind, scores[:at], labelled[:at])
    print_rates("cross-validated: doors_dev", kind, scores[at : at + 200], labelled[at : at + 200])
    print_rates("cross-validated: ideas_dev", kind, scores[at + 200 :], labelled[at + 200 :])


def shown(name: str, kind: str, inside: Labelled, measured: Labelled) -> None:
    """Learn from the one, measure on the other."""
    print_rates(f"{name} ({len(inside)} examples)", kind, judge(inside, measured, kind), measured)


def judge(inside: Labelled, measured: Labelled, kind: str) -> Any:
    """The scores of texts, by what others teach."""
    words, pulls = learn(inside, kind)
    texts, names = [text for text, _ in measured], {name: at for at, name in enumerate(words)}
    scores = table(texts, names) @ np.array(list(words.values()))
    if kind == "words":
        scores += doors.nearness(meanings(texts), meanings([text for text, _ in inside])) @ pulls
    return scores


def print_rates(name: str, kind: str, scores: Any, labelled: Labelled) -> None:
    """Some card and the right card of the concerns, a wrong card of the ideas."""
    print(name)
    right = np.array([doors.DOORS.index(door) for _, door in labelled])
    concerns, best = right > 0, 1 + scores[:, 1:].argmax(axis=1)
    for threshold in sorted({*np.arange(-0.5, 0.31, 0.1).round(2).tolist(), THRESHOLD[kind]}):
        said = np.where(scores[:, 0] >= threshold, best, 0)
        rates = (
            [np.mean(said[concerns] > 0), np.mean((said == right)[concerns])] if concerns.any() else [1, 1]
        )
        print(
            f"  {threshold:5.2f}: some {rates[0]:.3f}, right {rates[1]:.3f}, wrong {np.mean(said[~concerns] > 0):.3f}"
        )


if __name__ == "__main__":
    main()
