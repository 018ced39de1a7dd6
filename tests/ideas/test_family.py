"""Merging by link: supporters counted once over the family, reversible, no chains."""

from datetime import timedelta

import pytest

from improve.core import clock
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.ideas.family import merge, unmerge
from improve.ideas.stages import Stage
from improve.ideas.submitting import submit
from improve.ideas.support import support, take_support_back


@pytest.fixture
def other(trust):
    return submit(trust.ward_14, text="No blankets after 2 am", author=trust.fay)


def test_supporters_of_both_count_once(trust, idea, other):
    for person in (trust.ana, trust.ben):
        support(idea, person)
    for person in (trust.ben, trust.dora):
        support(other, person)
    merge(idea, other, trust.ana, "Others said the same.")
    assert (idea.stage, other.supporters) == (Stage.MERGED, 3)


def test_support_of_a_merged_idea_goes_to_its_family(trust, idea, other):
    merge(idea, other, trust.ana, "Same.")
    support(idea, trust.eve)
    assert (idea.supporters, other.supporters) == (0, 1)


def test_taken_apart_each_has_its_own_again(trust, idea, other):
    support(idea, trust.ana)
    support(other, trust.ben)
    idea.accept(trust.ana, None, "Yes")
    merge(idea, other, trust.ana, "Same.")
    unmerge(idea, trust.ana)
    assert (idea.stage, idea.supporters, other.supporters) == (Stage.READY, 1, 1)


def test_merging_answers_the_author(trust, idea, other):
    merge(idea, other, trust.ana, "Others said the same.")
    assert idea.answered_at is not None


def test_no_chains(trust, idea, other):
    third = submit(trust.ward_12, text="Blankets again", author=trust.ben)
    merge(idea, other, trust.ana, "Same.")
    for first, second in ((third, idea), (idea, third), (other, third), (third, third)):
        with pytest.raises(RuleBroken):
            merge(first, second, trust.ana, "Same.")


def test_support_is_one_tap_and_can_be_taken_back(ana, trust, idea):
    for _ in range(2):
        ana.post(f"/ideas/{idea.id}/support")
    assert "1 person supports this" in ana.get(f"/ideas/{idea.id}").text
    take_support_back(idea, trust.ana)
    assert idea.supporters == 0


def test_the_lead_of_the_other_team_merges_it_into_an_idea_of_their_own_and_takes_it_apart(
    fay, ana, trust, idea, other
):
    mine = submit(trust.ward_12, text="No blankets at all", author=trust.ben)
    refused = fay.post(f"/ideas/{idea.id}/merge", data={"into": mine.id, "words": "Same."})
    assert (refused.status_code, idea.stage) == (422, Stage.NEW)
    fay.post(f"/ideas/{idea.id}/merge", data={"into": other.id, "words": "Same."})
    assert idea.stage == Stage.MERGED
    fay.post(f"/ideas/{idea.id}/unmerging")
    assert idea.stage == Stage.NEW


def test_staff_merge_nothing(ben, idea, other):
    assert ben.post(f"/ideas/{idea.id}/merge", data={"into": other.id, "words": "Same."}).status_code == 403


def test_a_lead_of_either_team_merges_on_a_page(ana, fay, idea, other):
    page = ana.get(f"/ideas/{idea.id}/merge")
    assert page.select_one(f"input[value='{other.id}']")
    ana.post(f"/ideas/{idea.id}/merge", data={"into": other.id, "words": "Same."})
    assert other.headline in ana.get(f"/ideas/{idea.id}").select_one(".notice").text


@pytest.mark.parametrize(
    ("noun", "sent"),
    [
        ("comments", {"words": "We too.", "key": "k1"}),
        ("support", {}),
        ("support/removal", {}),
        ("goals", {}),
    ],
)
def test_nothing_is_added_to_a_withheld_idea_through_one_that_was_merged_into_it(
    ben, fay, trust, idea, other, noun, sent
):
    idea.owner_id = trust.ben.id
    merge(idea, other, trust.ana, "Same.")
    other.withhold(trust.fay, "a patient", "It shows who a patient is.")
    db.session.flush()
    assert ben.post(f"/ideas/{other.id}/{noun}", sent).status_code == 404
    assert ben.post(f"/ideas/{idea.id}/{noun}", sent).status_code == 404
    assert ben.get(f"/ideas/{idea.id}").status_code == 200
    assert fay.post(f"/ideas/{idea.id}/{noun}", sent).status_code == 303  # she may read it


def test_taken_apart_a_new_idea_waits_for_an_answer_of_its_own(trust, idea, other):
    merge(idea, other, trust.ana, "Others said the same.")
    with clock.set_to(clock.now() + timedelta(days=9)):
        unmerge(idea, trust.ana)
        assert idea.answered_at is None and idea.answer_due_at > clock.now()


def test_shown_again_it_waits_too(trust, idea):
    idea.withhold(trust.ana, "a colleague", "It names somebody.")
    idea.show_again(trust.ana)
    assert idea.answered_at is None and not idea.is_answer_late


def test_what_was_answered_before_stays_answered(trust, idea, other):
    idea.write_to_author(trust.ana, "We look at it on Friday.")
    before = idea.answered_at
    merge(idea, other, trust.ana, "Others said the same.")
    unmerge(idea, trust.ana)
    assert idea.answered_at == before
