"""What people wrote finds its own direction: Hebrew runs from right to left on every page of ideas and what follows."""

import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup, NavigableString, Tag
from sqlalchemy import update

from improve.core.db import Base, commit, db, start_writing
from improve.ideas.support import comment
from tests.full_world import Full, fill

HEBREW = "שמיכות. "
WRITTEN = {
    "idea": ("headline",),
    "idea_text": ("title", "text", "suggestion"),
    "answer": ("words", "next_step", "reply"),
    "comment": ("words",),
    "goal": ("title", "aim", "why", "written_with"),
    "goal_version": ("title", "aim", "why", "written_with", "reason"),
    "offer": ("why", "words"),
    "escalation": ("ask", "answer_words", "end_words"),
    "escalation_proposal": ("ask", "why_not"),
    "cycle": ("question", "change", "who", "where_when", "happened", "learned", "decision_words"),
}
PAGES = (
    "/ideas", "/ideas/{own.id}/edit", "/ideas/{own.id}/merge", "/ideas/{own.id}/goals", "/ideas/{own.id}/decline",
    "/ideas/{own.id}/contributors", "/ideas/{own.id}/moves", "/ideas/{own.id}/masking", "/ideas/{ready.id}/cycles/new",
    "/ideas/{ready.id}/escalations/new", "/search?q=sheet", "/goals", "/goals?show=mine", "/goals/{goal.id}",
    "/goals/{goal.id}/edit", "/goals/{goal.id}/retirement", "/escalations", "/escalations/{escalation.id}",
    "/escalation-proposals/{proposal.id}", "/offers/{offer.id}", "/cycles/{cycle.id}", "/cycles/{closed_cycle.id}",
)  # fmt: skip
SILENT = ("title", "option", "script", "style", "svg")  # where a direction cannot be given, or is not needed


@pytest.fixture
def full(trust: Any) -> Full:
    """Something of everything, written in Hebrew."""
    full = fill(trust)
    comment(full.own, "We borrow from Ward 14", trust.ana)
    db.session.flush()
    for name, columns in WRITTEN.items():
        table = Base.metadata.tables[name]
        for column in (table.c[column] for column in columns):
            db.session.execute(update(table).where(column != "").values({column.name: HEBREW + column}))
    commit()
    start_writing()
    db.session.expire_all()
    return full


@pytest.mark.one_engine
def test_words_in_hebrew_run_from_right_to_left(trust, full, ana, as_):
    tablet = as_(None)
    tablet.browser.set_cookie("tablet", full.tablet_secret)
    paths = [path.format(**vars(full)) for path in PAGES] + [f"/ideas/{idea.id}" for idea in full.ideas]
    read = {path: ana.get(path) for path in paths} | {"tablet": tablet.get(f"/ideas/{full.own.id}")}
    assert {path: page.status_code for path, page in read.items() if page.status_code != 200} == {}
    assert [path for path, page in read.items() if HEBREW.strip() not in page.text] == []
    assert {path: wrong for path, page in read.items() if (wrong := list(left_to_right(page.soup)))} == {}


def left_to_right(soup: BeautifulSoup) -> Iterator[str]:
    """The words in Hebrew whose element does not find that they are Hebrew."""
    for words in soup.find_all(string=lambda said: said and HEBREW.strip() in said):
        if not words.find_parent(SILENT) and not is_right_to_left(words):
            yield f"{words.parent.name}: {words.strip()[:60]}"
    for box in soup.select(f"input[type=text][value*='{HEBREW.strip()}']:not([dir=auto])"):
        yield f"input: {box['name']}"


def is_right_to_left(words: NavigableString) -> bool:
    """Whether the nearest element with a direction of its own begins, by its first letter, in Hebrew."""
    around = next((tag for tag in words.parents if tag.name == "bdi" or tag.get("dir") == "auto"), None)
    letters = (unicodedata.bidirectional(char) for char in own_text(around)) if around else ()
    return next((kind for kind in letters if kind in ("L", "R", "AL")), "L") != "L"


def own_text(tag: Tag) -> str:
    """The text that decides its direction: without what has a direction of its own."""
    parts = (
        piece if isinstance(piece, NavigableString)
        else "" if piece.name == "bdi" or piece.get("dir") else own_text(piece)
        for piece in tag.children
    )  # fmt: skip
    return "".join(parts)
