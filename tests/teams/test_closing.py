"""A team closes: what is open there is said before, and waits for nobody in vain afterwards."""

import pytest
from sqlalchemy import select

from improve.core.db import commit, db, start_writing
from improve.ideas.models import Idea
from improve.ideas.offers import Offer, offer
from improve.ideas.submitting import submit
from improve.teams import joining
from tests.boards.conftest import browser_of, set_up
from tests.capture.outbox import entry, push

LATER = "The hoist on bay C squeaks"


def question(amy, team):
    return amy.get(f"/teams/{team.id}/deactivation").select_one(".confirm").text


@pytest.fixture
def closed(trust, idea):
    """Ward 12 has closed; one idea there had no answer yet."""
    joining.deactivate(trust.ward_12, by=trust.amy)
    commit()
    start_writing()
    return trust.ward_12


def test_the_page_says_all_that_is_open_there(trust, amy, idea):
    submit(trust.ward_12, text=LATER, author=trust.ben).accept(trust.ana, trust.ana, "Yes.")
    theirs = submit(trust.ward_14, text="One linen cupboard for two wards", author=trust.fay)
    offer(theirs, trust.ward_12, trust.fay, "It is about your cupboard.")
    set_up(trust.ward_12)
    said = question(amy, trust.ward_12)
    assert "2 ideas are open here, 1 of them without a first answer." in said
    assert "1 idea of other teams is offered to it and goes back to them." in said
    assert "1 tablet of this team will say that it has closed." in said
    assert "What is open here waits for Dora Lind of Older people’s medicine from then on." in said


def test_a_team_with_teams_below_is_refused_before_it_is_asked(trust, amy):
    page = amy.get(f"/teams/{trust.older.id}/deactivation")
    assert page.status_code == 409 and "This is not possible now" in page.text
    assert "stand below Older people’s medicine" in page.text and trust.ward_12.name in page.text


def test_what_is_open_there_waits_for_the_lead_above(closed, as_, trust, idea):
    assert idea.headline in as_(trust.dora).get("/").text
    assert as_(trust.dora).get(f"/ideas/{idea.id}/acceptance").status_code == 200


def test_what_was_offered_to_it_comes_back(trust, fay):
    theirs = submit(trust.ward_14, text="One linen cupboard for two wards", author=trust.fay)
    offer(theirs, trust.ward_12, trust.fay, "It is about your cupboard.")
    joining.deactivate(trust.ward_12, by=trust.amy)
    commit()
    ended = db.session.scalars(select(Offer)).one()
    assert (ended.outcome, ended.words) == ("returned", "That team has closed.")
    assert "The other team has closed: it came back" in fay.get(f"/ideas/{theirs.id}").text


def test_its_tablet_says_so_and_loses_nothing(closed, app, trust):
    tablet = browser_of(app, set_up(closed)[1])
    page = tablet.get("/tablet")
    assert "This team has closed" in page.text and "Dora Lind" in page.text
    assert push(tablet, entry(text=LATER)).status_code == 201
    filed = db.session.scalars(select(Idea).where(Idea.headline == LATER)).one()
    assert filed.team_id == closed.id and filed.answer_due_at is not None


def test_a_page_takes_no_new_idea_for_it(closed, ben):
    assert ben.post("/ideas", data={"team": closed.id, "text": LATER, "door_seen": "yes"}).status_code == 422
