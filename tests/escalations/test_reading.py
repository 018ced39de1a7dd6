"""What boards and home pages show of escalations."""

from datetime import datetime, timedelta

from improve.core import clock
from improve.core.when import zone
from improve.escalations.chains import chain_of, chains_of
from improve.escalations.models import raise_for
from improve.escalations.proposals import propose
from improve.escalations.proposals_read import proposals_for
from improve.escalations.reading import came_back_to, open_escalations, waiting_for
from improve.escalations.words import due_kind, due_words, promise_words
from improve.ideas.submitting import submit
from tests.escalations.asking import ASK

LONDON = "Europe/London"
NOON = datetime(2026, 3, 3, 12, tzinfo=zone(LONDON))


def test_a_card_shows_who_has_it_and_by_when(trust, idea, raised):
    line = open_escalations([idea.id])[idea.id]
    assert (line.team_label, line.who, line.is_late) == (
        "Older people’s medicine",
        "Its leads have it",
        False,
    )
    raised.accept(trust.dora)
    assert open_escalations([idea.id])[idea.id].who == "Dora Lind has it"


def test_a_late_card_says_so(idea, raised):
    with clock.set_to(raised.due_at + timedelta(hours=3)):
        line = open_escalations([idea.id])[idea.id]
    assert (line.kind, line.words) == ("late", "With Older people’s medicine, 3 hours late")


def test_no_line_after_the_answer(trust, idea, raised):
    raised.answer(trust.dora, "Yes.")
    assert open_escalations([idea.id]) == {}
    assert open_escalations([]) == {}


def test_it_waits_for_the_leads_until_one_has_it(trust, raised):
    assert [line.escalation for line in waiting_for(trust.dora, 5)] == [raised]
    assert waiting_for(trust.mo, 5) == []
    raised.accept(trust.mo)
    assert waiting_for(trust.dora, 5) == []
    assert [line.escalation for line in waiting_for(trust.mo, 5)] == [raised]


def test_oldest_due_first(trust, raised):
    with clock.set_to(raised.raised_at - timedelta(days=7)):
        other = submit(trust.ward_14, text="The lift stops at night.", author=trust.fay)
        earlier = raise_for(other, trust.fay, "blocked", ASK)
    assert [line.escalation for line in waiting_for(trust.dora, 5)] == [earlier, raised]
    assert [line.escalation for line in waiting_for(trust.dora, 1)] == [earlier]


def test_the_ward_hears_of_an_answer_from_further_up(trust, raised):
    further = raised.raise_further(trust.dora, "another team", ASK)
    further.answer(trust.mo, "Yes.")
    since = further.answered_at - timedelta(days=1)
    assert came_back_to(trust.ana, [trust.ward_12], since) == [further]
    assert came_back_to(trust.dora, [trust.older], since) == [further]
    assert came_back_to(trust.fay, [trust.ward_14], since) == []
    assert came_back_to(trust.ana, [trust.ward_12], further.answered_at + timedelta(seconds=1)) == []


def test_the_chain_names_each_link_in_order(trust, idea, raised):
    further = raised.raise_further(trust.dora, "another team", ASK)
    assert chain_of(idea).links == [raised, further]
    assert chain_of(idea).is_open


def test_what_was_raised_again_is_a_chain_of_its_own(trust, idea, raised):
    raised.return_with_answer(trust.dora, "Try the linen room.")
    again = raise_for(idea, trust.ana, "blocked", ASK)
    assert [chain.links for chain in chains_of(idea)] == [[again], [raised]]


def test_an_idea_that_was_never_raised_has_no_chain(idea):
    assert chain_of(idea) is None


def test_a_proposal_waits_for_the_own_lead(trust, idea):
    proposal = propose(idea, trust.ben, "blocked", ASK)
    assert proposals_for(trust.ana) == [proposal]
    assert proposals_for(trust.ben) == []


def test_due_times_in_words():
    assert due_words(NOON - timedelta(hours=23), NOON, LONDON) == "23 hours late"
    assert due_words(NOON + timedelta(hours=4), NOON, LONDON).endswith("16:00")
    assert due_kind(NOON + timedelta(hours=4), NOON, LONDON) == "soon"
    assert due_kind(NOON + timedelta(days=2), NOON, LONDON) == "plain"


def test_promised_against_taken():
    assert promise_words(29.8, 48) == "Answered in 30 hours; promised 48"
    assert promise_words(0.2, 24) == "Answered in less than an hour; promised 24"


def test_the_tier_that_raised_it_further_hears_of_the_answer_until_it_is_closed(trust, raised):
    further = raised.raise_further(trust.dora, "more money", "Who pays?")
    top = further.raise_further(trust.mo, "more money", "Who pays?")
    top.answer(trust.eve, "We do.")
    since = clock.now() - timedelta(days=1)
    assert came_back_to(trust.dora, [trust.older], since) == [top]
    top.close(trust.mo)
    assert came_back_to(trust.dora, [trust.older], since) == []
