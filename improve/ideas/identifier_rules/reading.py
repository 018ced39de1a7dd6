"""Reads rules.json and the lists beside it: what shows who a patient is, in words and patterns."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from improve.ideas.identifier_rules.vocabulary import Names, Vocabulary

RULES = Path(__file__).with_name("rules.json")
LISTS = Path(__file__).with_name("lists")
END = r"(?![\s\S])"  # "$" means one thing to Python and another to JavaScript


@dataclass(frozen=True, eq=False)
class Cue:
    """Words around a number that tell whether it is a patient's; `without` counts where there is none."""

    telling: re.Pattern[str]  # a patient's words are its first group
    without: bool


@dataclass(frozen=True)
class Rule:
    """One rule, ready for use. The pattern has two groups: what stands before, and the passage itself."""

    kind: str
    pattern: re.Pattern[str]
    is_case_kept: bool = False
    check: str = ""
    not_after: re.Pattern[str] | None = None
    cue: Cue | None = None
    is_beside: bool = False


@dataclass(frozen=True)
class Rules:
    """The rule file, read."""

    numbers: list[Rule]
    names: list[Rule]
    words: dict[str, str]
    common: frozenset[str]
    vocabulary: Vocabulary
    name_shape: re.Pattern[str]
    given: Names
    surnames: Names
    word_names: frozenset[str]
    never_a_title_s: frozenset[str]
    acronyms: frozenset[str]
    never_initials: frozenset[str]
    same_letter: dict[str, str]
    languages: dict[str, frozenset[str]]  # their small words


@cache
def rules() -> Rules:
    """The rules of this installation."""
    return read(json.loads(RULES.read_text("utf-8")))


def read(file: dict[str, Any]) -> Rules:
    """Make rules out of the file's words and patterns."""
    words = _classes(file["words"], file["classes"])
    vocabulary = Vocabulary(_plain_words(file), _listed("vocabulary"), tuple(file["endings"].split()))
    return Rules(
        numbers=[_number_rule(rule, file) for rule in file["rules"]],
        names=[_name_rule(rule, file["classes"]) for rule in file["name_rules"]],
        words=words,
        common=_words(file["words"]["common"]),
        vocabulary=vocabulary,
        name_shape=re.compile(f"(?:{file['name_shape']}){END}", re.ASCII),
        given=Names(_listed("given_names"), vocabulary),
        surnames=Names(_listed("surnames"), vocabulary),
        word_names=_words(file["names_that_are_words"]),
        never_a_title_s=_words(file["words"]["not_after_title"]),
        acronyms=_words(file["acronyms"]),
        never_initials=_words(file["never_initials"]),
        same_letter=_same_letter(file),
        languages={language: _words(small) for language, small in file["languages"].items()},
    )


def _classes(lists: dict[str, str], letters: dict[str, str]) -> dict[str, str]:
    """The letter of each word and phrase of the lists; the first list that has it counts."""
    known: dict[str, str] = {}
    for name, text in lists.items():
        letter = letters.get(name.replace("_", " "), "")
        for word in text.split() if letter and name != "common" else ():
            known.setdefault(word.replace("_", " "), letter)
    return known


def _number_rule(rule: dict[str, Any], file: dict[str, Any]) -> Rule:
    parts = file["fragments"]
    pattern = f"({rule['before']})({rule['mark']}){_ahead(rule['after'])}"
    not_after = rule.get("not_after")
    return Rule(
        kind=rule["kind"],
        pattern=re.compile(_filled(pattern, parts), re.ASCII),
        is_case_kept=rule.get("case", False),
        check=rule.get("check", ""),
        not_after=re.compile(_filled(rf"\b(?:{not_after}){END}", parts), re.ASCII) if not_after else None,
        cue=_cue(file["cues"][rule["cue"]], without=rule["without_cue"]) if "cue" in rule else None,
        is_beside=rule.get("beside", False),
    )


def _filled(pattern: str, parts: dict[str, str]) -> str:
    """The pattern with each {fragment} in its place; a fragment may hold others."""
    while found := re.search(r"\{([a-z_]+)\}", pattern):
        pattern = pattern.replace(found[0], parts[found[1]])
    return pattern


def _name_rule(rule: dict[str, Any], letters: dict[str, str]) -> Rule:
    pattern = f"({rule['before']})({rule['mark']}){_ahead(rule['after'])}"

    def letters_of(found: re.Match[str]) -> str:
        return (
            "[a-zA-Z]" if found[1] == "any" else "[" + "".join(letters[n] for n in found[1].split("|")) + "]"
        )

    pattern = re.sub(r"<([^<>]+)>", letters_of, pattern).replace(" ", "")
    return Rule(kind=rule["kind"], pattern=re.compile(pattern, re.ASCII))


def _ahead(after: str) -> str:
    return f"(?={after})" if after and not after.startswith("(?") else after


def _cue(words: dict[str, str], *, without: bool) -> Cue:
    telling = rf"\b(?:({words['patient']})|({words['staff']}))(?:'?s)?\b"
    return Cue(re.compile(telling, re.ASCII), without)


def _plain_words(file: dict[str, Any]) -> frozenset[str]:
    """The words of the rules' own lists."""
    return _words(" ".join([*file["words"].values(), file["acronyms"]]).replace("_", " "))


def _listed(name: str) -> list[str]:
    """The words of a list beside the rules, one a line."""
    return (LISTS / f"{name}.txt").read_text("utf-8").split()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _same_letter(file: dict[str, Any]) -> dict[str, str]:
    same = {char: letter for letter, chars in file["same_letter"].items() for char in chars}
    for zero in file["digits_begin_at"]:
        same.update({chr(ord(zero) + digit): str(digit) for digit in range(10)})
    return same
