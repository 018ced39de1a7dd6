"""An idea moves to another team with the consent of its lead; its clock is not restarted."""

from sqlalchemy import select

from improve.core.db import db
from improve.ideas.models import Idea
from improve.ideas.offers import Offer, offer


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


def test_an_offer_is_answered_once(ana, fay, trust, idea):
    offer = offered(ana, idea, trust.ward_14)
    fay.post(f"/offers/{offer.id}/acceptance")
    assert fay.post(f"/offers/{offer.id}/acceptance").status_code == 409


def test_an_offer_stands_once_in_what_happened_to_the_idea(trust, ana, idea):
    offer(idea, trust.ward_14, trust.ana, "They have the room.")
    page = ana.get(f"/ideas/{idea.id}")
    assert page.select_one(".timeline").text.count("offered it") == 1
