"""Goals are proposed, published, written again and retired; every step leaves one event."""

from datetime import timedelta

import pytest

from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.goals.models import GoalRetirement, lineage, propose
from tests.goals.conftest import plan


def test_a_proposed_goal_is_a_draft_with_its_first_words(trust, last_event):
    goal = propose(trust.ward_12, trust.ben, plan("Quiet nights"))
    assert goal.is_draft and goal.versions[0].number == 1
    assert goal.proposed_by_id == trust.ben.id
    assert last_event().name == "goal.drafted"
    assert last_event().facts == {"text_digest": goal.versions[0].digest()}


def test_a_goal_without_owner_cannot_be_published(trust):
    goal = propose(trust.ward_12, trust.ben, plan("Quiet nights"))
    with pytest.raises(RuleBroken, match="owns it"):
        goal.publish(by=trust.ana)


def test_a_goal_is_published_once(goals, trust, last_event):
    goals.draft.publish(by=trust.ana)
    assert goals.draft.is_published and last_event().name == "goal.published"
    with pytest.raises(RuleBroken, match="published already"):
        goals.draft.publish(by=trust.ana)


def test_a_goal_must_end_after_it_starts(trust):
    wrong = plan("Quiet nights")
    with pytest.raises(RuleBroken, match="end after"):
        propose(trust.ward_12, trust.ben, plan("Quiet nights", ends_on=wrong.starts_on))


def test_a_revision_keeps_the_words_before_and_says_why(goals, trust, last_event):
    goals.ward.revise(trust.ana, plan("At most 5 wait", trust.ana), "Ten was too easy")
    assert [words.title for words in goals.ward.versions] == ["At most 10 people wait", "At most 5 wait"]
    assert goals.ward.versions[1].reason == "Ten was too easy"
    assert last_event().name == "goal.revised"
    assert last_event().facts["changed"] == ["title"]
    assert "At most" not in str(last_event().facts)


def test_nothing_changed_is_no_revision(goals, trust):
    assert goals.ward.revise(trust.ana, plan("At most 10 people wait", trust.ana), "No reason") is None
    assert len(goals.ward.versions) == 1


def test_a_published_goal_changes_only_with_a_reason(goals, trust):
    with pytest.raises(RuleBroken, match="Say why"):
        goals.ward.revise(trust.ana, plan("At most 5 wait", trust.ana), "")
    goals.draft.revise(trust.ben, plan("Quieter nights", trust.ana), "")
    assert goals.draft.title == "Quieter nights"


def test_the_tree_never_runs_in_a_circle(goals, trust):
    assert lineage(goals.ward.id) == [goals.ward.id, goals.driver.id, goals.aim.id]
    second = propose(trust.executive, trust.eve, plan("Home before lunch", trust.eve), parent=goals.aim)
    second.publish(by=trust.eve)
    with pytest.raises(RuleBroken, match="cannot serve itself"):
        goals.aim.hang_below(second, by=trust.eve)
    with pytest.raises(RuleBroken, match="cannot serve itself"):
        goals.aim.hang_below(goals.aim, by=trust.eve)


def test_a_goal_serves_published_goals_of_its_tier_or_above(goals, trust):
    with pytest.raises(RuleBroken, match="same tier"):
        goals.aim.hang_below(goals.ward, by=trust.eve)
    with pytest.raises(RuleBroken, match="published"):
        goals.ward.hang_below(goals.draft, by=trust.ana)
    with pytest.raises(RuleBroken, match="published"):
        propose(trust.other_ward, trust.cleo, plan("Theirs"), parent=goals.aim)


def test_a_goal_moves_in_the_tree(goals, trust, last_event):
    goals.ward.hang_below(goals.aim, by=trust.ana)
    assert goals.ward.parent_id == goals.aim.id
    assert last_event().facts["changed"] == ["parent_id"]
    goals.ward.hang_below(None, by=trust.ana)
    assert goals.ward.parent_id is None


def test_a_retired_goal_keeps_its_reason_and_is_changed_no_more(goals, trust, last_event):
    goals.ward.retire(trust.ana, "Reached, and held for a year")
    assert goals.ward.is_retired
    assert db.session.get(GoalRetirement, last_event().facts["retirement_id"]).reason.startswith("Reached")
    for again in (
        lambda: goals.ward.retire(trust.ana, "Twice"),
        lambda: goals.ward.publish(by=trust.ana),
        lambda: goals.ward.revise(trust.ana, plan("Once more"), "Why not"),
        lambda: goals.ward.hang_below(None, by=trust.ana),
    ):
        with pytest.raises(RuleBroken, match="retired"):
            again()


def test_a_team_that_is_no_more_sets_no_goals(trust):
    trust.ward_12.deactivate(by=trust.amy)
    with pytest.raises(RuleBroken, match="no more"):
        propose(trust.ward_12, trust.ana, plan("Quiet nights", ends_on=plan("").starts_on + timedelta(3)))
