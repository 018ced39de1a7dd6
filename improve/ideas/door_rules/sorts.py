"""What sort of thing a word names: a drug, a part of the body, somebody senior, a wish. sorts.yaml lists them. Pure."""

from functools import lru_cache
from pathlib import Path

import yaml

PLACE = Path(__file__).with_name("sorts.yaml")
STEM = 6  # letters by which a longer word is known
PAST = "<past>"  # the sort of what ends in -ed


def sorts_of(word: str) -> tuple[str, ...]:
    """The sorts of a word in small letters, as <drug>; none for most."""
    whole, stems = listed()
    found = whole.get(word) or (stems.get(word[:STEM], ()) if len(word) > STEM else ())
    return found or ((PAST,) if len(word) > len("need") and word.endswith("ed") else ())


@lru_cache(maxsize=1)
def listed() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """The sorts by whole word, and by the beginning of a longer one."""
    whole: dict[str, tuple[str, ...]] = {}
    stems: dict[str, tuple[str, ...]] = {}
    for sort, words in yaml.safe_load(PLACE.read_text("utf-8")).items():
        for word in words.split():
            note(whole, word, f"<{sort}>")
            if len(word) >= STEM:
                note(stems, word[:STEM], f"<{sort}>")
    return whole, stems


def note(known: dict[str, tuple[str, ...]], word: str, sort: str) -> None:
    """One more sort of a word, each once."""
    known[word] = tuple(dict.fromkeys([*known.get(word, ()), sort]))
