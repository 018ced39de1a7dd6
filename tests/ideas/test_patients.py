"""Signed-in people: words that show who a patient is stop in every form; leads may say that it is none."""

import pytest
from sqlalchemy import func, select

from improve.core.db import db
from improve.ideas.facts import Answer, Comment
from improve.ideas.models import Idea
from improve.ideas.patients import PatientStop
from improve.ideas.patients.holding import is_held
from improve.ideas.stages import Stage
from tests.real.html import problems

NAMED = "Mr Whitlock in bed 4 would like a lamp to read by"
NUMBERED = "943 476 5919 would like a lamp to read by"


def counted():
    return {row.kind: row.number for row in db.session.scalars(select(PatientStop))}


def test_a_new_idea_is_stopped_with_the_words_without_it_beside(ben, trust):
    page = ben.post("/ideas", data={"text": NAMED, "key": "K", "team": trust.ward_12.id})
    assert page.status_code == 422 and page.select_one("mark").text.startswith("Mr Whitlock")
    assert page.select_one(".offer").text == "A patient in bed 4 would like a lamp to read by"
    assert page.select_one("textarea#text").text.strip() == NAMED
    assert counted() == {"patient_name": 1} and problems(page.text) == []
    assert db.session.scalar(select(func.count()).select_from(Idea)) == 0


def test_it_goes_without_it_in_one_tap(ben, trust):
    ben.post("/ideas", data={"text": NAMED, "key": "K", "team": trust.ward_12.id, "patient": "without"})
    assert (
        db.session.scalars(select(Idea)).one().words.text == "A patient in bed 4 would like a lamp to read by"
    )


def test_not_a_patient_is_held_and_its_author_is_told(ben, fay, trust):
    data = {"text": NAMED, "key": "K", "team": trust.ward_12.id, "patient": "denied"}
    page = ben.post("/ideas", data=data)
    idea = db.session.scalars(select(Idea)).one()
    assert is_held(idea) and "A lead looks at it first" in ben.get(page.location).text
    assert fay.get(f"/ideas/{idea.id}").status_code == 404


def test_an_nhs_number_cannot_be_denied(ben, trust):
    data = {"text": NUMBERED, "key": "K", "team": trust.ward_12.id, "patient": "denied"}
    page = ben.post("/ideas", data=data)
    assert page.status_code == 422 and not page.select_one("button[value=denied]")


@pytest.mark.parametrize(
    ("who", "path", "field"),
    [
        ("ben", "/comments", "words"), ("ana", "/decline", "words"), ("ana", "/acceptance", "words"),
        ("ana", "/question", "words"), ("ana", "/edit", "text"), ("ana", "/edit", "suggestion"),
    ],
)  # fmt: skip
def test_it_stops_in_every_form(request, idea, who, path, field):
    browser = request.getfixturevalue(who)
    data = {"words": "Good", "text": "The keys again", "owner": "team", "reason": "other", "next_step": "Ask in May",
            "version": "1", "key": "K"}  # fmt: skip
    page = browser.post(f"/ideas/{idea.id}{path}", data=data | {field: NAMED})
    assert page.status_code == 422, page.text
    assert "shows who a patient is: a person’s name" in page.text and counted() == {"patient_name": 1}
    words = [*db.session.scalars(select(Comment.words)), *db.session.scalars(select(Answer.words))]
    assert not any("Whitlock" in text for text in words)
    assert db.session.get(Idea, idea.id).text_number == 1


def test_a_lead_may_say_that_it_is_none(ana, idea):
    page = ana.post(f"/ideas/{idea.id}/question", data={"words": NAMED})
    assert page.select_one("input[name=patient][value=denied]")
    ana.post(f"/ideas/{idea.id}/question", data={"words": NAMED, "patient": "denied"})
    assert db.session.scalars(select(Answer)).one().words == NAMED


def test_a_colleague_may_not(ben, idea):
    page = ben.post(f"/ideas/{idea.id}/comments", data={"words": NAMED, "key": "K", "patient": "denied"})
    assert page.status_code == 422 and not db.session.scalars(select(Comment)).all()


def test_the_same_kind_is_counted_by_day_and_team(ben, trust):
    for key in ("K", "L"):
        ben.post("/ideas", data={"text": NAMED, "key": key, "team": trust.ward_12.id})
    row = db.session.scalars(select(PatientStop)).one()
    assert (row.team_id, row.kind, row.number) == (trust.ward_12.id, "patient_name", 2)


def test_withholding_by_a_lead_is_not_called_held(ana, idea):
    ana.post(f"/ideas/{idea.id}/withholding", data={"reason": "a patient", "words": "Please write it again"})
    idea = db.session.get(Idea, idea.id)
    assert idea.stage == Stage.WITHHELD and not is_held(idea)
    assert "Show again" in ana.get(f"/ideas/{idea.id}/showing").text
