"""Doors beside the main one: what is withheld stays withheld, and a form does no more than its page offers."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from improve.auth import one_time
from improve.auth.models import OneTime
from improve.core.db import commit, db, start_writing
from improve.core.errors import RuleBroken
from improve.escalations.models import raise_for
from improve.goals.models import GoalPlan, propose
from improve.ideas import family, offers, support
from improve.ideas.facts import IdeaGoal
from improve.ideas.submitting import submit
from improve.people.joining import change_roles
from improve.teams import joining
from tests.full_world import a_goal

SECRET = "The rude colleague of bay C"


@pytest.mark.parametrize("way", ["withheld", "withdrawn"])
def test_an_idea_out_of_sight_is_not_named_on_the_page_of_what_was_merged_into_it(trust, ben, fay, gil, way):
    head = submit(trust.ward_12, text=SECRET, author=trust.ana)
    other = submit(trust.ward_12, text="Somebody should be kinder.", author=trust.ben)
    family.merge(other, head, trust.ana, "The same.")
    if way == "withheld":
        head.withhold(trust.ana, "names a colleague", "This names a colleague.")
    else:
        head.withdraw(trust.ana)
    assert SECRET not in fay.get(f"/ideas/{other.id}").text
    assert SECRET not in ben.get(f"/ideas/{other.id}").text
    if way == "withheld":
        assert SECRET in gil.get(f"/ideas/{other.id}").text


def test_an_idea_that_is_withheld_while_it_is_offered_is_not_read_by_the_other_team(trust, fay, ana):
    idea = submit(trust.ward_12, text=SECRET, author=trust.ben)
    offer = offers.offer(idea, trust.ward_14, trust.ana, "About your bay.")
    idea.withhold(trust.ana, "names a colleague", "This names a colleague.")
    for page in (fay.get(f"/offers/{offer.id}"), fay.get("/")):
        assert SECRET not in page.text
    assert fay.post(f"/offers/{offer.id}/return", data={"words": ""}).status_code == 404


def test_nothing_is_merged_into_an_idea_that_its_author_took_back(trust, ana, idea):
    gone = submit(trust.ward_12, text="Blankets run out every night.", author=trust.ana)
    gone.withdraw(trust.ana)
    answer = ana.post(f"/ideas/{idea.id}/merge", data={"into": gone.id, "words": "The same."})
    assert answer.status_code == 422
    with pytest.raises(RuleBroken):
        family.merge(idea, gone, trust.ana, "The same.")


def test_what_came_back_of_an_idea_that_is_withheld_by_its_next_team_is_not_named(trust, ana, idea):
    raised = raise_for(idea, trust.ana, "money or authority", "May we keep 20 blankets?")
    raised.answer(trust.dora, "Yes.")
    assert idea.headline in ana.get("/").text
    moved = offers.offer(idea, trust.ward_14, trust.ana, "About your bay.")
    moved.accept(trust.fay)
    idea.withhold(trust.fay, "names a colleague", "This names a colleague.")
    assert idea.headline not in ana.get("/").text


def test_the_goals_of_another_teams_idea_cannot_be_set_through_one_that_was_merged_into_it(trust, ana, fay):
    theirs = submit(trust.ward_14, text="Blankets run out.", author=trust.fay)
    goal = goal_of(trust, trust.ward_14, trust.fay)
    support.serve_goals(theirs, {goal.id}, trust.fay)
    ours = submit(trust.ward_12, text="No blankets.", author=trust.ben)
    family.merge(ours, theirs, trust.ana, "The same.")
    assert ana.post(f"/ideas/{ours.id}/goals", data={}).status_code == 403
    assert support.goal_ids(theirs) == {goal.id}


def test_a_goal_that_the_form_does_not_offer_stays_linked(trust, idea, ana):
    offered, elsewhere = a_goal(trust), goal_of(trust, trust.ward_14, trust.fay)
    support.serve_goals(idea, {elsewhere.id}, trust.ana)
    ana.post(f"/ideas/{idea.id}/goals", data={"goals": offered.id})
    linked = set(db.session.scalars(select(IdeaGoal.goal_id).where(IdeaGoal.idea_id == idea.id)))
    assert linked == {offered.id, elsewhere.id}


def goal_of(trust, team, by):
    day = trust.organisation.today
    plan = GoalPlan(
        "Warm at night",
        owner_id=by.id,
        aim="All.",
        why="It is cold.",
        starts_on=day,
        ends_on=day + timedelta(30),
    )
    goal = propose(team, by, plan)
    goal.publish(by)
    return goal


@pytest.mark.parametrize("role", ["administrator", "guardian", "lead", "executive"])
def test_a_code_that_a_lead_made_does_not_open_an_account_that_may_more_since(trust, role):
    one_time.make_code(one_time.CODE, trust.ben, by=trust.ana)
    if role in ("administrator", "guardian"):
        change_roles(trust.ben, role == "administrator", role == "guardian", by=trust.amy)
    else:
        team = trust.ward_14 if role == "lead" else trust.executive
        joining.join(trust.ben, team, role == "lead", by=trust.amy)
    commit()
    start_writing()
    assert not db.session.scalars(select(OneTime)).all()
