"""Before somebody leaves a team, or leaves altogether, a page says what it means."""

import pytest
from sqlalchemy import select

from improve.core.db import db
from improve.escalations.models import raise_for
from improve.teams.models import Membership
from tests.filling import filled


def membership_of(person):
    return db.session.scalars(select(Membership).where(Membership.person_id == person.id)).one()


def question(client, path):
    page = client.get(path)
    assert page.status_code == 200
    return page.select_one(".confirm").text


@pytest.fixture
def owned(trust, idea):
    """Ben owns an idea of Ward 12."""
    idea.accept(trust.ana, trust.ben, "Yes")
    return idea


def test_leaving_a_team_is_asked_and_changes_nothing_yet(trust, ana):
    row = membership_of(trust.ben)
    link = ana.get(f"/teams/{trust.ward_12.id}/people").select_one(f"#membership-{row.id} a.button-link")
    page = ana.get(link["href"])
    assert "Does Ben Okoro leave Ward 12?" in page.select_one(".confirm h2").text
    assert membership_of(trust.ben).left_on is None
    action = page.select_one(".confirm form")["action"]
    assert ana.post(action, filled(page, action)).location == f"/teams/{trust.ward_12.id}/people"
    assert membership_of(trust.ben).left_on is not None


def test_the_page_comes_back_to_the_person_it_was_opened_from(trust, amy):
    path = f"/people/{trust.ben.id}"
    link = amy.get(path).select_one(f"#membership-{membership_of(trust.ben).id} a.button-link")
    action = amy.get(link["href"]).select_one(".confirm form")["action"]
    assert amy.post(action).location == path


def test_the_only_lead_leaves_with_a_warning_that_names_who_answers_then(trust, amy):
    path = f"/memberships/{membership_of(trust.ana).id}/end"
    assert "Ward 12 is then without a lead" in question(amy, path)
    assert "Dora Lind of Older people’s medicine can answer" in question(amy, path)


def test_one_of_two_leads_leaves_without_a_warning(trust, amy):
    amy.post(f"/people/{trust.gil.id}/memberships", {"team_id": trust.ward_12.id, "is_lead": "y"})
    assert "without a lead" not in question(amy, f"/memberships/{membership_of(trust.ana).id}/end")


def test_it_is_said_when_nobody_above_leads_either(trust, amy):
    assert "nobody can answer its ideas" in question(amy, f"/memberships/{membership_of(trust.eve).id}/end")


def test_ideas_that_somebody_owns_are_said_and_stay(trust, ana, owned):
    path = f"/memberships/{membership_of(trust.ben).id}/end"
    assert "Ben owns 1 unfinished idea here. It stays in that name" in question(ana, path)
    ana.post(path)
    assert "Owner: Ben Okoro" in ana.get(f"/ideas/{owned.id}").text


def test_what_somebody_accepted_goes_back_and_is_said(trust, amy, idea):
    row = raise_for(idea, trust.ana, "needs_another_team", "Please lend us a hoist.")
    row.accept(trust.dora)
    assert "1 escalation that Dora has accepted goes back" in question(
        amy, f"/memberships/{membership_of(trust.dora).id}/end"
    )


def test_who_leaves_altogether_leaves_all_of_it(trust, amy, owned):
    assert "owns 1 unfinished idea." in question(amy, f"/people/{trust.ben.id}/deactivation")
    assert "Ward 12 is then without a lead" in question(amy, f"/people/{trust.ana.id}/deactivation")


def test_the_question_is_for_those_who_may_do_it(trust, ana, ben, fay, cleo, amy):
    mine, path = membership_of(trust.ana), f"/memberships/{membership_of(trust.ben).id}/end"
    assert [someone.get(path).status_code for someone in (ben, fay, cleo)] == [403, 403, 404]
    assert ana.get(f"/memberships/{mine.id}/end").status_code == 403  # leads are named, and end, from above
    assert amy.get("/memberships/0123456789ABCDEF/end").status_code == 404
