"""Whoever something waits for is told by mail, where there is an address; the mail carries no words of staff."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from improve.core.db import db
from improve.core.mail import OutgoingMail
from improve.escalations.models import raise_for
from improve.ideas import offers
from improve.pdsa.models import plan
from improve.teams.models import Membership
from tests.pdsa.plans import PLAN, plan_with

ASK = "May we keep 20 blankets of our own?"


@pytest.fixture
def posted(app, monkeypatch):
    """`posted()`: who is told what, by address, where there is a mail server."""
    settings = replace(app.config["IMPROVE"], smtp_url="smtp://mail", base_url="https://improve.example")
    monkeypatch.setitem(app.config, "IMPROVE", settings)

    def read():
        return {mail.to: mail for mail in db.session.scalars(select(OutgoingMail))}

    return read


@pytest.fixture
def risky(trust, idea):
    """A test that Fay has to call safe."""
    idea.accept(trust.ana, trust.ben, "Thank you. We will try it.")
    return plan(idea, trust.ben, plan_with(affects_patient=True, approver_id=trust.fay.id))


def test_who_has_to_say_that_a_test_is_safe_is_told_where_to_say_it(posted, trust, risky):
    assert set(posted()) == {trust.fay.email}
    assert f"https://improve.example/cycles/{risky.id}" in posted()[trust.fay.email].body


def test_a_mail_carries_no_words_of_staff(posted, trust, risky, idea):
    mail = posted()[trust.fay.email]
    for words in (idea.headline, idea.words.text, risky.change, trust.ben.name):
        assert words not in mail.subject + mail.body


def test_who_planned_a_test_is_told_that_it_was_not_approved(posted, trust, risky):
    risky.change_plan(trust.ana, plan_with(affects_patient=True, approver_id=trust.fay.id, who="Two of us"))
    risky.refuse(trust.fay, "Two nurses must be there.")
    assert set(posted()) == {trust.fay.email, trust.ben.email, trust.ana.email}
    mail = posted()[trust.ben.email]
    assert f"https://improve.example/cycles/{risky.id}" in mail.body
    for words in ("Two nurses", risky.change, trust.fay.name, risky.idea.headline):
        assert words not in mail.subject + mail.body


def test_a_plan_that_is_saved_again_asks_once_while_the_mail_waits(posted, trust, risky):
    risky.change_plan(trust.ben, plan_with(affects_patient=True, approver_id=trust.fay.id, who="Two of us"))
    assert len(db.session.scalars(select(OutgoingMail)).all()) == 1


def test_somebody_else_who_is_named_later_is_told(posted, trust, risky):
    risky.change_plan(trust.ben, plan_with(affects_patient=True, approver_id=trust.dora.id))
    assert set(posted()) == {trust.fay.email, trust.dora.email}


def test_a_test_that_affects_nobody_asks_nobody(posted, trust, idea):
    idea.accept(trust.ana, trust.ben, "Thank you.")
    plan(idea, trust.ben, PLAN)
    assert posted() == {}


def test_what_rises_is_told_to_the_leads_it_rose_to_and_then_to_who_was_given_it(posted, trust, idea):
    raised = raise_for(idea, trust.ana, "another team", ASK)
    assert set(posted()) == {trust.dora.email}
    further = raised.raise_further(trust.dora, "another team", ASK)
    assert f"/escalations/{further.id}" in posted()[trust.mo.email].body
    further.hand_over(trust.mo, trust.fay)
    assert trust.fay.email in posted()


def test_where_a_team_has_no_lead_those_above_are_told(posted, trust, idea):
    lead = db.session.scalars(select(Membership).where(Membership.person_id == trust.dora.id)).one()
    lead.leave(trust.amy)
    raise_for(idea, trust.ana, "another team", ASK)
    assert set(posted()) == {trust.mo.email}


def test_an_offer_is_told_to_the_other_team_once(posted, trust, idea):
    offered = offers.offer(idea, trust.ward_14, trust.ana, "You have the trolley.")
    assert set(posted()) == {trust.fay.email}
    assert f"/offers/{offered.id}" in posted()[trust.fay.email].body


def test_without_an_address_nothing_is_posted(posted, trust, idea):
    trust.dora.email = None
    raise_for(idea, trust.ana, "another team", ASK)
    assert posted() == {}


def test_without_a_mail_server_nothing_waits_to_be_sent_years_later(trust, risky):
    assert db.session.scalars(select(OutgoingMail)).all() == []
