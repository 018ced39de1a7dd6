"""What a team cannot solve alone rises, until somebody answers."""

import pytest
from sqlalchemy.exc import IntegrityError

from improve.core import clock
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.escalations.models import Escalation, raise_for
from improve.escalations.states import State
from improve.ideas.submitting import submit
from tests.escalations.asking import ASK, steps_of


def test_it_goes_to_the_team_above_with_a_due_time(trust, raised):
    assert (raised.state, raised.to_team_id, raised.owner_id) == (State.RAISED, trust.older.id, None)
    assert raised.due_at == trust.older.after_working_hours(raised.raised_at, 24)


def test_both_boards_hear_of_each_step(trust, idea, raised):
    raised.answer(trust.dora, "Yes, from Monday.")
    assert {"escalation.raised", "escalation.accepted", "escalation.answered"} <= steps_of(
        idea.id, trust.ward_12
    )
    assert steps_of(raised.id, trust.older) == {"escalation.told"}


def test_only_one_is_open_for_an_idea(trust, idea, raised):
    with pytest.raises(RuleBroken, match="raised already"):
        raise_for(idea, trust.ana, "blocked", ASK)


def test_the_database_too_knows_that_only_one_is_open(raised):
    twin = {name: getattr(raised, name) for name, _ in Escalation.__table__.columns.items() if name != "id"}
    db.session.add(Escalation(**twin))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_a_closed_idea_is_not_raised(trust, idea):
    idea.decline(trust.ana, "other", "Not this year.", "We ask in April.")
    with pytest.raises(RuleBroken, match="open idea"):
        raise_for(idea, trust.ana, "blocked", ASK)


def test_there_is_nobody_above_the_top(trust):
    idea = submit(trust.executive, text="We never see the night shift.", author=trust.eve)
    with pytest.raises(RuleBroken, match="nobody above"):
        raise_for(idea, trust.eve, "blocked", ASK)


def test_a_team_that_is_no_more_is_passed_over(trust, idea):
    trust.older.deactivate(trust.amy)
    assert raise_for(idea, trust.ana, "blocked", ASK).to_team_id == trust.medicine.id


def test_who_accepts_owns_it(trust, raised):
    raised.accept(trust.dora)
    assert (raised.state, raised.holder) == (State.ACCEPTED, trust.dora)
    with pytest.raises(RuleBroken, match="Dora Lind has this already"):
        raised.accept(trust.mo)


def test_accepting_twice_changes_nothing(trust, raised):
    raised.accept(trust.dora)
    raised.accept(trust.dora)
    assert raised.holder == trust.dora


def test_an_answer_reaches_the_author_too(trust, idea, raised):
    raised.answer(trust.dora, "Yes, from Monday.")
    assert (raised.state, raised.answer_words) == (State.ANSWERED, "Yes, from Monday.")
    db.session.refresh(idea, ["answers"])
    assert [answer.words for answer in idea.answers] == ["Yes, from Monday."]


def test_it_can_be_returned_with_an_answer(trust, raised):
    raised.return_with_answer(trust.dora, "You may decide this yourselves.")
    assert (raised.state, raised.answer_words) == (State.RETURNED, "You may decide this yourselves.")


def test_raising_further_makes_a_new_link_of_the_same_chain(trust, idea, raised):
    further = raised.raise_further(trust.dora, "another team", "Linen room, please.")
    assert (raised.state, raised.further_id) == (State.RAISED_FURTHER, further.id)
    assert (further.first_id, further.number, further.to_team_id) == (raised.id, 2, trust.medicine.id)
    assert further.due_at == trust.medicine.after_working_hours(further.raised_at, 48)
    assert "escalation.raised_further" in steps_of(idea.id, trust.ward_12)
    assert steps_of(raised.id, trust.medicine) == {"escalation.told"}


def test_the_top_cannot_raise_further(trust, raised):
    top = raised.raise_further(trust.dora, "blocked", ASK).raise_further(trust.mo, "blocked", ASK)
    with pytest.raises(RuleBroken, match="nobody above"):
        top.raise_further(trust.eve, "blocked", ASK)
    assert top.state == State.RAISED


def test_the_origin_may_withdraw_until_it_is_accepted(trust, raised):
    raised.withdraw(trust.ana, "We found some.")
    assert (raised.state, raised.end_words) == (State.WITHDRAWN, "We found some.")


def test_what_was_accepted_is_not_withdrawn(trust, raised):
    raised.accept(trust.dora)
    with pytest.raises(RuleBroken, match="can no longer be withdrawn"):
        raised.withdraw(trust.ana, "We found some.")


@pytest.mark.parametrize("verb", ["accept", "close"])
def test_nothing_happens_after_it_was_withdrawn(trust, raised, verb):
    raised.withdraw(trust.ana, "We found some.")
    with pytest.raises(RuleBroken, match="withdrawn"):
        getattr(raised, verb)(trust.dora)


def test_only_an_answered_one_is_closed(trust, raised):
    with pytest.raises(RuleBroken, match="Nobody has answered"):
        raised.close(trust.ana)
    raised.answer(trust.dora, "Yes.")
    raised.close(trust.ana)
    assert raised.state == State.CLOSED


def test_handing_over_keeps_the_due_time(trust, raised):
    due_at = raised.due_at
    raised.hand_over(trust.dora, trust.mo)
    assert (raised.state, raised.holder, raised.due_at) == (State.ACCEPTED, trust.mo, due_at)


def test_after_an_answer_it_may_be_raised_again(trust, idea, raised):
    raised.return_with_answer(trust.dora, "Try the linen room.")
    again = raise_for(idea, trust.ana, "blocked", "They have none either.")
    assert (again.first_id, again.is_open) == (again.id, True)


def test_it_is_late_after_its_due_time(trust, raised):
    assert not raised.is_late
    with clock.set_to(trust.older.after_working_hours(raised.due_at, 1)):
        assert raised.is_late
