"""The most dangerous words: all that a tablet has without a network. static/js/doors.js reads them alike. Pure."""

import json
import re
from functools import lru_cache
from pathlib import Path

from improve.ideas.door_rules import DOORS, Door
from improve.ideas.door_rules.words import plain

PHRASES = Path(__file__).with_name("phrases.json")
BETWEEN = r"\W+"  # words
GAP = r"(?:\W+\w+){0,3}\W+"  # what a * stands for


def suggest_by_phrases(text: str) -> Door:
    """The first door with a phrase of the text; none where it proposes something."""
    said = plain(text)
    if patterns()["idea"].search(said):
        return "idea"
    return next((door for door in DOORS[1:] if patterns()[door].search(said)), "idea")


@lru_cache(maxsize=1)
def patterns() -> dict[str, re.Pattern[str]]:
    """One pattern a door."""
    return {door: re.compile("|".join(map(pattern, phrases()[door])), re.ASCII) for door in DOORS}


def pattern(phrase: str) -> str:
    """Whole words, one after the other."""
    words = BETWEEN.join(phrase.split()).replace(f"{BETWEEN}*{BETWEEN}", GAP)
    return rf"\b{words}\b"


@lru_cache(maxsize=1)
def phrases() -> dict[str, list[str]]:
    """The phrases by door, as a page carries them."""
    return {door: found for door, found in json.loads(PHRASES.read_text("utf-8")).items() if door in DOORS}
