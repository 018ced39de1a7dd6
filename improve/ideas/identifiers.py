"""How a text shows who a patient is: found by identifier_rules/rules.json, which the tablet uses as well.

Pure. `static/js/identifiers.js` does the same, step by step; a test holds both against each other. So only what
Python and JavaScript understand alike is used: the text is first brought to plain ASCII, one character for one.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from improve.core.languages import noop
from improve.ideas.identifier_rules.plain import Plain
from improve.ideas.identifier_rules.reading import Cue, Rule, rules
from improve.ideas.identifier_rules.words import Words

STAFF = "staff"  # what a rule of this kind finds is a colleague, and no later rule may take it for a patient
CUE_BEFORE, CUE_AFTER = 60, 40  # letters around a number in which a word tells whose it is
LABEL = 40  # letters before a number in which a label may stand
KIND_WORDS = {
    "nhs_number": noop("an NHS number"),
    "hospital_number": noop("a hospital number"),
    "date_of_birth": noop("a date of birth"),
    "patient_name": noop("a person’s name"),
    "postcode_address": noop("an address or postcode"),
    "patient_phone": noop("a telephone number"),
    "initials_bed": noop("initials with a bed or an age"),
}
# What shows a patient also where the name of somebody of the staff is asked for: a name alone does not say whose it is.
AMONG_STAFF_NAMES = frozenset({"nhs_number", "hospital_number", "date_of_birth"})


class Span(NamedTuple):
    """A passage, in code points; `end` is the first that is no more part of it."""

    start: int
    end: int
    kind: str


def should_stop(text: str) -> bool:
    """Whether the text shows who a patient is."""
    return bool(find(text))


def find(text: str) -> list[Span]:
    """The passages that show who a patient is, in order; no two overlap."""
    if not text:
        return []
    plain = Plain(text)
    found = [*_numbers(plain), *_names(plain)]
    return sorted(
        Span(*plain.original(span.start, span.end), span.kind) for span in found if span.kind != STAFF
    )


def _numbers(plain: Plain) -> Iterator[Span]:
    """Passages that are known by their letters and digits."""
    for rule in rules().numbers:
        for match in _matches(rule, plain.text if rule.is_case_kept else plain.lower):
            start, end = match.end(1), match.end(2)
            if plain.is_free(start, end) and _is_meant(rule, plain, match):
                plain.take(start, end)
                yield Span(start, end, rule.kind)


def _names(plain: Plain) -> Iterator[Span]:
    """Passages that are known by their words."""
    words = Words(plain)
    for rule in rules().names:
        for match in _matches(rule, words.classes):
            start, end = words.place(match.end(1), match.end(2))
            if plain.is_free(start, end):
                plain.take(start, end)
                yield Span(start, end, rule.kind)


def _matches(rule: Rule, text: str) -> Iterator[re.Match[str]]:
    """Every place where a rule fits, also where two overlap."""
    at = 0
    while match := rule.pattern.search(text, at):
        yield match
        at = match.start() + 1


def _is_meant(rule: Rule, plain: Plain, match: re.Match[str]) -> bool:
    """Whether the passage passes what the rule asks beyond its pattern."""
    start, end = match.end(1), match.end(2)
    if rule.check == "nhs" and not passes_check_digit(match[2]):
        return False
    if rule.check in ("initials", "aged initials") and _is_abbreviation(rule, match):
        return False
    if rule.not_after and rule.not_after.search(plain.lower[max(0, start - LABEL) : start]):
        return False
    if rule.is_beside and not plain.stands_beside(start, end):
        return False
    return rule.cue is None or _is_patients(rule.cue, plain, start, end)


def _is_patients(cue: Cue, plain: Plain, start: int, end: int) -> bool:
    """The nearest telling word before a number says whose it is, else the first one after it."""
    places, are_patients = plain.telling(cue)
    before = bisect_right(places, (start, start)) - 1
    while before >= 0 and places[before][1] > start:
        before -= 1
    if before >= 0 and places[before][0] >= start - CUE_BEFORE:
        return are_patients[before]
    after = bisect_left(places, (end, end))
    if after < len(places) and places[after][0] <= end + CUE_AFTER:
        return are_patients[after]
    return cue.without


def passes_check_digit(passage: str) -> bool:
    """Whether the ten digits of a passage are an NHS number (modulus 11)."""
    digits = [ord(char) - 48 for char in passage if "0" <= char <= "9"]
    if len(digits) != 10:
        return False
    rest = sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return (11 - rest) % 11 == digits[9]


def _is_abbreviation(rule: Rule, match: re.Match[str]) -> bool:
    """Whether the letters are a word of the ward. Beside an age, or with dots (R.D.), few are."""
    said = next(group for group in match.groups()[2:] if group)
    is_sure = rule.check == "aged initials" or "." in said
    return re.sub("[^a-z]", "", said.lower()) in (rules().never_initials if is_sure else rules().acronyms)
