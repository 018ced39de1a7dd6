"""No page says "1 ideas": a count and its word go through `plural`."""

import re

import pytest

from tests.full_world import fill
from tests.guards.test_html import paths

NOUNS = (
    "actions|answers|cards|changes|characters|checks|codes|columns|comments|contributors|cycles|days|drivers|"
    "escalations|files|goals|hours|ideas|leads|lines|mails|measures|members|minutes|months|people|photos|points|"
    "predictions|questions|readings|rows|seconds|supporters|tablets|teams|tests|things|times|weeks|"
    "working (?:days|hours)|years"
)
WRONG = re.compile(rf"(?<![\d.,:/–-])\b1 (?:{NOUNS})\b")


def wrong_in(page):
    """What a page says so, with some words around; scripts and styles say nothing."""
    for silent in (soup := page.soup).select("script, style, textarea"):
        silent.decompose()
    text = " ".join(soup.get_text(" ").split())
    return [text[max(0, found.start() - 30) : found.end() + 30] for found in WRONG.finditer(text)]


@pytest.mark.parametrize("role", ["ana", "eve"])
def test_no_page_says_one_of_what_are_many(role, app, trust, as_):
    full, client = fill(trust), as_(getattr(trust, role))
    every = [*paths(app, trust, full), "/ideas?first=none", "/ideas?first=due"]
    pages = {path: client.get(path) for path in every}
    shown = {
        path: page
        for path, page in pages.items()
        if page.headers.get("Content-Type", "").startswith("text/html")
    }
    assert len(shown) > 50
    assert {path: said for path, page in shown.items() if (said := wrong_in(page))} == {}


def test_what_it_looks_for_is_found():
    for words in ("in 1 weeks", "1 people here", "(1 working days)", "Only 1 points"):
        assert WRONG.search(words)
    for words in ("11 ideas", "1.1 days", "1 idea serves", "tier 1 team", "1 day"):
        assert not WRONG.search(words)
