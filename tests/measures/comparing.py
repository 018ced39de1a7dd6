"""Compare our answers with those of the reference packages, one comparison for each number and each point."""

import json
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.measures import oracle

REFERENCE = Path(__file__).parents[1] / "data" / "spc" / "dev.json"
TOLERANCE = 1e-8  # relative; the reference has 11 to 13 digits
LIMITS = ("lpl", "upl", "lcl", "ucl")
# Where a point lies on a line but for the last bit, these may fall either way: such calls say so in `near`.
DECIDED_BY_A_BIT = {
    "rel", "outside", "close", "special", "point", "sigma", "variation", "variation_icon", "n_useful", "longest_run",
    "longest_run_max", "n_crossings", "n_crossings_min", "runs_signal",
}  # fmt: skip


@dataclass
class Compared:
    """Of one field: how often, and where it differs."""

    number: int = 0
    differences: list[str] = field(default_factory=list)


@dataclass
class Comparison:
    fields: dict[str, Compared] = field(default_factory=lambda: defaultdict(Compared))
    skipped: list[dict] = field(default_factory=list)
    differing: set[tuple[str, ...]] = field(default_factory=set)  # tags of the cases that differ


@cache
def compared(*, as_shipped: bool = False) -> Comparison:
    """All calls of the reference file."""
    found = Comparison()
    for case, call in calls():
        try:
            answer = oracle.run(
                {key: case[key] for key in ("id", "kind", "y", "n")},
                call["engine"],
                dict(call["args"]),
                as_shipped=as_shipped,
            )
        except NotImplementedError:
            found.skipped.append(call)
            continue
        compare(case, call, answer, found)
    return found


def calls() -> Iterator[tuple[dict, dict]]:
    for case in json.loads(REFERENCE.read_text())["cases"]:
        for call in case["calls"]:
            yield case, call


def compare(case: dict, call: dict, answer: dict, found: Comparison) -> None:
    expected = call["expect"]
    if "error" in expected or "error" in answer:
        note(found, case, call, f"{call['engine']}.error", "", "error" in expected, "error" in answer)
        return
    for name, wanted in expected.items():
        if name == "near":
            continue
        ours = answer.get(name, "not returned")
        for place, one, other in single(wanted, ours):
            note(found, case, call, f"{call['engine']}.{name}{place[0]}", place[1], one, other)


def single(wanted, ours) -> Iterator[tuple[tuple[str, str], object, object]]:
    """The fields of rows, the characters of strings, the numbers of lists, each by itself."""
    is_many = isinstance(wanted, (list, str))
    if not is_many or not isinstance(ours, (list, str)) or len(wanted) != len(ours) or is_word(wanted):
        yield ("", ""), wanted, ours
        return
    for at, (one, other) in enumerate(zip(wanted, ours, strict=True), start=1):
        if isinstance(one, dict):
            for key, value in one.items():
                yield (f".{key}", f"#{at}"), value, other.get(key, "not returned")
        else:
            yield ("", f"@{at}"), one, other


def is_word(value) -> bool:
    return isinstance(value, str) and any(part in value for part in ("cause", "consistent"))


def note(found: Comparison, case: dict, call: dict, name: str, place: str, wanted, ours) -> None:
    compared_field = found.fields[name]
    compared_field.number += 1
    last = name.rpartition(".")[2]
    is_near = bool(call["expect"].get("near")) and last in DECIDED_BY_A_BIT
    if not is_same(wanted, ours, size_of(case) if last in LIMITS else 0) and not is_near:
        where = f"{case['id']} {call['engine']} {call['args']} {place}"
        compared_field.differences.append(f"{where}: expected {wanted!r}, we say {ours!r}")
        found.differing.add(tuple(case["tags"]))


def is_same(wanted, ours, size: float) -> bool:
    if is_number(wanted) and is_number(ours):
        return abs(wanted - ours) <= TOLERANCE * max(abs(wanted), abs(ours), size)
    return wanted is None and ours is None if wanted is None else wanted == ours


def is_number(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def size_of(case: dict) -> float:
    """Beside figures of this size, a limit that is nearly 0 need not agree digit by digit."""
    if case["kind"] in ("proportion", "rate", "subgroups"):
        return 0
    return max((abs(y) for y in case["y"] if y is not None), default=0)
