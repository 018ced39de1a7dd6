"""The log that a ward kept in a spreadsheet: title rows above, headings in its own words, dates in several forms."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from improve.core.db import commit, db
from improve.ideas.models import Idea, IdeaText

pytestmark = pytest.mark.browser
TEXTS = json.loads((Path(__file__).parents[1] / "data" / "texts" / "ideas_dev.json").read_text())["ideas"]
DAYS = ("03/03/2026", "4 March 2026", "2026-03-05", "6.3.26")


def test_all_texts_come_in_from_a_messy_file_and_stand_on_their_boards(walk, trust):
    amy = walk(trust.amy)
    bring_in(amy)
    assert re.search(rf"{len(TEXTS)} ideas? brought in", amy.page.locator("main").inner_text())
    amy.look_around("a finished import")
    stored = set(db.session.scalars(select(IdeaText.text)))
    assert {each["text"].strip() for each in TEXTS} <= stored
    for team in (trust.ward_12, trust.ward_14):
        on_board = db.session.scalar(select(func.count()).where(Idea.team_id == team.id))
        amy.go(f"/teams/{team.id}/board")
        assert amy.page.locator("#h-new b").inner_text() == str(on_board)
    commit()
    amy.go("/imports/new")
    send(amy)
    assert amy.sees("Everything in this file is here already.")
    commit()
    assert db.session.scalar(select(func.count()).select_from(Idea)) == len(TEXTS)


def bring_in(amy):
    """Upload, look at the columns, look at the ideas, bring them in."""
    amy.go("/imports/new")
    amy.look_around("sending an idea log")
    send(amy)
    amy.look_around("the preview of an import")
    amy.click("Bring in all", role="button")
    expect(amy.page).to_have_title(re.compile("is brought in"), timeout=60_000)


def send(amy):
    """The file, then the columns as guessed."""
    sheet = {"name": "Ward idea log (new) FINAL.csv", "mimeType": "text/csv", "buffer": messy_log()}
    amy.page.locator("input[type=file]").set_input_files(sheet)
    amy.press("Look at it")
    amy.look_around("the columns of an import")
    amy.press("Look at the ideas")


def messy_log() -> bytes:
    """Semicolons, Windows-1252, two title rows, empty rows, dates in four forms."""
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";")
    rows.writerows(
        [["Ideas log – please fill in!", "", ""], ["", "", ""], ["When raised", "Your idea", "Ward"]]
    )
    for number, each in enumerate(TEXTS):
        rows.writerow([DAYS[number % 4], each["text"], ("Ward 12", "ward 14 ")[number % 2]])
        if number % 50 == 0:
            rows.writerow(["", "", ""])
    return out.getvalue().encode("cp1252", errors="strict")
