"""The same words without what shows who a patient is: offered instead, and meant to be read before it is sent."""

import re

from improve.core.languages import in_language, noop, spoken
from improve.ideas.identifier_rules.language import language_of
from improve.ideas.identifiers import Span, find

LABEL = re.compile(
    r"[(\s,;:-]*\b(?:nhs|hosp(?:ital)?|unit|case ?notes?|mrn|pid|d\.?o\.?b\.?|date of birth|born|birthday|tel|"
    r"telephone|phone|mobile|(?:no|num|number|id|is|on|the)\b)[\s.:#=(-]*$",
    re.IGNORECASE,
)
ABOUT = re.compile(
    r"\b(?:pts?|patients?|gent|gentleman|lady|man|woman|a patient|he|she|his|her|for|of)\b[\s(,:.-]*$", re.I
)
INITIALS = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Miss|Mx)\.? (?:[A-Z]\.? ?){1,2}|(?:\b[A-Z]\. ?){1,2}|^[A-Z] )$"
)  # of a name, before it
PERSON = ("patient_name", "initials_bed")
NUMBER = ("nhs_number", "hospital_number")
LOST = "…"
A_PATIENT = noop("a patient")
THEIR_HOME = noop("their home")


def without(text: str) -> str:
    """The text with each passage taken out, or said in a way that fits anybody."""
    language = language_of(text, spoken())
    parts, at, person_at = [""], 0, -1
    for span in find(text):
        before = INITIALS.sub("", text[at : span.start]) if span.kind in PERSON else text[at : span.start]
        since = text[person_at : span.start] if person_at >= 0 else "."
        instead = _instead(span, "".join(parts) + before, since, language)
        parts.append(before if instead and span.kind in PERSON else _without_label(before, span.kind))
        parts.append(instead)
        at, person_at = span.end, span.end if span.kind in PERSON else person_at
    found = _tidied("".join(parts) + text[at:])
    return found if not find(found) else _bare(text)


def _instead(span: Span, before: str, since: str, language: str) -> str:
    """`since`: the words since the last person was named; a number in the same sentence is that person's."""
    if span.kind == "postcode_address":
        return in_language(language, THEIR_HOME)
    if span.kind not in PERSON + NUMBER or not since.strip(" (,;:-–"):
        return ""
    if span.kind in NUMBER and (ABOUT.search(before) or not re.search(r"[.!?\n]", since)):
        return ""
    is_first = not before.strip() or before.rstrip()[-1:] in (".", "!", "?")
    said = in_language(language, A_PATIENT)
    return said[:1].upper() + said[1:] if is_first else said


def _without_label(before: str, kind: str) -> str:
    """Without "NHS no", "born on" and the like; an address has none."""
    cut = before
    while kind != "postcode_address" and (found := LABEL.search(cut)):
        cut = cut[: found.start()]
    return before if cut == before else f"{cut} "


def _tidied(text: str) -> str:
    for pattern, instead in (
        (r"\(\s*\)", ""),
        (r"^([^()]*)\)", r"\1"),
        (r"[ \t]+([,.;:!?)])", r"\1"),
        (r"(?:, ?){2,}", ", "),
        (r"\b([Pp])(?:atients?|ts?) (?:is |called |named )?a patient\b", r"\1atient"),
        (r"\b([Aa]|[Tt]he) a patient\b", r"\1 patient"),
        (r"[ \t]{2,}", " "),
        (r"([.!?] )a patient\b", r"\1A patient"),
        (r"^[\s,;:.\-–)]+", ""),
    ):
        text = re.sub(pattern, instead, text)
    text = text.strip()
    return text[:1].upper() + text[1:]


def _bare(text: str) -> str:
    """Only cut, for words that even so looked like a patient."""
    for _turn in range(5):
        for span in reversed(find(text)):
            text = f"{text[: span.start]}{LOST}{text[span.end :]}"
        if not find(text):
            break
    return text
