"""Undo: a step taken by mistake is taken back, while nothing followed from it; history keeps both."""

import pytest
from sqlalchemy import select

from improve.core import clock
from improve.core.db import commit, db
from improve.events.models import EventRow
from improve.ideas.facts import Answer, Reason
from improve.ideas.models import Idea
from improve.ideas.stages import Stage
from improve.ideas.submitting import submit

YES = {"owner": "team", "words": "Good idea, we take it."}
NO = {"reason": "too costly", "words": "It costs too much.", "next_step": "We ask again in April."}
STEPS = [
    ("acceptance", YES, Stage.NEW, {}),
    ("completion", {"words": "We moved the box."}, Stage.NEW, {}),
    ("decline", NO, Stage.NEW, {}),
    ("finish", {"words": "Nobody asks any more."}, Stage.EMBEDDING, {"answered_at": clock.now()}),
    ("reopening", {"words": "It came back."}, Stage.DONE, {"answered_at": clock.now()}),
    ("size", {"effort": "1", "impact": "2"}, Stage.NEW, {}),
]


def board_of(idea: Idea) -> str:
    return f"/teams/{idea.team_id}/board?show=due"


def offer(client, idea, noun, data):
    """Take the step from the board; the form that offers undo, on the page that follows."""
    went = client.post(f"/ideas/{idea.id}/{noun}", data={**data, "next": f"{board_of(idea)}#idea-{idea.id}"})
    assert went.status_code == 303, went.text
    form = client.get(went.location.partition("#")[0]).select_one("form[action$='/undo']")
    return form and {field["name"]: field["value"] for field in form.select("input[name]")}


def undo(client, idea, fields):
    return client.post(f"/ideas/{idea.id}/undo", data=fields)


def standing(idea):
    db.session.expire_all()
    names = (
        "stage",
        "stage_since",
        "owner_id",
        "effort",
        "impact",
        "answered_at",
        "asked_at",
        "pause_ends_at",
    )
    return {name: getattr(idea, name) for name in names}


@pytest.mark.parametrize(("noun", "data", "stage", "more"), STEPS, ids=[step[0] for step in STEPS])
def test_a_step_is_undone_and_all_stands_as_before(ana, idea, noun, data, stage, more):
    idea.stage = stage
    for name, value in more.items():
        setattr(idea, name, value)
    commit()
    before = standing(idea)
    fields = offer(ana, idea, noun, data)
    assert standing(idea) != before
    went = undo(ana, idea, fields)
    assert went.location == f"{board_of(idea)}#idea-{idea.id}"
    assert standing(idea) == before


def test_history_keeps_the_step_and_that_it_was_taken_back(ana, idea):
    undo(ana, idea, offer(ana, idea, "acceptance", YES))
    names = {
        row.name: row.facts
        for row in db.session.scalars(select(EventRow).where(EventRow.subject_id == idea.id))
    }
    assert {"idea.accepted", "idea.moved_back"} <= set(names)
    assert names["idea.moved_back"]["step"] == "acceptance"
    assert "took the last step back" in ana.get(f"/ideas/{idea.id}").text


def test_words_that_were_taken_back_are_kept_and_answer_nobody(ana, ben, idea):
    undo(ana, idea, offer(ana, idea, "decline", NO))
    assert not db.session.scalars(select(Answer).where(Answer.idea_id == idea.id)).all()
    kept = db.session.scalars(select(Reason.words).where(Reason.kind == "taken back")).all()
    assert set(kept) == {NO["words"], NO["next_step"]}
    assert NO["words"] not in ben.get("/").text


def test_a_waiting_question_waits_again(ana, idea):
    ana.post(f"/ideas/{idea.id}/question", data={"words": "Which shift?"})
    before = standing(idea)
    assert before["asked_at"] is not None
    undo(ana, idea, offer(ana, idea, "acceptance", YES))
    assert standing(idea) == before


