"""Ideas that serve goals: counted by stage, listed, and followed when they move."""

import pytest

from improve.core.db import db
from improve.goals import serving
from improve.goals.serving import in_words
from improve.ideas import serving as idea_serving
from improve.ideas.facts import IdeaGoal
from improve.ideas.submitting import submit
from improve.ideas.support import serve_goals


@pytest.fixture
def ideas(trust):
    """Five ideas of Ward 12."""
    return [
        submit(trust.ward_12, text=f"Idea number {number} is a good one.", author=trust.ben)
        for number in range(5)
    ]


def serve(trust, idea, *goals):
    serve_goals(idea, {goal.id for goal in goals}, by=trust.ana)
    db.session.flush()


def test_ideas_are_counted_by_stage_and_follow_their_stage(goals, trust, ideas):
    for idea in ideas[:3]:
        serve(trust, idea, goals.ward)
    ideas[0].accept(trust.ana, trust.ben, "Thank you.")
    db.session.flush()
    assert in_words(serving.ideas().counts([goals.ward.id])[goals.ward.id]) == "2 new, 1 ready"
    ideas[1].withdraw(by=trust.ben)
    db.session.flush()
    assert in_words(serving.ideas().counts([goals.ward.id])[goals.ward.id]) == "1 new, 1 ready"


def test_a_link_made_by_hand_takes_the_stage_of_its_idea(goals, trust, ideas):
    ideas[0].accept(trust.ana, None, "Thank you.")
    db.session.add(IdeaGoal(organisation_id=trust.organisation.id, idea_id=ideas[0].id, goal_id=goals.aim.id))
    db.session.flush()
    assert in_words(serving.ideas().counts([goals.aim.id])[goals.aim.id]) == "1 ready"


def test_an_idea_that_serves_two_goals_of_a_branch_counts_once(goals, trust, ideas):
    serve(trust, ideas[0], goals.ward, goals.aim)
    serve(trust, ideas[1], goals.driver)
    branches = {goals.aim.id: [goals.aim.id, goals.driver.id, goals.ward.id], "own": [goals.aim.id]}
    shown = serving.ideas().shown(branches, goals.aim.id, trust.ben, 3)
    assert in_words(shown.counts[goals.aim.id]) == "2 new"
    assert in_words(shown.counts["own"]) == "1 new"
    assert {idea.id for idea in shown.listed} == {ideas[0].id, ideas[1].id}


def test_what_is_tested_stands_first_and_says_what_happens_next(goals, trust, ideas):
    for idea in ideas[:3]:
        serve(trust, idea, goals.ward)
    ideas[2].accept(trust.ana, trust.ben, "Thank you.")
    ideas[2].enter_testing()
    ideas[1].decline(trust.ana, "other", "No room.", "Ask in April.")
    db.session.flush()
    shown = serving.ideas().shown({goals.ward.id: [goals.ward.id]}, goals.ward.id, trust.ben, 3)
    assert [idea.stage for idea in shown.listed] == ["testing", "new", "not_now"]
    assert shown.listed[1].next.startswith("First answer due")
    assert [idea.stage for idea in shown.tried[goals.ward.id]] == ["testing", "new"]


def test_the_list_goes_on_where_it_stopped(goals, trust, ideas, monkeypatch):
    monkeypatch.setattr(idea_serving, "PAGE", 2)
    for idea in ideas:
        serve(trust, idea, goals.ward)
    ideas[0].accept(trust.ana, trust.ben, "Thank you.")
    db.session.flush()
    seen, after = [], ""
    for _ in range(3):
        shown = serving.ideas().shown({goals.ward.id: [goals.ward.id]}, goals.ward.id, trust.ben, 3, after)
        seen += [idea.id for idea in shown.listed]
        after = shown.after
    assert after == "" and sorted(seen) == sorted(idea.id for idea in ideas)
    assert seen[0] == ideas[0].id


def test_a_strange_mark_begins_at_the_start(goals, trust, ideas):
    serve(trust, ideas[0], goals.ward)
    for mark in ("nonsense", "testing", "merged.X", ".", "new.\x00"):
        shown = serving.ideas().shown({goals.ward.id: [goals.ward.id]}, goals.ward.id, trust.ben, 3, mark)
        assert len(shown.listed) <= 1
