"""The clinician who is named says no, and why: the plan goes back to who planned it, and Do stays shut."""

import pytest

from improve.core.db import commit, start_writing
from improve.core.errors import RuleBroken
from improve.pdsa.lit import honesty_of, ramp_of
from improve.pdsa.models import plan
from improve.pdsa.reading import approvals_for, open_cycles
from tests.pdsa.plans import TODAY, form_with, fresh, plan_with

WHY = "Two nurses must be there. Write who the second one is."


@pytest.fixture
def risky(trust, ready):
    return plan(ready, trust.ben, plan_with(affects_patient=True, approver_id=trust.dora.id))


@pytest.fixture
def dora(trust, as_):
    return as_(trust.dora)


@pytest.fixture
def ben(trust, as_):
    return as_(trust.ben)


def say_no(dora, risky, reason=WHY, **sent):
    page = dora.get(f"/cycles/{risky.id}")
    version = page.select_one("form[action$='/refusal'] [name=version]")["value"]
    return dora.post(f"/cycles/{risky.id}/refusal", {"version": version, "reason": reason} | sent)


def test_the_planner_reads_the_reason_and_do_stays_shut(dora, ben, trust, risky, last_event):
    assert say_no(dora, risky).status_code == 303
    assert (last_event().name, last_event().facts["refusal_id"]) == ("cycle.refused", risky.refusals[0].id)
    page = ben.get(f"/cycles/{risky.id}")
    assert WHY in page.select_one(".next").text and page.select_one(".next a[href$='/plan']")
    assert not page.select_one("form[action$='/start']")
    assert ben.post(f"/cycles/{risky.id}/start").status_code == 409
    assert WHY in ben.get(f"/cycles/{risky.id}/plan").select_one("main").text


def test_it_stands_in_the_timeline_without_the_reason(dora, ben, risky):
    say_no(dora, risky)
    timeline = ben.get(f"/ideas/{risky.idea_id}").select_one(".timeline").text
    assert "did not approve" in timeline and WHY not in timeline


def test_a_changed_plan_is_asked_again_and_then_can_start(dora, ben, trust, risky):
    say_no(dora, risky)
    assert approvals_for(trust.dora) == []
    sent = form_with(
        affects_patient="yes", approver=trust.dora.id, who="Two nurses", version=str(fresh(risky).version)
    )
    assert ben.post(f"/cycles/{risky.id}/plan", sent).status_code == 303
    start_writing()
    assert fresh(risky).refused_at is None and approvals_for(trust.dora) == [risky]
    assert WHY in dora.get(f"/cycles/{risky.id}").select_one(".next").text  # what was asked for then
    risky.approve(trust.dora)
    risky.start_doing(trust.ben)


def test_whoever_is_named_next_reads_the_reason_too(trust, risky, as_):
    risky.refuse(trust.dora, WHY)
    risky.change_plan(trust.ben, plan_with(affects_patient=True, approver_id=trust.fay.id))
    commit()
    start_writing()
    assert WHY in as_(trust.fay).get(f"/cycles/{risky.id}").select_one(".next").text


def test_without_a_reason_nothing_is_sent_back(dora, trust, risky):
    answer = say_no(dora, risky, reason=" ")
    assert answer.status_code == 422 and answer.select_one("#reason-error")
    assert fresh(risky).refused_at is None
    with pytest.raises(RuleBroken, match="Say why"):
        risky.refuse(trust.dora, " ")


def test_a_plan_that_changed_meanwhile_is_read_again_first(dora, risky):
    answer = say_no(dora, risky, version="99")
    assert answer.status_code == 409 and WHY in answer.select_one("#reason").text
    assert fresh(risky).refused_at is None


def test_nobody_else_can_refuse(trust, risky, as_):
    for person, status in ((trust.ben, 403), (trust.ana, 403), (trust.cleo, 404)):
        answer = as_(person).post(f"/cycles/{risky.id}/refusal", {"version": "1", "reason": WHY})
        assert answer.status_code == status
    with pytest.raises(RuleBroken, match="Only the clinician"):
        risky.refuse(trust.ana, WHY)


def test_twice_is_once_and_after_do_it_is_too_late(trust, risky):
    risky.refuse(trust.dora, WHY)
    risky.refuse(trust.dora, "Something else")
    assert [refusal.reason for refusal in risky.refusals] == [WHY]
    risky.approve(trust.dora)
    risky.start_doing(trust.ben)
    with pytest.raises(RuleBroken, match="Do has started"):
        risky.refuse(trust.dora, WHY)


def test_an_approval_can_be_taken_back_until_do_starts(dora, trust, risky):
    risky.approve(trust.dora)
    commit()
    start_writing()
    assert say_no(dora, risky).status_code == 303
    start_writing()
    with pytest.raises(RuleBroken, match="approves it first"):
        fresh(risky).start_doing(trust.ben)


def test_a_card_says_what_to_do_with_a_plan_that_was_not_approved(trust, risky):
    risky.refuse(trust.dora, WHY)
    assert open_cycles([risky.idea_id])[risky.idea_id].due == "not approved: change the plan"


# --- the lamps ------------------------------------------------------------------------------------------------------


def first_of_all(risky):
    return honesty_of(ramp_of(risky.idea_id, TODAY), risky).first


def test_while_the_approval_is_missing_the_next_thing_is_the_approval(trust, risky, ben):
    assert first_of_all(risky) == f"{trust.dora.name} says whether it is safe to try"
    words = ben.get(f"/cycles/{risky.id}").select_one(".do-next").text
    assert words.startswith(f"The one next thing: {trust.dora.name} says")
    risky.refuse(trust.dora, WHY)
    assert first_of_all(risky) == f"change the plan, which {trust.dora.name} did not approve"
    risky.approve(trust.dora)
    assert first_of_all(risky) == ""
