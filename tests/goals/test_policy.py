"""Who sees which goals, and who may set them."""

import pytest

from improve.core.db import db
from improve.goals import policy
from improve.goals.models import propose
from improve.tablets.models import Tablet
from tests.goals.conftest import plan


def titles(viewer):
    return {goal.title for goal in db.session.scalars(policy.visible_to(viewer))}


@pytest.mark.parametrize(("name", "sees_draft"), [
    ("ben", True), ("ana", True), ("dora", True), ("eve", True), ("fay", False), ("gil", False), ("amy", False),
])  # fmt: skip
def test_a_draft_is_seen_by_who_is_concerned(goals, trust, name, sees_draft):
    seen = titles(getattr(trust, name))
    assert {"Nobody waits for medicines", "Pharmacy knows early", "At most 10 people wait"} <= seen
    assert ("Quiet nights" in seen) == sees_draft


def test_another_organisation_sees_nothing(goals, trust):
    assert titles(trust.cleo) == set()
    assert titles(None) == set()


def test_a_tablet_sees_what_its_team_can_serve(goals, trust):
    elsewhere = propose(trust.ward_14, trust.fay, plan("Elsewhere", trust.fay))
    elsewhere.publish(by=trust.fay)
    tablet = Tablet(organisation_id=trust.organisation.id, team=trust.ward_12, name="Trolley")
    assert titles(tablet) == {"Nobody waits for medicines", "Pharmacy knows early", "At most 10 people wait"}


@pytest.mark.parametrize(("name", "ward", "aim"), [
    ("ana", True, False), ("dora", True, False), ("mo", True, False), ("eve", True, True),
    ("ben", False, False), ("fay", False, False), ("gil", False, False), ("amy", False, False), ("cleo", False, False),
])  # fmt: skip
def test_goals_are_set_by_leads_of_the_team_or_above(goals, trust, name, ward, aim):
    person = getattr(trust, name)
    assert policy.may_publish(person, goals.ward) == ward
    assert policy.may_publish(person, goals.aim) == aim


def test_who_proposed_a_draft_may_change_it_until_it_is_published(goals, trust):
    assert policy.may_revise(trust.ben, goals.draft)
    goals.draft.publish(by=trust.ana)
    assert not policy.may_revise(trust.ben, goals.draft)
    assert not policy.may_retire(trust.ben, goals.draft)


def test_an_idea_can_serve_the_published_goals_of_its_team_and_above_nearest_first(goals, trust):
    offered = [goal.title for goal in policy.choices(trust.ben, trust.ward_12)]
    assert offered == ["At most 10 people wait", "Pharmacy knows early", "Nobody waits for medicines"]
    assert [goal.title for goal in policy.choices(trust.ben, trust.ward_14)] == offered[1:]


def test_at_most_twelve_goals_are_offered(goals, trust):
    for number in range(14):
        propose(trust.ward_12, trust.ana, plan(f"Goal {number}", trust.ana)).publish(by=trust.ana)
    assert len(policy.choices(trust.ben, trust.ward_12)) == policy.MOST_CHOICES
