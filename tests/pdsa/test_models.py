"""The verbs of cycles and checks: what they change, and what they refuse."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.events.models import EventRow
from improve.ideas.facts import GainCheck
from improve.ideas.stages import Stage
from improve.ideas.submitting import submit
from improve.pdsa.checks import check_gain, checks_of, next_check
from improve.pdsa.models import cycles_of, plan
from improve.pdsa.plans import next_plan
from improve.pdsa.words import State
from tests.pdsa.plans import PLAN, TODAY, fresh, plan_with


def names():
    return list(db.session.scalars(select(EventRow.name).order_by(EventRow.happened_at)))


def another_ready(trust, owner=None):
    idea = submit(trust.ward_12, text="One more idea", author=trust.ben)
    idea.accept(trust.ana, owner, "Thank you.")
    return idea


def at_day(check, days):
    return clock.set_to(clock.now() + timedelta(days=days))


# --- plan -----------------------------------------------------------------------------------------------------------


def test_a_saved_plan_puts_the_idea_in_testing(cycle, ready):
    assert (cycle.number, cycle.state, ready.stage) == (1, State.PLANNED, Stage.TESTING)
    assert names()[-1] == "cycle.started"


def test_a_new_idea_is_answered_before_it_is_tested(trust, idea):
    with pytest.raises(RuleBroken, match="first answer"):
        plan(idea, trust.ana, PLAN)


def test_one_open_cycle_an_idea(trust, cycle, ready):
    with pytest.raises(RuleBroken, match="open already"):
        plan(ready, trust.ben, PLAN)


def test_a_full_team_says_how_full_it_is(trust, cycle):
    trust.ward_12.testing_limit = 1
    with pytest.raises(RuleBroken, match=r"Testing is full \(1 of 1\)"):
        plan(another_ready(trust), trust.ana, PLAN)


def test_an_owner_with_two_tests_finishes_one_first(trust, cycle):
    plan(another_ready(trust, trust.ben), trust.ben, PLAN)
    with pytest.raises(RuleBroken, match="Ben Okoro has 2 ideas in testing"):
        plan(another_ready(trust, trust.ben), trust.ben, PLAN)
    plan(another_ready(trust, trust.ana), trust.ana, PLAN)


def test_a_first_cycle_takes_at_most_14_days(trust, ready):
    with pytest.raises(RuleBroken, match="at most 14 days"):
        plan(ready, trust.ben, plan_with(ends_on=TODAY + timedelta(days=15)))
    plan(ready, trust.ben, plan_with(ends_on=TODAY + timedelta(days=14), scale=5))


def test_a_cycle_that_was_not_run_leaves_the_next_one_the_first(trust, cycle, ready):
    cycle.pause(trust.ben, "The ward is closed.")
    with pytest.raises(RuleBroken, match="at most 14 days"):
        plan(ready, trust.ben, plan_with(ends_on=TODAY + timedelta(days=15)))
    again = plan(ready, trust.ben, PLAN)
    assert (again.number, again.previous_id) == (2, None)


def test_a_changed_plan_asks_for_the_approval_anew(trust, ready):
    made = plan(ready, trust.ben, plan_with(affects_patient=True, approver_id=trust.ana.id))
    made.approve(trust.ana)
    made.change_plan(trust.ben, plan_with(affects_patient=True, approver_id=trust.ana.id, scale=2))
    assert made.needs_approval and made.scale == 2


# --- approval -------------------------------------------------------------------------------------------------------


def test_what_could_affect_a_patient_needs_a_named_clinician(trust, ready):
    for approver_id in (None, trust.ben.id, trust.cleo.id):
        with pytest.raises(RuleBroken):
            plan(ready, trust.ben, plan_with(affects_patient=True, approver_id=approver_id))
    trust.ana.staff_group = "Administrative and clerical"
    with pytest.raises(RuleBroken, match="registered clinician"):
        plan(ready, trust.ben, plan_with(affects_patient=True, approver_id=trust.ana.id))


def test_do_waits_for_the_approval(trust, ready):
    made = plan(ready, trust.ben, plan_with(affects_patient=True, approver_id=trust.ana.id))
    with pytest.raises(RuleBroken, match="approves it first"):
        made.start_doing(trust.ben)
    for other in (trust.ben, trust.dora):
        with pytest.raises(RuleBroken, match="Only the clinician"):
            made.approve(other)
    made.approve(trust.ana)
    made.start_doing(trust.ben)
    assert made.state == State.DOING


def test_the_planner_is_never_made_the_approver_by_a_change(trust, ready):
    made = plan(ready, trust.ben, PLAN)
    with pytest.raises(RuleBroken, match="not one who planned it"):
        made.change_plan(trust.ana, plan_with(affects_patient=True, approver_id=trust.ben.id))


# --- do and study ---------------------------------------------------------------------------------------------------


def test_do_locks_the_prediction(trust, cycle):
    cycle.start_doing(trust.ben)
    with pytest.raises(RuleBroken, match="locked"):
        cycle.change_plan(trust.ben, plan_with(prediction_amount=Decimal("3")))
    with pytest.raises(RuleBroken):
        cycle.start_doing(trust.ben)


def test_the_digest_proves_the_prediction_also_later(trust, cycle, last_event):
    cycle.start_doing(trust.ben)
    proof = last_event().facts["prediction_digest"]
    db.session.flush()
    assert fresh(cycle).prediction_digest() == proof


def test_observations_are_kept_in_order(trust, cycle):
    with pytest.raises(RuleBroken, match="Do has not started"):
        cycle.observe(trust.ben, "Too early")
    cycle.start_doing(trust.ben)
    cycle.observe(trust.ben, "The trolley was empty.", is_deviation=True)
    cycle.observe(trust.ana, "Filled at six.")
    assert [seen.words for seen in cycle.observations] == ["The trolley was empty.", "Filled at six."]


def test_act_needs_study_and_study_needs_words(trust, cycle):
    cycle.start_doing(trust.ben)
    with pytest.raises(RuleBroken, match="Study first"):
        cycle.adopt(trust.ana, "On the sheet")
    with pytest.raises(RuleBroken, match="what happened"):
        cycle.study(trust.ben, " ", None, "")


# --- act ------------------------------------------------------------------------------------------------------------


def test_adopt_plans_three_checks(adopted, ready):
    assert (adopted.state, adopted.decision, ready.stage) == (State.ACTED, "adopt", Stage.EMBEDDING)
    assert [(check.days, (check.due_on - TODAY).days) for check in checks_of(ready)] == [
        (30, 30), (60, 60), (90, 90),
    ]  # fmt: skip


def test_adapt_opens_the_next_cycle_one_scale_up(trust, studied, ready):
    following = studied.adapt(trust.ana, "Fill it at six", next_plan(studied, TODAY))
    assert (following.number, following.scale, following.previous_id) == (2, 2, studied.id)
    assert [made.state for made in cycles_of(ready)] == [State.ACTED, State.PLANNED]
    assert ready.stage == Stage.TESTING


def test_the_largest_scale_stays(trust, ready):
    made = plan(ready, trust.ben, plan_with(scale=5))
    assert next_plan(made, TODAY).scale == 5


def test_abandon_keeps_what_was_learned(trust, cycle, ready):
    cycle.start_doing(trust.ben)
    cycle.study(trust.ben, "Nothing changed.", None, "")
    cycle.abandon(trust.ana, "Blankets are not the problem.")
    assert (ready.stage, cycle.learned) == (Stage.LEARNED, "Blankets are not the problem.")
    assert plan(ready, trust.ben, PLAN).number == 2


@pytest.mark.parametrize("started", [False, True])
def test_pause_closes_the_cycle_as_not_run(trust, cycle, ready, started):
    if started:
        cycle.start_doing(trust.ben)
    cycle.pause(trust.ben, "The ward is closed.")
    assert (cycle.state, ready.stage, names()[-1]) == (State.NOT_RUN, Stage.READY, "idea.paused")
    with pytest.raises(RuleBroken, match="was not run"):
        cycle.pause(trust.ben, "Again")


@pytest.mark.parametrize("verb", ["adopt", "abandon", "pause"])
def test_a_closed_cycle_stays_closed(trust, adopted, verb):
    with pytest.raises(RuleBroken):
        getattr(adopted, verb)(trust.ana, "Once more")


def test_a_cycle_rests_while_its_idea_is_withheld(trust, cycle, ready):
    ready.withhold(trust.ana, "names a colleague", "It names somebody.")
    with pytest.raises(RuleBroken, match="withheld"):
        cycle.start_doing(trust.ben)
    ready.show_again(trust.ana)
    cycle.start_doing(trust.ben)


# --- checks ---------------------------------------------------------------------------------------------------------


def test_the_last_check_that_holds_finishes_the_idea(trust, adopted, ready):
    for check, days in zip(checks_of(ready), (30, 60, 90), strict=True):
        with at_day(check, days):
            check_gain(check, trust.ben, "changed", "Filled at five now.")
    assert ready.stage == Stage.DONE
    assert ready.answers[-1].kind == "done"


def test_a_check_waits_for_its_day(trust, adopted, ready):
    with pytest.raises(RuleBroken, match="This check is due"):
        check_gain(next_check(ready), trust.ben, "yes", "")


def test_no_longer_in_use_opens_the_idea_again_at_any_time(trust, adopted, ready, last_event):
    check = next_check(ready)
    check_gain(check, trust.ben, "no", "New trolleys came.")
    assert (ready.stage, last_event().name) == (Stage.READY, "idea.gain_lost")
    with pytest.raises(RuleBroken, match="answered already"):
        check_gain(check, trust.ben, "yes", "")
    with pytest.raises(RuleBroken, match="ready"):
        check_gain(next_check(ready), trust.ben, "no", "Again")


def test_a_second_adoption_starts_its_checks_afresh(trust, adopted, ready):
    check_gain(next_check(ready), trust.ben, "no", "New trolleys came.")
    again = plan(ready, trust.ben, PLAN)
    again.start_doing(trust.ben)
    again.study(trust.ben, "It works with the new ones.", None, "")
    again.adopt(trust.ana, "On the sheet")
    rows = select(GainCheck).where(GainCheck.idea_id == ready.id, GainCheck.still_in_use.is_(None))
    assert len(db.session.scalars(rows).all()) == 3


def test_the_author_is_answered_when_it_is_adopted(trust, ready, studied):
    studied.adopt(trust.ana, "It is on the handover sheet.")
    assert [(given.kind, given.words) for given in ready.answers[1:]] == [
        ("adopt", "It is on the handover sheet.")
    ]


def test_the_author_is_answered_when_it_is_abandoned(trust, ready, studied):
    studied.abandon(trust.ana, "The trolley was never the hold-up.")
    assert [(given.kind, given.words) for given in ready.answers[1:]] == [
        ("learned", "The trolley was never the hold-up.")
    ]
