"""Words of a log to the codes of an idea. What is not understood is kept beside it as it was written."""

import re

from improve.ideas.stages import BENEFITS, WASTES

BENEFIT_WORDS = {
    "patients": r"patient|service user|client|women|child|resident|\ball\b|every(?:one|body)|both",
    "families": r"famil|carer|relative|visitor|parent|\ball\b|every(?:one|body)",
    "staff": r"staff|team|nurs|doctor|colleague|\bus\b|ward|\ball\b|every(?:one|body)|both",
}
WASTE_WORDS = {
    "waiting": r"\bwait|delay|queue",
    "motion": r"\bmotion|walk|search|hunt",
    "transport": r"transport|portering|transfer",
    "inventory": r"inventor|stock|suppl",
    "overproduction": r"over[ -]?production",
    "overprocessing": r"over[ -]?processing|duplicat",
    "defects": r"defect|error|rework",
    "skills": r"skill|talent",
}


def benefit_codes(words: str) -> tuple[str, ...]:
    """Who benefits, in the order of the codes."""
    return tuple(code for code in BENEFITS if re.search(BENEFIT_WORDS[code], words.casefold()))


def waste_code(words: str) -> str:
    """The kind of problem, where the category names one; else none."""
    plain = words.casefold().strip()
    exact = next((code for code, label in WASTES.items() if plain in (code, label.casefold())), "")
    found = (code for code, pattern in WASTE_WORDS.items() if re.search(pattern, plain))
    return exact or next(found, "")
