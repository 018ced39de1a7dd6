"""What is added to an idea that a lead looks at first ("this is not a patient") is kept, and follows it."""

import pytest

from improve.core.db import db
from improve.ideas.facts import IdeaGoal, Photo
from improve.ideas.models import Idea
from improve.ideas.patients.holding import is_held
from improve.ideas.stages import Stage
from tests.boards.conftest import browser_of, set_up
from tests.capture.outbox import add, entry, push
from tests.capture.test_outbox import KEY, stored
from tests.capture.test_tablet_ideas import picture
from tests.goals.conftest import goals  # noqa: F401  the fixture
from tests.real.html import problems

NAMED = "Mrs Patel in bed 12 would like the halal menu in big letters"
SUGGESTION = "Print it on yellow paper"


@pytest.fixture
def held(tablet):
    """An idea that waits for a lead's look."""
    assert push(tablet, entry(text=NAMED, not_a_patient=True), KEY).status_code == 201
    assert is_held(stored())
    return stored()


def test_the_outbox_adds_to_it(tablet, held, goals):  # noqa: F811
    rest = {"suggestion": SUGGESTION, "goals": [goals.ward.id], "says_name": "Kim", "staff_group": "Students"}
    first, again = (add(tablet, KEY, rest) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    idea = stored()
    assert (idea.words.suggestion, idea.says_name, idea.staff_group) == (SUGGESTION, "Kim", "Students")
    assert db.session.query(IdeaGoal.goal_id).scalar() == goals.ward.id
    assert is_held(idea)


def test_a_lead_sees_which_words_were_taken_for_a_patient(tablet, held, ana):
    add(tablet, KEY, {"suggestion": SUGGESTION})
    page = ana.get(f"/ideas/{held.id}")
    assert [mark.text for mark in page.soup.select("mark")] == ["Mrs Patel"]
    assert page.select_one(".voice").text == NAMED and SUGGESTION in page.text
    assert "Looks like a person’s name" in page.text
    assert (
        "Until then only leads of the team and the guardian can read it" in page.text
    )  # its author has no name


def test_what_a_lead_has_shown_is_marked_no_more(tablet, held, ana):
    ana.post(f"/ideas/{held.id}/showing", data={"sure": "y"})
    page = ana.get(f"/ideas/{held.id}")
    assert not page.soup.select("mark") and page.select_one(".voice").text == NAMED


def test_it_follows_the_idea_when_a_lead_shows_it(tablet, held, ana, as_, trust):
    add(tablet, KEY, {"suggestion": SUGGESTION})
    assert SUGGESTION in ana.get(f"/ideas/{held.id}").text
    assert as_(trust.ben).get(f"/ideas/{held.id}").status_code == 404
    assert "Let it be read" in ana.get(f"/ideas/{held.id}/showing").text
    ana.post(f"/ideas/{held.id}/showing", data={"sure": "y"})
    assert "The team can read it now." in ana.get(f"/ideas/{held.id}").text
    shown = as_(trust.ben).get(f"/ideas/{held.id}").text
    assert NAMED in shown and SUGGESTION in shown


def test_the_thanks_page_offers_it_and_shows_none_of_the_words(tablet, held):
    page = tablet.get(f"/tablet/thanks/{held.id}")
    assert "A lead looks at it first" in page.select_one("h1").text and "halal" not in page.text
    assert not page.soup.select("[data-countdown]") and problems(page.text) == []
    form = page.select_one("form[data-rest]")
    sent = tablet.post(form["action"], {"suggestion": SUGGESTION, "photo": (picture(), "me.jpg")})
    assert sent.status_code == 303
    assert stored().words.suggestion == SUGGESTION and db.session.query(Photo).count() == 1
    assert is_held(stored()) and "yellow" not in tablet.get("/tablet/board").text


def test_what_is_wrong_with_it_is_said_and_the_idea_stays_held(tablet, held):
    page = tablet.post(f"/tablet/ideas/{held.id}/additions", {"suggestion": "x" * 2_001})
    assert page.status_code == 422 and "A lead looks at it first" in page.select_one("h1").text
    assert "on the whole board" not in page.text
    answer = add(tablet, KEY, {"suggestion": "Ask Mrs Patel in bed 3"})
    assert answer.status_code == 422 and answer.json["stop"] == "patient" and is_held(stored())


def test_another_tablet_adds_nothing(app, trust, held):
    other = browser_of(app, set_up(trust.ward_12, "Break room")[1])
    assert add(other, KEY, {"suggestion": SUGGESTION}).status_code == 404
    assert other.get(f"/tablet/thanks/{held.id}").status_code == 302


def test_nothing_is_added_to_what_a_lead_withholds(tablet, ana):
    push(tablet, key=KEY)
    ana.post(
        f"/ideas/{stored().id}/withholding", data={"reason": "a patient", "words": "Let us talk about it."}
    )
    idea = db.session.get(Idea, stored().id)
    assert idea.stage == Stage.WITHHELD
    assert add(tablet, KEY, {"suggestion": SUGGESTION}).status_code == 404
    assert tablet.get(f"/tablet/thanks/{idea.id}").status_code == 302
