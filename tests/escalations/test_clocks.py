"""What rises by itself when a clock runs out."""

from datetime import timedelta

from improve.core import clock
from improve.escalations.clocks import end_pauses, rise_breached, rise_unanswered
from improve.escalations.models import open_escalation, raise_for
from improve.escalations.states import NO_FIRST_ANSWER, State
from improve.ideas.stages import Stage
from improve.ideas.submitting import submit
from tests.cast import make_team
from tests.escalations.asking import ASK

MINUTE = timedelta(minutes=1)


def test_an_unanswered_idea_goes_to_the_leads_above_once(trust, idea):
    late = idea.answer_rises_at + MINUTE
    with clock.set_to(late):
        assert (rise_unanswered(late), rise_unanswered(late)) == (1, 0)
        rose = open_escalation(idea)
    assert (rose.reason, rose.is_automatic, rose.raised_by_id) == (NO_FIRST_ANSWER, True, None)
    assert (rose.to_team_id, idea.stage) == (trust.older.id, Stage.NEW)


def test_not_before_its_time(idea):
    assert rise_unanswered(idea.answer_rises_at - MINUTE) == 0


def test_an_answered_idea_stays(trust, idea):
    idea.accept(trust.ana, None, "Thank you.")
    assert rise_unanswered(idea.answer_rises_at + MINUTE) == 0


def test_a_question_to_the_author_pauses_it(trust, idea):
    rises_at = idea.answer_rises_at
    idea.ask(trust.ana, "Which bay?")
    assert rise_unanswered(rises_at + MINUTE) == 0


def test_what_its_lead_raised_does_not_rise_again(idea, raised):
    assert rise_unanswered(idea.answer_rises_at + MINUTE) == 0


def test_after_it_came_back_it_does_not_rise_a_second_time(trust, idea):
    rose = raise_for(idea, trust.ana, "blocked", ASK)
    rose.reason = NO_FIRST_ANSWER
    rose.return_with_answer(trust.dora, "Please answer this on the ward.")
    assert rise_unanswered(idea.answer_rises_at + MINUTE) == 0


def test_a_breach_goes_one_tier_further_and_stays_at_the_top(trust, idea, raised):
    assert rise_breached(raised.due_at - MINUTE) == 0
    for expected in (trust.medicine, trust.executive):
        late = open_escalation(idea).due_at + MINUTE
        with clock.set_to(late):
            assert rise_breached(late) == 1
        top = open_escalation(idea)
        assert (top.to_team_id, top.ask, top.is_automatic) == (expected.id, ASK, True)
    late = top.due_at + MINUTE
    with clock.set_to(late):
        assert rise_breached(late) == 0
        assert (top.state, top.is_late) == (State.RAISED, True)


def test_what_was_accepted_but_not_answered_rises_too(trust, raised):
    raised.accept(trust.dora)
    late = raised.due_at + MINUTE
    with clock.set_to(late):
        assert rise_breached(late) == 1
    assert raised.state == State.RAISED_FURTHER


def test_a_withheld_idea_does_not_rise(trust, idea, raised):
    idea.withhold(trust.ana, "a patient", "It names somebody.")
    assert rise_breached(raised.due_at + MINUTE) == 0


def test_a_batch_has_an_end(trust, idea, raised):
    late = raised.due_at + MINUTE
    with clock.set_to(late):
        assert rise_breached(late, limit=0) == 0


def test_ideas_that_have_nobody_above_do_not_hold_up_the_others(trust, idea):
    closed = make_team(trust.organisation, "Old unit", 2, None)
    orphan = make_team(trust.organisation, "Old ward", 1, closed)
    stuck = [submit(orphan, text=f"The lift waits on floor {floor}.", author=trust.ben) for floor in range(3)]
    closed.deactivate(trust.amy)
    idea.answer_due_at += MINUTE  # the stuck ones stand before it
    late = idea.answer_rises_at + 2 * MINUTE
    with clock.set_to(late):
        assert rise_unanswered(late, limit=2) == 1
    assert open_escalation(idea) is not None
    assert [open_escalation(one) for one in stuck] == [None] * 3


def test_what_stays_at_the_top_does_not_hold_up_the_others(trust, idea, raised):
    closed = make_team(trust.organisation, "Old division", 3, None)
    ward = make_team(trust.organisation, "Old ward", 1, make_team(trust.organisation, "Old unit", 2, closed))
    closed.deactivate(trust.amy)
    for floor in range(3):
        stuck = submit(ward, text=f"The lift waits on floor {floor}.", author=trust.ben)
        raise_for(stuck, trust.ana, "blocked", ASK).due_at = raised.due_at - MINUTE
    late = raised.due_at + MINUTE
    with clock.set_to(late):
        assert rise_breached(late, limit=2) == 1
    assert open_escalation(idea).to_team_id == trust.medicine.id


def test_a_pause_ends_after_three_working_days(trust, idea):
    idea.ask(trust.ana, "Which bay?")
    over = idea.pause_ends_at + MINUTE
    with clock.set_to(over):
        assert (end_pauses(over), end_pauses(over)) == (1, 0)
    assert idea.asked_at is None
    assert idea.answer_rises_at > over
