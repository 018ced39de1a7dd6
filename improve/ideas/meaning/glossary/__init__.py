"""Ward words: what short forms mean, and which words speak of the same thing. Pure; the lists are the YAML beside it.

IMPROVE_GLOSSARY names a file of a trust's own, with the same three headings; what stands there comes on top.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from improve import config
from improve.ideas.meaning.glossary.stems import is_small, stem

FOLDER = Path(__file__).parent
THINGS = ("things", "services", "daily", "care", "running")  # files that can each be read at a sitting
HEADINGS = ("abbreviations", "things", "troubles")
WORD = re.compile(r"[^\W_]+(?:[&+'’.\-/][^\W_]+)*")
LONGEST_SHORT_FORM = 3  # words
SPAN = 8  # words; within it, the words of a phrase belong together in whatever order

Phrase = tuple[str, ...]
Words = list[str]


@dataclass(frozen=True)
class Concept:
    """One thing or trouble of a ward, whatever it is called."""

    kind: str  # thing or trouble
    name: str


@dataclass
class Glossary:
    """The lists, made ready to be looked up by the first word."""

    short_forms: dict[Phrase, str] = field(default_factory=dict)
    phrases: dict[str, list[tuple[Phrase, Concept]]] = field(default_factory=dict)
    digest: str = ""

    def expand(self, text: str) -> str:
        """The text with its short forms written out; everything else as it stood."""
        found = list(WORD.finditer(text))
        pieces, done, at = [], 0, 0
        while at < len(found):
            size, meaning = self.short_form([one[0] for one in found[at : at + LONGEST_SHORT_FORM]])
            if meaning:
                pieces += [text[done : found[at].start()], meaning]
                done = found[at + size - 1].end()
            at += size
        return "".join([*pieces, text[done:]])

    def short_form(self, words: Words) -> tuple[int, str]:
        """How many of the words are a short form, and what it means; (1, "") where none is."""
        small = tuple(word.lower().replace("’", "'") for word in words)
        for size in range(len(small), 0, -1):
            if small[:size] in self.short_forms:
                return size, self.short_forms[small[:size]]
        return 1, ""

    def concepts(self, stems: Words) -> set[Concept]:
        """What a text speaks of, by the stems of its words in order."""
        places: dict[str, list[int]] = {}
        for at, word in enumerate(stems):
            places.setdefault(word, []).append(at)
        return {
            concept
            for word in places
            for phrase, concept in self.phrases.get(word, ())
            if len(phrase) == 1 or stand_near(phrase, places)
        }


def stand_near(phrase: Phrase, places: dict[str, list[int]]) -> bool:
    """Whether all words of a phrase stand near one of its first word."""
    if not all(word in places for word in phrase):
        return False
    return any(
        all(any(abs(at - first) <= SPAN for at in places[word]) for word in phrase[1:])
        for first in places[phrase[0]]
    )


def words_of(text: str) -> Words:
    """The words of a text in small letters."""
    return [word.replace("’", "'") for word in WORD.findall(text.lower())]


@lru_cache(maxsize=1)
def glossary() -> Glossary:
    """The lists of the program and, on top, those of the trust; read once a process."""
    try:
        own = own_lists()
    except ValueError:
        own = {}  # `improve doctor` says so; without them everything else goes on
    return build(
        read(FOLDER / "abbreviations.yaml") | own.get("abbreviations", {}),
        {line: words for name in THINGS for line, words in read(FOLDER / f"{name}.yaml").items()}
        | own.get("things", {}),
        read(FOLDER / "troubles.yaml") | own.get("troubles", {}),
    )


def own_lists() -> dict[str, dict[str, str]]:
    """The lists of the trust, under their headings. Raises ValueError, with a sentence, for a file that is none."""
    path = config.glossary()
    if path is None:
        return {}
    try:
        found = read(path)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ValueError(f"{path} cannot be read: {type(error).__name__}") from error
    if not isinstance(found, dict) or not all(
        name in HEADINGS and isinstance(lines, dict) for name, lines in found.items()
    ):
        raise ValueError(f"{path} must hold lists under {', '.join(HEADINGS)}, and nothing else")
    return found


def read(path: Path) -> Any:
    """A file of the lists; an empty one is none."""
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {}


def build(abbreviations: dict[str, str], things: dict[str, str], troubles: dict[str, str]) -> Glossary:
    """The lists, ready to be looked up."""
    made = Glossary({tuple(words_of(str(short))): str(means) for short, means in abbreviations.items()})
    for kind, lines in (("thing", things), ("trouble", troubles)):
        for name, phrases in lines.items():
            for phrase in stemmed(str(phrases)):
                made.phrases.setdefault(phrase[0], []).append((phrase, Concept(kind, str(name))))
    said = repr((abbreviations, things, troubles)).encode()
    made.digest = hashlib.sha256(said).hexdigest()[:8]
    return made


def stemmed(phrases: str) -> Iterator[Phrase]:
    """Each phrase of a line as stems, without its small words. "Out of hours" is not the word "hours": one that loses
    all but a word of its own is left out."""
    for phrase in phrases.split(","):
        words = words_of(phrase)
        kept = tuple(stem(word) for word in words if len(words) == 1 or not is_small(word))
        if len(kept) > 1 or len(words) == 1:
            yield kept
