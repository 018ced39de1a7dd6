"""An idea moves to another team with the consent of its lead; its clock runs on, or begins anew after an answer."""

import pytest
from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.when import local
from improve.events.models import EventRow
from improve.events.record import ANONYMOUS
from improve.ideas.anonymous import release, wait_for_release
from improve.ideas.models import Idea
from improve.ideas.offers import Offer, offer, open_offer
from improve.pdsa.models import plan
from tests.pdsa.plans import PLAN


def an_anonymous_idea(trust) -> Idea:
    wait_for_release(trust.ward_12, "We work through our breaks.", "", {}, "a" * 64)
    release(trust.ward_12)
    return db.session.scalars(select(Idea).where(Idea.authorship == "anonymous")).one()


def offered(client, idea, team) -> Offer:
    client.post(f"/ideas/{idea.id}/offer", data={"team": team.id, "words": "It is about your cupboard."})
    return db.session.scalars(select(Offer)).one()


def test_the_receiving_lead_takes_it(ana, fay, trust, idea, last_event):
    due = idea.answer_due_at
    offer = offered(ana, idea, trust.ward_14)
    assert fay.post(f"/offers/{offer.id}/acceptance").status_code == 303
    db.session.expire_all()
    moved = db.session.get_one(Idea, idea.id)
    assert (moved.team_id, moved.stage, moved.answer_due_at) == (trust.ward_14.id, "new", due)
    assert last_event().name == "idea.moved"


def test_or_sends_it_back_with_a_reason(ana, fay, trust, idea):
    offer = offered(ana, idea, trust.ward_14)
    assert fay.post(f"/offers/{offer.id}/return", data={"words": ""}).status_code == 422
    assert fay.post(f"/offers/{offer.id}/return", data={"words": "Our cupboard is full."}).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Idea, idea.id).team_id == trust.ward_12.id


def test_the_offering_lead_cannot_accept_for_them(ana, cleo, trust, idea):
    offer = offered(ana, idea, trust.ward_14)
    assert ana.post(f"/offers/{offer.id}/acceptance").status_code == 403
    assert cleo.post(f"/offers/{offer.id}/acceptance").status_code == 404


def test_the_offering_lead_reads_it_and_waits_others_do_not_read_it(ana, ben, fay, trust, idea):
    address = f"/offers/{offered(ana, idea, trust.ward_14).id}"
    assert ana.get(address).select_one("form[action^='/offers/']") is None
    assert "Until then it stays with you" in ana.get(address).text
    assert fay.get(address).select_one(f"form[action='{address}/acceptance']")
    assert ben.get(address).status_code == 403


def test_an_offer_is_answered_once(ana, fay, trust, idea):
    offer = offered(ana, idea, trust.ward_14)
    fay.post(f"/offers/{offer.id}/acceptance")
    assert fay.post(f"/offers/{offer.id}/acceptance").status_code == 409


def test_an_offer_stands_once_in_what_happened_to_the_idea(trust, ana, idea):
    offer(idea, trust.ward_14, trust.ana, "They have the room.")
    page = ana.get(f"/ideas/{idea.id}")
    assert page.select_one(".timeline").text.count("offered it") == 1


def test_what_was_answered_before_waits_for_an_answer_of_the_new_team(trust, as_, idea):
    idea.accept(trust.ana, trust.ana, "We will take this on.")
    offer(idea, trust.ward_14, trust.ana, "They have the room.").accept(trust.fay)
    assert (idea.stage, idea.answered_at) == ("new", None) and idea.answer_due_at > clock.now()
    assert idea.headline in as_(trust.fay).get("/").text


@pytest.mark.parametrize(
    "decide",
    [
        lambda idea, cast: idea.accept(cast.ana, cast.ana, "Yes."),
        lambda idea, cast: idea.decline(cast.ana, "cost", "Not this year.", "We ask again in spring."),
        lambda idea, cast: idea.just_do_it(cast.ana, "Done."),
        lambda idea, cast: idea.withdraw(cast.ben),
        lambda idea, cast: idea.withhold(cast.ana, "a patient", "It shows who a patient is."),
    ],
)
def test_what_its_own_team_decides_is_offered_no_longer(trust, fay, idea, decide, last_event):
    offered_one = offer(idea, trust.ward_14, trust.ana, "They have the room.")
    decide(idea, trust)
    assert open_offer(idea) is None and offered_one.outcome == "ended"
    assert fay.post(f"/offers/{offered_one.id}/acceptance").status_code in (404, 409)
    assert idea.team_id == trust.ward_12.id


def test_an_anonymous_author_who_takes_it_back_leaves_no_time_behind(trust, ana):
    idea = an_anonymous_idea(trust)
    waits = offer(idea, trust.ward_14, trust.ana, "They have the room.")
    idea.withdraw(ANONYMOUS)
    rows = db.session.scalars(select(EventRow).where(EventRow.name == "idea.offer_ended")).all()
    assert len(rows) == 2 and all(row.happened_at is None for row in rows)
    assert waits.ended_at == idea.last_event_at and local(waits.ended_at, "Europe/London").hour == 0


def test_the_page_of_an_offer_that_its_own_team_ended_says_so(trust, fay, idea):
    waits = offer(idea, trust.ward_14, trust.ana, "They have the room.")
    assert "Its answer clock runs on" in fay.get(f"/offers/{waits.id}").text
    idea.accept(trust.ana, trust.ana, "Yes.")
    assert "Ward 12 decided itself" in fay.get(f"/offers/{waits.id}").text
    again = offer(idea, trust.ward_14, trust.ana, "They have the room.")
    assert "waits for your answer from then on" in fay.get(f"/offers/{again.id}").text


def test_a_question_of_the_team_before_does_not_stop_the_new_team_s_clock(trust, idea):
    idea.accept(trust.ana, trust.ana, "Yes.")
    idea.ask(trust.ana, "Which cupboard?")
    offer(idea, trust.ward_14, trust.ana, "They have the room.").accept(trust.fay)
    due = idea.answer_due_at
    question = next(answer for answer in idea.answers if answer.kind == "ask")
    idea.reply(question, "The blue one.", trust.ben)
    assert (idea.asked_at, idea.answer_due_at) == (None, due)


def test_a_test_that_begins_ends_the_offer(trust, idea):
    idea.accept(trust.ana, trust.ana, "Yes.")
    offer(idea, trust.ward_14, trust.ana, "They have the room.")
    plan(idea, trust.ben, PLAN)
    assert open_offer(idea) is None


def test_a_closed_team_takes_nothing(trust, idea, fay):
    found = offer(idea, trust.ward_14, trust.ana, "They have the room.")
    trust.ward_14.deactivated_at = clock.now()
    with pytest.raises(RuleBroken, match="no longer takes ideas"):
        found.accept(trust.fay)


def test_why_it_came_back_stands_on_the_idea_for_everybody(ana, ben, fay, trust, idea):
    offer = offered(ana, idea, trust.ward_14)
    fay.post(f"/offers/{offer.id}/return", {"words": "Our cupboard is full."})
    for reader in (ana, ben):
        assert "Our cupboard is full." in reader.get(f"/ideas/{idea.id}").select_one("main .notice").text
