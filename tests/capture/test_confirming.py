"""A name that a tablet gave without a PIN: the person says on their first page whether it is theirs."""

import pytest
from sqlalchemy import select

from improve.core.db import db
from improve.events.models import EventRow
from tests.capture.outbox import entry, push
from tests.capture.test_outbox import stored


@pytest.fixture
def named(tablet, trust):
    """An idea that is Ben's, as the tablet says."""
    assert push(tablet, entry(named={"person": trust.ben.id})).status_code == 201
    return stored()


def test_the_person_is_asked_and_confirms(named, ben, ana, trust):
    page = ben.get("/")
    assert page.select_one(f"form[action='/ideas/{named.id}/author']")
    assert not ana.get("/").select_one("form[action$='/author']")
    assert ben.post(f"/ideas/{named.id}/author", {"mine": "yes"}).status_code == 303
    idea = stored()
    assert (idea.authorship, idea.author_id, idea.named_id, idea.says_name) == (
        "named",
        trust.ben.id,
        None,
        "",
    )
    assert not ben.get("/").select_one("form[action$='/author']")
    assert "Written by Ben Okoro" in ana.get(f"/ideas/{idea.id}").text


def test_not_me_takes_the_name_away_and_keeps_the_idea(named, ben, ana):
    assert ben.post(f"/ideas/{named.id}/author", {"mine": "no"}).status_code == 303
    idea = stored()
    assert (idea.authorship, idea.author_id, idea.named_id, idea.says_name) == ("unnamed", None, None, "")
    page = ana.get(f"/ideas/{idea.id}")
    assert "Ben Okoro" not in page.text and "It is not by the person the tablet named" in page.text
    told = db.session.scalars(select(EventRow).where(EventRow.name == "idea.name_denied")).one()
    assert told.facts == {}


def test_nobody_else_confirms_it(named, ana, tablet):
    assert ana.post(f"/ideas/{named.id}/author", {"mine": "yes"}).status_code == 404
    assert tablet.post(f"/ideas/{named.id}/author", {"mine": "yes"}).status_code == 403
    assert stored().author_id is None


@pytest.mark.parametrize("said", ["", "maybe"])
def test_it_is_yes_or_no(named, ben, said):
    assert ben.post(f"/ideas/{named.id}/author", {"mine": said}).status_code == 400


@pytest.mark.parametrize("who", ["ana", "eve"])
def test_leads_and_executives_are_asked_too(tablet, trust, as_, who):
    person = getattr(trust, who)
    push(tablet, entry(named={"person": person.id}))
    assert as_(person).get("/").select_one("form[action$='/author']")
