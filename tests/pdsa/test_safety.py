"""A test that could affect a patient does not begin before a clinician who did not plan it said yes: no way round."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from improve.core import clock
from improve.core.db import commit, db, give_up, start_writing
from improve.core.errors import RuleBroken
from improve.pdsa.models import Cycle, plan
from improve.pdsa.plans import next_plan
from improve.pdsa.words import State
from tests.hostile.asking import posting, together
from tests.pdsa.plans import form_with, fresh, plan_with


@pytest.fixture
def risky(trust, ready):
    return plan(ready, trust.ben, plan_with(affects_patient=True, approver_id=trust.dora.id))


VERBS = {
    "start": lambda cycle, trust: cycle.start_doing(trust.ben),
    "observe": lambda cycle, trust: cycle.observe(trust.ben, "Seen"),
    "study": lambda cycle, trust: cycle.study(trust.ben, "It worked", None, ""),
    "adopt": lambda cycle, trust: cycle.adopt(trust.ana, "On the sheet"),
    "adapt": lambda cycle, trust: cycle.adapt(trust.ana, "More", plan_with()),
    "abandon": lambda cycle, trust: cycle.abandon(trust.ana, "Nothing"),
}


@pytest.mark.parametrize("verb", VERBS)
def test_no_verb_leads_past_the_approval(trust, risky, verb):
    with pytest.raises(RuleBroken):
        VERBS[verb](risky, trust)
    assert fresh(risky).state == State.PLANNED and not risky.started_at


@pytest.mark.parametrize("state", ["doing", "studied", "acted"])
def test_the_database_itself_refuses_a_test_that_nobody_approved(trust, risky, state):
    commit()
    start_writing()
    with pytest.raises(IntegrityError):
        db.session.execute(update(Cycle).where(Cycle.id == risky.id).values(state=state))
    give_up()
    start_writing()


def test_that_it_could_affect_a_patient_is_not_taken_back(trust, risky, as_):
    with pytest.raises(RuleBroken, match="that stays"):
        risky.change_plan(trust.ben, plan_with())
    sent = form_with(version=str(risky.version))
    assert as_(trust.ben).post(f"/cycles/{risky.id}/plan", sent).status_code == 409
    assert fresh(risky).needs_approval


def test_who_changed_the_plan_cannot_be_its_approver(trust, risky):
    risky.change_plan(trust.ana, plan_with(affects_patient=True, approver_id=trust.dora.id, scale=2))
    with pytest.raises(RuleBroken, match="not one who planned it"):
        risky.change_plan(trust.ben, plan_with(affects_patient=True, approver_id=trust.ana.id))
    risky.approver_id = trust.ana.id
    with pytest.raises(RuleBroken, match="Who wrote or changed"):
        risky.approve(trust.ana)


def test_a_clinician_who_is_none_any_more_cannot_approve(trust, risky):
    trust.dora.staff_group = "Administrative and clerical"
    with pytest.raises(RuleBroken, match="Only the clinician"):
        risky.approve(trust.dora)
    trust.dora.staff_group, trust.dora.deactivated_at = "Medical and dental", clock.now()
    with pytest.raises(RuleBroken, match="Only the clinician"):
        risky.approve(trust.dora)


def test_any_change_of_the_plan_withdraws_the_approval(trust, risky):
    risky.approve(trust.dora)
    risky.change_plan(trust.ben, plan_with(affects_patient=True, approver_id=trust.dora.id, who="Two nights"))
    with pytest.raises(RuleBroken, match="approves it first"):
        risky.start_doing(trust.ben)


def test_the_next_cycle_is_asked_for_anew(trust, risky):
    risky.approve(trust.dora)
    risky.start_doing(trust.ben)
    risky.study(trust.ben, "It worked", None, "")
    following = risky.adapt(trust.ana, "More", next_plan(risky, clock.today()))
    assert following.needs_approval and following.approver_id == trust.dora.id
    with pytest.raises(RuleBroken, match="approves it first"):
        following.start_doing(trust.ben)


def test_the_next_cycle_is_asked_too_whatever_became_of_this_one(trust, risky):
    risky.approve(trust.dora)
    risky.start_doing(trust.ben)
    risky.study(trust.ben, "It worked", None, "")
    with pytest.raises(RuleBroken, match="that stays"):
        risky.adapt(trust.ana, "The whole ward now", plan_with(scale=4))
    assert fresh(risky).state == State.STUDIED
    risky.abandon(trust.ana, "Nobody had time")
    with pytest.raises(RuleBroken, match="that stays"):
        plan(risky.idea, trust.ben, plan_with(scale=4))


def test_who_adapts_is_not_the_approver_of_the_next_plan(trust, risky):
    risky.approve(trust.dora)
    risky.start_doing(trust.ben)
    risky.study(trust.ben, "It worked", None, "")
    with pytest.raises(RuleBroken, match="not one who planned it"):
        risky.adapt(trust.dora, "More", next_plan(risky, clock.today()))
    assert fresh(risky).state == State.STUDIED


def test_the_page_of_a_paused_test_starts_nothing(trust, risky, as_):
    risky.pause(trust.ana, "The ward is closed.")
    assert as_(trust.ben).post(f"/cycles/{risky.id}/start").status_code == 409
    with pytest.raises(RuleBroken, match="not run"):
        risky.approve(trust.dora)


def test_pausing_and_planning_anew_is_no_way_round(trust, risky):
    risky.pause(trust.ana, "The ward is closed.")
    with pytest.raises(RuleBroken, match="that stays"):
        plan(risky.idea, trust.ben, plan_with())
    again = plan(risky.idea, trust.ben, plan_with(affects_patient=True, approver_id=trust.dora.id))
    assert again.needs_approval


def test_approve_and_change_at_the_same_moment_never_approve_what_nobody_read(app, trust, risky, as_):
    """Of the two, the second sees what the first did: the plan that was approved is the one that was on screen."""
    before = risky.change
    dora, ben = as_(trust.dora), as_(trust.ben)
    change = form_with(
        affects_patient="yes", approver=trust.dora.id, change="Quite another test", version=str(risky.version)
    )
    answers = together(
        app,
        posting(dora, f"/cycles/{risky.id}/approval", {"version": str(risky.version)}),
        posting(ben, f"/cycles/{risky.id}/plan", change),
    )
    assert {answer.status_code for answer in answers} <= {303, 409}
    db.session.expire_all()
    found = db.session.scalars(select(Cycle).where(Cycle.id == risky.id)).one()
    assert found.approved_at is None or found.change == before
