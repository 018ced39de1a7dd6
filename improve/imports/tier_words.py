"""What may stand in the column of tiers: a number, what the organisation calls a tier, or what most trusts do."""

from improve.imports.values import team_key
from improve.teams.models import TIER_NAMES, Organisation

# Only what means one tier everywhere: a directorate is above a service unit here and below it there.
USUAL = {
    1: ("Ward", "Department"),
    2: ("CSU", "Service unit"),
    3: ("Division",),
    4: ("Executive", "Board"),
    5: ("ICS",),
}


def tier_words(organisation: Organisation) -> dict[str, int]:
    """Key of the words to the tier. What the organisation says itself comes first, and a short form never means two."""
    called = {team_key(organisation.tier_name(tier)): tier for tier in TIER_NAMES}
    known = numbers(organisation) | {team_key(name): tier for tier, name in TIER_NAMES.items()} | called
    short: dict[str, set[int]] = {}
    for tier in TIER_NAMES:
        for words in (*USUAL[tier], *short_forms(organisation.tier_name(tier))):
            short.setdefault(team_key(words), set()).add(tier)
    return {words: next(iter(tiers)) for words, tiers in short.items() if len(tiers) == 1} | known


def numbers(organisation: Organisation) -> dict[str, int]:
    """2, tier 2, level 2, and as the page says it: 2 Clinical service unit."""
    forms = ("{}", "tier {}", "level {}")
    plain = {form.format(tier): tier for tier in TIER_NAMES for form in forms}
    return plain | {team_key(f"{tier} {organisation.tier_name(tier)}"): tier for tier in TIER_NAMES}


def short_forms(name: str) -> list[str]:
    """Ward and Department of “Ward or department”; the first letters of “Clinical service unit”; many of one."""
    parts = name.replace("/", " or ").split(" or ")
    initials = "".join(word[0] for word in name.split() if word[0].isalnum())
    return [*parts, *(f"{part}s" for part in parts), *([initials] if len(initials) > 1 else [])]
