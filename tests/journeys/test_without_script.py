"""Without JavaScript: ideas are sent, answered and supported by plain forms."""

import pytest
from sqlalchemy import select

from improve.core.db import commit, db
from improve.ideas.models import Idea

pytestmark = pytest.mark.browser
TEXT = "Porters are locked out after 6 pm."


def test_an_idea_is_sent_supported_and_answered(walk, trust):
    ben, fay, ana = (walk(who, script=False) for who in (trust.ben, trust.fay, trust.ana))
    ben.go("/ideas/new")
    assert not ben.page.get_by_label("Stay anonymous").is_visible()  # it needs script, and says so
    ben.page.get_by_label("What could be better?").fill(TEXT)
    ben.press("Send")
    assert ben.sees(TEXT)
    idea = db.session.scalars(select(Idea)).one()
    commit()
    fay.go(f"/ideas/{idea.id}")
    fay.press("Support this idea")
    assert fay.sees("You support this")
    ana.go(f"/teams/{trust.ward_12.id}/board")
    ana.click("Move to…")
    ana.page.locator("main .menu-link", has_text="Ready").click()
    ana.page.get_by_label("Who owns it?").select_option("team")
    ana.press("Accept and answer")
    assert ana.page.url.endswith(f"/teams/{trust.ward_12.id}/board#idea-{idea.id}")
    assert ana.page.locator("#ready article").count() == 1
    ana.page.get_by_role("button", name="Undo").click()
    assert ana.sees("Undone. It stands in “New”, as before.")
    assert ana.page.url.endswith(f"/teams/{trust.ward_12.id}/board#idea-{idea.id}")
    assert ana.page.locator("#new article").count() == 1
