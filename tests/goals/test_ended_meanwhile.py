"""A goal ends while somebody writes: what they wrote stays, and they are told what happened."""

import pytest

from improve.core.db import db
from improve.ideas.models import Idea
from improve.ideas.support import goal_ids
from tests.filling import filled
from tests.goals.conftest import typed

ENDED = "That goal has just ended. Send again without it, or choose another."


@pytest.fixture
def ended(goals, trust):
    """Retire the goal of Ward 12."""
    return lambda: goals.ward.retire(trust.ana, "Reached")


def test_an_idea_says_that_its_goal_has_ended_and_is_sent_without_it(ben, goals, ended):
    form = filled(ben.get(f"/ideas/new?goal={goals.ward.id}"), "/ideas", text="Carry TTOs at ten")
    assert form["goals"] == [goals.ward.id]
    ended()
    refused = ben.post("/ideas", form)
    assert refused.status_code == 422
    assert ENDED in refused.select_one(".nhsuk-error-summary").text and goals.ward.id not in refused.text
    assert refused.select_one("#text").text.strip() == "Carry TTOs at ten"
    assert ben.post("/ideas", filled(refused, "/ideas")).status_code == 303
    assert db.session.query(Idea).count() == 1


def test_where_no_goal_is_left_it_is_said_above_the_form(ben, goals, trust, ended):
    form = filled(ben.get(f"/ideas/new?goal={goals.ward.id}"), "/ideas", text="Carry TTOs at ten")
    ended()
    goals.driver.retire(trust.dora, "Reached")
    goals.aim.retire(trust.eve, "Reached")
    refused = ben.post("/ideas", form)
    summary = refused.select_one(".nhsuk-error-summary")
    assert ENDED in summary.text and not summary.select("a")


def test_a_goal_of_another_team_is_not_said_to_have_ended(ben, goals, trust):
    refused = ben.post("/ideas", {"team": trust.ward_14.id, "text": "Carry TTOs", "goals": goals.ward.id})
    assert "cannot be chosen for this team" in refused.select_one(".nhsuk-error-summary").text


def test_the_goals_of_an_idea_say_so_too(ana, goals, idea, ended):
    ended()
    refused = ana.post(f"/ideas/{idea.id}/goals", {"goals": [goals.ward.id, goals.aim.id]})
    assert refused.status_code == 422
    assert ENDED in refused.text and goals.ward.id not in refused.text
    assert goal_ids(idea) == set()


def test_a_goal_below_one_that_has_ended_keeps_its_words(ana, goals, trust):
    goals.driver.retire(trust.dora, "Reached")
    page = ana.post(f"/goals/{goals.draft.id}/edit", typed(goals.draft, parent=goals.driver.id, aim="Kept"))
    assert page.status_code == 422
    assert "That goal has just ended" in page.select_one("#parent-error").text
    assert page.select_one("#aim").text.strip() == "Kept"


@pytest.mark.parametrize("noun", ["edit", "retirement", "publication"])
def test_the_forms_of_a_retired_goal_say_at_once_that_it_is_retired(ana, goals, ended, noun):
    ended()
    page = ana.get(f"/goals/{goals.ward.id}/{noun}")
    assert page.status_code == 409 and page.select_one("main form[method=post]") is None
    assert "This goal is retired" in page.select_one("main").text
    assert "just changed" not in page.select_one("main").text
