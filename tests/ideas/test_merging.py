"""A lead merges two ideas in whatever words they are: the other one is offered, searched for, or named by address."""

import pytest

from improve.core.db import db
from improve.ideas.facts import Answer
from improve.ideas.models import Idea
from improve.ideas.stages import Stage
from improve.ideas.submitting import submit
from tests.filling import filled


@pytest.fixture
def far(trust):
    """Of another ward, in other words, and older than all that is offered as the newest."""
    return submit(trust.ward_14, text="Fresh linen never reaches the bay", author=trust.fay)


@pytest.fixture
def page(far, trust, idea, ana):
    for number in range(9):
        submit(trust.ward_12, text=f"Kettle {number} is slow", author=trust.ben)
    page = ana.get(f"/ideas/{idea.id}/merge")
    assert far.id not in offered(page)
    return page


def offered(page) -> list[str]:
    return [radio["value"] for radio in page.soup.select("input[name=into]")]


def searched(client, page, idea, **typed):
    path = f"/ideas/{idea.id}/merge"
    return client.post(path, filled(page, path, search="yes", **typed))


def test_an_idea_in_other_words_is_found_and_what_is_chosen_and_typed_stays(page, ana, far, idea):
    chosen = offered(page)[0]
    found = searched(ana, page, idea, find="linen", into=chosen, words="We look at them together.")
    assert (found.status_code, offered(found)[:2]) == (200, [chosen, far.id])
    assert found.select_one("input[name=into][checked]")["value"] == chosen
    assert found.select_one("#words").text.strip() == "We look at them together."
    assert db.session.query(Answer).count() == 0


def test_the_address_of_an_idea_is_enough(page, ana, far, idea):
    found = searched(ana, page, idea, find=f"https://improve.example/ideas/{far.id}#comments")
    assert offered(found)[0] == far.id


def test_a_link_may_carry_the_search(page, ana, far, idea):
    assert offered(ana.get(f"/ideas/{idea.id}/merge?find=linen"))[0] == far.id


def test_what_was_found_is_merged_into(page, ana, far, idea):
    path = f"/ideas/{idea.id}/merge"
    found = searched(ana, page, idea, find="linen")
    assert ana.post(path, filled(found, path, into=far.id)).status_code == 303
    merged = db.session.get_one(Idea, idea.id)
    assert (merged.stage, merged.merged_into_id) == (Stage.MERGED, far.id)


def test_nothing_found_is_said_at_the_field(page, ana, idea):
    found = searched(ana, page, idea, find="submarine")
    assert "Try fewer words" in found.select_one("#find-error").text


def test_a_lead_of_another_team_finds_their_own_ideas_alone(page, fay, far, trust, idea):
    submit(trust.small_ward, text="No linen on Mondays", author=trust.ben)
    assert offered(searched(fay, page, idea, find="linen")) == [far.id]


@pytest.mark.parametrize("stage", [Stage.MERGED, Stage.WITHHELD, Stage.WITHDRAWN])
def test_what_cannot_be_merged_into_is_not_found(page, ana, far, idea, stage):
    far.stage = stage
    assert far.id not in offered(searched(ana, page, idea, find="linen"))
    assert far.id not in offered(searched(ana, page, idea, find=f"/ideas/{far.id}"))


def test_an_idea_of_another_organisation_is_not_found(page, ana, trust, idea):
    there = submit(trust.other_ward, text="Linen elsewhere", author=trust.cleo)
    for find in ("elsewhere", f"/ideas/{there.id}"):
        assert there.id not in offered(searched(ana, page, idea, find=find))
    assert searched(ana, page, idea, find="", into=there.id).status_code == 200
    refused = ana.post(f"/ideas/{idea.id}/merge", {"into": there.id, "words": "Same."})
    assert (refused.status_code, db.session.get_one(Idea, idea.id).stage) == (422, Stage.NEW)
