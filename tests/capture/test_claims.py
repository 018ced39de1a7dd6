"""The holder of a claim code thanks, and chooses to be named."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from improve.core import clock
from improve.core.db import commit, db, start_writing
from improve.core.ids import digest
from improve.events.models import EventRow
from improve.ideas.anonymous import release, wait_for_release
from improve.ideas.facts import Comment
from improve.ideas.models import Idea
from tests.capture.test_outbox import stored
from tests.capture.test_pin import PIN, WRONG, cheap_hashing, with_pin  # noqa: F401  the fixtures
from tests.real.html import problems

CODE = "7K2M9QXW4TBC8DRH"


@pytest.fixture
def released(trust):
    """An anonymous idea on the board, with an answer."""
    with clock.set_to(datetime(2026, 11, 24, 7, 5, tzinfo=UTC)):
        wait_for_release(trust.ward_12, "We work through our breaks.", "", {}, digest(CODE))
        release(trust.ward_12)
        idea = db.session.scalars(select(Idea)).one()
        idea.accept(trust.ana, None, "The bleep holder covers from Monday.")
    commit()
    start_writing()
    return idea


def happened(name):
    """The events of that name."""
    return db.session.scalars(select(EventRow).where(EventRow.name == name)).all()


def test_the_author_thanks_with_one_tap_and_the_lead_sees_it(released, as_, ana):
    page = as_(None).post("/code", {"words": CODE})
    assert page.select_one("form[action='/code/thanks']")
    assert "They can see that you thank them." in as_(None).post("/code/thanks", {"code": CODE}).text
    answer = stored().answers[0]
    assert answer.thanked_on and answer.read_on
    assert "The author thanks you" in ana.get(f"/ideas/{released.id}").text
    (event,) = happened("idea.answer_thanked")
    assert (event.happened_at, event.by_kind, event.by_id) == (None, None, None)
    as_(None).post("/code/thanks", {"code": CODE})
    assert len(happened("idea.answer_thanked")) == 1
    assert not as_(None).post("/code", {"words": CODE}).select_one("form[action='/code/thanks']")


def test_what_the_author_does_is_told_by_the_week(released, as_, ana):
    as_(None).post("/code/thanks", {"code": CODE})
    rows = ana.get(f"/ideas/{released.id}").soup.select(".timeline li")
    told = [(row.time["datetime"], row.time.text) for row in rows if "The author thanks" in row.text]
    assert told and all(
        at == f"{clock.today():%G-W%V}" and words.startswith("Week of ") for at, words in told
    )


def test_the_author_is_told_of_a_question_and_not_of_an_answer(released, as_, trust):
    released.ask(trust.ana, "On which days?")
    commit()
    page = as_(None).post("/code", {"words": CODE})
    assert page.select_one("h1").text == "They have a question for you"
    start_writing()
    as_(None).post("/code/replies", {"code": CODE, "words": "On late shifts."})
    assert as_(None).post("/code", {"words": CODE}).select_one("h1").text == "You have an answer"


def test_signed_in_one_puts_the_name_to_it_after_being_asked(released, ben, trust, ana):
    page = ben.post("/code/name", {"code": CODE})
    assert "can not be taken back" in page.text and "Ben Okoro" in page.text and stored().is_anonymous
    assert "Your name is on it" in ben.post("/code/signature", {"code": CODE}).text
    idea = stored()
    assert (idea.authorship, idea.author_id) == ("named", trust.ben.id)
    assert "Written by Ben Okoro" in ana.get(f"/ideas/{idea.id}").text
    assert "bleep holder" in ben.post("/code", {"words": CODE}).text
    assert ben.post("/code/signature", {"code": CODE}).status_code == 409


def test_on_a_tablet_the_pin_puts_the_name_to_it(released, tablet, with_pin):  # noqa: F811
    page = tablet.post("/code/name", {"code": CODE, "letters": "AE"})
    assert [name.text for name in page.soup.select(".people b")] == ["Ana Diaz", "Ben Okoro"]
    wrong = tablet.post("/code/signature", {"code": CODE, "person": with_pin.ben.id, "pin": WRONG})
    assert wrong.status_code == 422 and wrong.select_one(".wrong") and stored().is_anonymous
    nobody = tablet.post("/code/signature", {"code": CODE, "pin": PIN})
    assert nobody.status_code == 422 and "Choose your name first" in nobody.text
    assert (
        tablet.post("/code/signature", {"code": CODE, "person": with_pin.ben.id, "pin": PIN}).status_code
        == 200
    )
    assert stored().author_id == with_pin.ben.id


def test_somebody_who_is_not_signed_in_is_sent_to_sign_in(released, as_):
    page = as_(None).post("/code/name", {"code": CODE})
    assert (
        page.select_one("a[href='/sign-in?next=/code']")
        and CODE not in page.select_one("a[href^='/sign-in']")["href"]
    )
    assert as_(None).post("/code/signature", {"code": CODE}).status_code == 400 and stored().is_anonymous


def test_somebody_of_another_hospital_signs_nothing(released, trust, as_):
    assert as_(trust.cleo).post("/code/signature", {"code": CODE}).status_code == 409
    assert stored().is_anonymous


@pytest.mark.parametrize("path", ["/code/thanks", "/code/name", "/code/signature"])
def test_a_code_of_nothing_opens_nothing(released, ben, path):
    assert ben.post(path, {"code": "0000 0000 0000 0000"}).status_code == 400


def test_an_idea_that_waits_is_not_named_yet(trust, ben):
    wait_for_release(trust.ward_12, "We work through our breaks.", "", {}, digest(CODE))
    assert ben.post("/code/signature", {"code": CODE}).status_code == 400


def test_the_pages_are_valid_html(released, tablet, ben, as_):
    pages = [browser.post("/code/name", {"code": CODE}) for browser in (tablet, ben, as_(None))]
    pages += [tablet.post("/code", {"words": CODE}), as_(None).post("/code", {"words": CODE})]
    pages.append(tablet.post("/code/name", {"code": CODE, "q": "fay"}))
    assert [problem for page in pages for problem in problems(page.text)] == []


def test_a_reply_that_shows_a_patient_is_marked_and_can_be_sent_without_it(released, as_):
    shows = {"code": CODE, "words": "It woke Mrs Doris Okafor twice."}
    page = as_(None).post("/code/replies", shows)
    assert page.status_code == 422 and page.select_one(".shows-patient mark").text.startswith(
        "Mrs Doris Okafor"
    )
    assert as_(None).post("/code/replies", {**shows, "patient": "denied"}).status_code == 422
    assert not db.session.scalars(select(Comment)).all()
    assert "Reply sent." in as_(None).post("/code/replies", {**shows, "patient": "without"}).text
    assert db.session.scalars(select(Comment.words)).all() == ["It woke a patient twice."]