def test_what_reached_its_author_is_not_undone(ana, ben, idea):
    fields = offer(ana, idea, "acceptance", YES)
    answer = db.session.scalars(select(Answer).where(Answer.idea_id == idea.id)).one()
    ben.post(f"/ideas/{idea.id}/answers/{answer.id}/reading")
    refused = undo(ana, idea, fields)
    assert refused.status_code == 409
    assert "Something has happened to this idea since" in refused.text
    assert standing(idea)["stage"] == Stage.READY


def test_what_somebody_built_on_is_not_undone(ana, ben, idea):
    fields = offer(ana, idea, "acceptance", YES)
    ben.post(f"/ideas/{idea.id}/comments", data={"words": "Thank you, I begin today."})
    assert undo(ana, idea, fields).status_code == 409


def test_one_more_tap_of_support_does_not_keep_a_mistake(ana, fay, idea):
    fields = offer(ana, idea, "acceptance", YES)
    fay.post(f"/ideas/{idea.id}/support")
    assert undo(ana, idea, fields).status_code == 303
    assert (standing(idea)["stage"], idea.supporters) == (Stage.NEW, 1)


def test_undoing_twice_undoes_once(ana, idea):
    fields = offer(ana, idea, "acceptance", YES)
    assert [undo(ana, idea, fields).status_code for _ in range(2)] == [303, 409]
    assert standing(idea)["stage"] == Stage.NEW


def test_two_minutes_later_it_is_too_late(ana, idea, monkeypatch):
    fields = offer(ana, idea, "acceptance", YES)
    monkeypatch.setattr("improve.ideas.routes.undoing.UNDO_SECONDS", -1)
    refused = undo(ana, idea, fields)
    assert (refused.status_code, "too late" in refused.text) == (409, True)


@pytest.mark.parametrize("change", [{"taken": ""}, {"taken": "x"}, {"taken": "\x00"}])
def test_an_undo_that_nobody_offered_is_refused(ana, idea, change):
    offer(ana, idea, "acceptance", YES)
    assert undo(ana, idea, change).status_code == 409


def test_nobody_else_undoes_it(ana, as_, trust, cleo, idea):
    fields = offer(ana, idea, "acceptance", YES)
    assert undo(as_(trust.ben), idea, fields).status_code == 409
    assert undo(cleo, idea, fields).status_code == 404
    assert standing(idea)["stage"] == Stage.READY


def test_the_undo_of_one_idea_opens_no_other(ana, trust, idea):
    other = submit(trust.ward_12, text="Another one", author=trust.ben)
    commit()
    assert undo(ana, other, offer(ana, idea, "acceptance", YES)).status_code == 409


@pytest.mark.parametrize("noun", ["question", "offer"])
def test_what_somebody_else_was_asked_is_not_offered_to_be_undone(ana, idea, trust, noun):
    data = {"words": "Which shift?", "team": trust.ward_14.id}
    assert not offer(ana, idea, noun, data)


def test_undo_is_offered_once(ana, idea):
    offer(ana, idea, "acceptance", YES)
    assert not ana.get(board_of(idea)).select_one("form[action$='/undo']")


def test_whoever_moves_a_card_is_led_to_where_it_went_however_long_the_lane(ana, trust, idea):
    for number in range(105):
        submit(trust.ward_12, text=f"An older idea, number {number}.", author=trust.ben).accept(
            trust.ana, None, "Yes."
        )
    went = ana.post(f"/ideas/{idea.id}/acceptance", data={**YES, "next": board_of(idea).partition("?")[0]})
    page = ana.get(went.location)
    assert page.select_one(f"#idea-{idea.id}") is None  # it stands behind the first hundred
    link = page.select_one(".toast > a")
    assert (link["href"], link.text) == (f"/ideas/{idea.id}", "It stands in “Ready” now")


def test_what_stays_in_its_lane_or_is_looked_at_already_needs_no_link(ana, idea):
    for noun, data, back in (
        ("size", {"effort": "1", "impact": "2"}, board_of(idea)),
        ("acceptance", YES, f"/ideas/{idea.id}"),
    ):
        ana.post(f"/ideas/{idea.id}/{noun}", data={**data, "next": back})
        page = ana.get(back)
        assert page.select_one(".toast p") and page.select_one(".toast > a") is None
