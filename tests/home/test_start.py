"""The first page of each kind of person."""

from datetime import timedelta

from improve.core.db import db
from improve.ideas.submitting import submit


def test_the_nurse_reads_the_answer_first(ben, trust, idea):
    idea.accept(trust.ana, None, "Yes. 30 small jugs come on Monday.")
    page = ben.get("/")
    assert "30 small jugs" in page.select_one(".answered").text
    assert page.select_one("a.big-ask")["href"] == "/ideas/new"


def test_what_was_read_is_no_longer_put_first(ben, trust, idea):
    idea.accept(trust.ana, None, "Yes.")
    ben.post(f"/ideas/{idea.id}/answers/{idea.answers[0].id}/reading", data={"next": "/"})
    db.session.expire_all()
    assert ben.get("/").select_one(".answered") is None


def test_the_lead_sees_what_waits_due_first(ana, trust, idea):
    later = submit(trust.ward_12, text="Sent later", author=trust.ben)
    later.answer_due_at = idea.answer_due_at + timedelta(hours=1)
    page = ana.get("/")
    rows = [link.text for link in page.soup.select("#h-waiting ~ ul a, .panel-head:has(#h-waiting) ~ ul a")]
    assert rows == [idea.headline, "Sent later"]
    assert "Waiting for your answer (2)" in page.text


def test_the_executive_sees_what_rose_and_whether_we_answer(eve, idea):
    page = eve.get("/")
    assert page.select_one("h1").text == "Nothing waits for you"
    assert "Are we answering?" in page.text


def test_somebody_in_no_team_has_a_first_page_too(gil):
    assert gil.get("/").status_code == 200
    assert gil.get("/board").location == "/teams"


def test_words_about_anonymity_are_open_to_everybody(as_, trust):
    assert "What it cannot hide" in as_(None).get("/anonymity").text
