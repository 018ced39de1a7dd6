"""An escalation does not outlive its idea, nor stay with somebody who left."""

import pytest
from sqlalchemy import select

from improve.core.db import db
from improve.escalations.models import raise_for
from improve.escalations.proposals import propose
from improve.escalations.states import NO_FIRST_ANSWER, State
from improve.events.record import PROGRAM
from improve.ideas.family import merge
from improve.ideas.submitting import submit
from improve.pdsa.models import plan
from improve.teams.models import Membership
from tests.escalations.asking import ASK
from tests.pdsa.plans import PLAN


@pytest.mark.parametrize("is_accepted", [False, True])
def test_it_ends_when_the_idea_is_done(trust, idea, raised, is_accepted):
    if is_accepted:
        raised.accept(trust.dora)
    idea.just_do_it(trust.ana, "Ordered 20 blankets.")
    assert (raised.state, raised.ended_by_id) == (State.WITHDRAWN, None)


def test_it_ends_when_the_idea_is_merged(trust, idea, raised):
    other = submit(trust.ward_12, text="No blankets after midnight.", author=trust.ben)
    merge(idea, other, trust.ana, "The same as another one.")
    assert raised.state == State.WITHDRAWN


def test_it_ends_when_the_test_is_abandoned(trust, idea, raised):
    idea.accept(trust.ana, trust.ben, "Thank you. We will try it.")
    cycle = plan(idea, trust.ben, PLAN)
    cycle.start_doing(trust.ben)
    cycle.study(trust.ben, "Borrowed once in seven nights.", None, "The trolley must be filled by six.")
    cycle.abandon(trust.ana, "Blankets are not the problem.")
    assert raised.state == State.WITHDRAWN


def test_what_rose_for_want_of_an_answer_ends_with_the_answer(trust, idea):
    rose = raise_for(idea, PROGRAM, NO_FIRST_ANSWER, ASK)
    idea.accept(trust.ana, trust.ben, "Thank you, we try it.")
    assert rose.state == State.WITHDRAWN


def test_what_was_asked_stays_open_when_the_author_is_answered(trust, idea, raised):
    idea.accept(trust.ana, trust.ben, "Thank you, we asked for blankets.")
    assert raised.state == State.RAISED


def test_the_leads_have_it_again_when_the_owner_is_deactivated(trust, raised):
    raised.accept(trust.dora)
    trust.dora.deactivate(trust.amy)
    assert (raised.state, raised.holder, raised.owner_id) == (State.RAISED, None, None)


def test_the_leads_have_it_again_when_the_owner_leaves_the_team(trust, raised):
    raised.accept(trust.dora)
    db.session.scalars(select(Membership).where(Membership.person_id == trust.dora.id)).one().leave(trust.amy)
    assert raised.state == State.RAISED


def test_leaving_another_team_changes_nothing(trust, raised):
    raised.accept(trust.mo)
    db.session.scalars(select(Membership).where(Membership.person_id == trust.mo.id)).one().leave(trust.amy)
    assert raised.holder == trust.mo


def test_a_proposal_ends_when_a_lead_raises_the_idea_in_other_words(trust, idea):
    proposal = propose(idea, trust.ben, "blocked", ASK)
    escalation = raise_for(idea, trust.ana, "another team", "Linen room, please.")
    assert (proposal.escalation_id, proposal.ended_by_id) == (escalation.id, trust.ana.id)


def test_a_proposal_ends_with_the_idea(trust, idea):
    proposal = propose(idea, trust.ben, "blocked", ASK)
    idea.just_do_it(trust.ana, "Ordered 20 blankets.")
    assert (proposal.escalation_id, proposal.ended_by_id) == (None, None)
    assert proposal.ended_at is not None
