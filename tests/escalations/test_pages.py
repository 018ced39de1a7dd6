"""The pages: raise, propose, answer, and who may."""

import pytest
from sqlalchemy import select

from improve.core.db import db
from improve.escalations.models import Escalation, open_escalation, raise_for
from improve.escalations.proposals import propose, waiting_proposal
from improve.escalations.states import State
from improve.ideas.models import Idea
from tests.escalations.asking import ASK, FORM


def fresh(row):
    """The row as the database has it now."""
    return db.session.scalars(
        select(type(row)).where(type(row).id == row.id).execution_options(populate_existing=True)
    ).one()


# --- raising --------------------------------------------------------------------------------------------------------


def test_the_form_says_who_gets_it_and_by_when(ana, trust, idea):
    page = ana.get(f"/ideas/{idea.id}/escalations/new")
    assert page.status_code == 200
    assert trust.older.name in page.select_one(".notice").text


def test_a_lead_raises_an_idea(ana, idea, last_event):
    sent = ana.post(f"/ideas/{idea.id}/escalations", FORM)
    assert sent.status_code == 303
    assert last_event().name == "escalation.raised"
    assert ana.get(sent.location).select_one("h1").text == idea.headline


def test_the_same_form_twice_raises_once(ana, idea):
    first, second = (ana.post(f"/ideas/{idea.id}/escalations", FORM | {"key": "k1"}) for _ in range(2))
    assert first.location == second.location
    other = ana.post(f"/ideas/{idea.id}/escalations", FORM | {"key": "k1", "ask": "Something else"})
    assert other.status_code == 422
    assert len(db.session.scalars(select(Escalation.id)).all()) == 1


@pytest.mark.parametrize("left_out", ["reason", "ask"])
def test_what_is_missing_is_said_and_what_was_typed_stays(ana, idea, left_out):
    page = ana.post(
        f"/ideas/{idea.id}/escalations", {name: text for name, text in FORM.items() if name != left_out}
    )
    assert page.status_code == 422
    assert page.select_one(f".nhsuk-error-summary a[href^='#{left_out}']")
    assert open_escalation(idea) is None


def test_too_long_is_refused(ana, idea):
    assert ana.post(f"/ideas/{idea.id}/escalations", FORM | {"ask": "x" * 2001}).status_code == 422


def test_raising_twice_says_why_not_and_keeps_the_words(ana, idea, raised):
    page = ana.post(f"/ideas/{idea.id}/escalations", FORM)
    assert page.status_code == 409
    assert ASK in page.select_one("textarea").text


def raise_links(client, idea) -> int:
    return len(client.get(f"/ideas/{idea.id}").soup.select(f"a[href='/ideas/{idea.id}/escalations/new']"))


def test_what_waits_for_an_answer_above_is_not_offered_to_be_raised_again(ana, ben, trust, idea):
    assert (raise_links(ana, idea), raise_links(ben, idea)) == (1, 1)
    raised = raise_for(idea, trust.ana, "money or authority", ASK)
    assert (raise_links(ana, idea), raise_links(ben, idea)) == (0, 0)
    raised.return_with_answer(trust.dora, "Order them yourselves")
    assert raise_links(ana, idea) == 1


def test_the_page_to_raise_it_says_where_it_waits_and_claims_no_change(ana, trust, idea, raised):
    page = ana.get(f"/ideas/{idea.id}/escalations/new")
    assert page.status_code == 409
    assert f"It waits for an answer of {trust.older.label}" in page.select_one("main").text
    assert "just changed" not in page.text


def test_what_a_colleague_proposed_is_said_before_anybody_writes_it_again(ben, ana, trust, idea):
    propose(idea, trust.ben, **FORM)
    page = ben.get(f"/ideas/{idea.id}/escalations/new")
    assert page.status_code == 409 and "Somebody proposed this already" in page.text
    assert ana.get(f"/ideas/{idea.id}/escalations/new").status_code == 200


def test_staff_propose_and_their_lead_raises(ben, ana, trust, idea, last_event):
    assert ben.post(f"/ideas/{idea.id}/escalations", FORM).status_code == 303
    proposal = waiting_proposal(idea.id)
    assert open_escalation(idea) is None
    assert proposal.proposed_by_id == trust.ben.id
    assert ASK in ana.get("/escalations").text
    assert ana.get(f"/escalation-proposals/{proposal.id}").status_code == 200
    assert ana.post(f"/escalation-proposals/{proposal.id}/raising").status_code == 303
    assert last_event().name == "escalation.proposal_taken"
    assert open_escalation(idea).raised_by_id == trust.ana.id


def test_a_lead_who_does_not_raise_it_says_why(ben, ana, trust, idea):
    proposal = propose(idea, trust.ben, "blocked", ASK)
    address = f"/escalation-proposals/{proposal.id}"
    assert ana.post(f"{address}/decline", {}).status_code == 422
    assert ana.post(f"{address}/decline", {"words": "We can do this ourselves."}).status_code == 303
    assert "We can do this ourselves." in ben.get(address).text
    assert ana.post(f"{address}/raising").status_code == 409


def test_who_proposed_sees_what_became_of_it(ben, trust, idea):
    proposal = propose(idea, trust.ben, "blocked", ASK)
    assert "Waits for your leads" in ben.get("/escalations").text
    fresh(proposal).decline(trust.ana, "We can do this ourselves.")
    assert "Not raised" in ben.get("/escalations").text


def test_nobody_decides_the_own_proposal(ben, trust, idea):
    proposal = propose(idea, trust.ben, "blocked", ASK)
    assert ben.post(f"/escalation-proposals/{proposal.id}/raising").status_code == 403
    assert fresh(proposal).ended_at is None


def test_a_proposal_is_hidden_from_others(fay, gil, cleo, trust, idea):
    proposal = propose(idea, trust.ben, "blocked", ASK)
    for other in (fay, gil, cleo):
        assert other.get(f"/escalation-proposals/{proposal.id}").status_code == 404


# --- answering ------------------------------------------------------------------------------------------------------


def test_the_receiving_lead_answers(dora, raised):
    page = dora.get(f"/escalations/{raised.id}")
    assert page.select_one("form[action$='/answer']")
    assert (
        dora.post(f"/escalations/{raised.id}/answer", {"answer-words": "Yes, from Monday."}).status_code
        == 303
    )
    assert fresh(raised).state == State.ANSWERED
    assert "Yes, from Monday." in dora.get(f"/escalations/{raised.id}").text


def test_an_empty_answer_is_refused(dora, raised):
    page = dora.post(f"/escalations/{raised.id}/answer", {"answer-words": "  "})
    assert page.status_code == 422
    assert page.select_one(".nhsuk-error-summary a[href='#answer-words']")
    assert page.select_one("title").text.startswith("Error: ")


def test_a_refused_step_keeps_the_words(dora, trust, raised):
    raised.answer(trust.dora, "Yes.")
    page = dora.post(f"/escalations/{raised.id}/return", {"return-words": "Ask the linen room."})
    assert page.status_code == 409
    assert "answered already" in page.select_one(".nhsuk-error-summary").text


STEPS = (
    ("acceptance", {}, State.ACCEPTED),
    ("answer", {"answer-words": "Yes."}, State.ANSWERED),
    ("return", {"return-words": "Decide it yourselves."}, State.RETURNED),
    ("further", {"further-reason": "blocked", "further-ask": "Please decide."}, State.RAISED_FURTHER),
)


@pytest.mark.parametrize(("noun", "data", "state"), STEPS)
def test_each_step_of_the_receiving_team(dora, raised, noun, data, state):
    assert dora.post(f"/escalations/{raised.id}/{noun}", data).status_code == 303
    assert fresh(raised).state == state


@pytest.mark.parametrize(("noun", "data", "state"), STEPS)
@pytest.mark.parametrize(
    ("name", "status"), [("ben", 403), ("ana", 403), ("fay", 403), ("gil", 403), ("amy", 403), ("cleo", 404)]
)
def test_others_may_not(request, raised, noun, data, state, name, status):
    other = request.getfixturevalue(name)
    assert other.post(f"/escalations/{raised.id}/{noun}", data).status_code == status
    assert fresh(raised).state == State.RAISED


def test_nobody_signed_in_is_turned_away(as_, raised):
    assert as_(None).post(f"/escalations/{raised.id}/acceptance").status_code == 401
    assert as_(None).get("/escalations").status_code in (302, 303)


def test_a_lead_above_may_answer_and_it_is_shown(mo, raised):
    assert "done from above" in mo.get(f"/escalations/{raised.id}").text
    assert mo.post(f"/escalations/{raised.id}/answer", {"answer-words": "Yes."}).status_code == 303
    assert "Mo Haddad" in mo.get(f"/escalations/{raised.id}").select_one(".chain").text


def test_it_is_handed_over_to_a_lead_of_the_team_only(mo, trust, raised):
    offered = mo.get(f"/escalations/{raised.id}").soup.select("select option")
    assert {option["value"] for option in offered} == {"", trust.dora.id}
    assert mo.post(f"/escalations/{raised.id}/owner", {"hand-person": trust.ben.id}).status_code == 422
    assert mo.post(f"/escalations/{raised.id}/owner", {"hand-person": trust.dora.id}).status_code == 303
    assert fresh(raised).owner_id == trust.dora.id


def test_staff_see_it_and_have_no_form(ben, raised):
    page = ben.get(f"/escalations/{raised.id}")
    assert page.status_code == 200
    assert not page.soup.select("main form")


def test_an_outsider_does_not_learn_that_it_exists(cleo, raised):
    assert cleo.get(f"/escalations/{raised.id}").status_code == 404


def test_what_was_raised_for_a_withheld_idea_is_withheld(ben, fay, dora, trust, raised):
    db.session.get_one(Idea, raised.idea_id).withhold(trust.ana, "names a colleague", "It names somebody.")
    assert fay.get(f"/escalations/{raised.id}").status_code == 404
    assert dora.get(f"/escalations/{raised.id}").status_code == 200


def test_who_raises_it_further_begins_with_what_was_asked_before(dora, mo, raised):
    def prefilled(client, link):
        form = client.get(f"/escalations/{link.id}").select_one("form[action$='/further']")
        chosen = form.select_one("input[checked]")
        return chosen and chosen["value"], form.select_one("textarea").text.strip()

    before = (raised.reason, raised.ask)
    assert prefilled(dora, raised) == before
    assert prefilled(mo, raised.rise()) == before  # what rose by itself: the last reason that a person chose


def test_what_is_taken_out_of_the_ask_is_not_put_back(dora, raised):
    page = dora.post(f"/escalations/{raised.id}/further", {"further-reason": "blocked", "further-ask": ""})
    assert page.status_code == 422
    assert page.select_one("form[action$='/further'] textarea").text.strip() == ""


def test_at_the_top_there_is_no_further(eve, trust, raised):
    top = raised.raise_further(trust.dora, "blocked", ASK).raise_further(trust.mo, "blocked", ASK)
    page = eve.get(f"/escalations/{top.id}")
    assert page.select_one("form[action$='/answer']") and not page.select_one("form[action$='/further']")
    assert eve.post(f"/escalations/{top.id}/further", STEPS[3][1]).status_code == 409


# --- at the team that asked -----------------------------------------------------------------------------------------


def test_the_origin_withdraws_with_a_reason(ana, raised):
    assert ana.post(f"/escalations/{raised.id}/withdrawal", {}).status_code == 422
    assert (
        ana.post(f"/escalations/{raised.id}/withdrawal", {"withdrawal-words": "Solved."}).status_code == 303
    )
    assert fresh(raised).state == State.WITHDRAWN


def test_staff_do_not_withdraw(ben, raised):
    assert (
        ben.post(f"/escalations/{raised.id}/withdrawal", {"withdrawal-words": "Solved."}).status_code == 403
    )


def test_the_origin_says_that_the_answer_is_enough(ana, trust, raised):
    assert ana.post(f"/escalations/{raised.id}/closing").status_code == 409
    fresh(raised).answer(trust.dora, "Yes.")
    assert ana.post(f"/escalations/{raised.id}/closing").status_code == 303
    assert fresh(raised).state == State.CLOSED


def order(page, *words):
    """Whether these stand one after the other on the page."""
    places = [page.select_one("main").text.find(word) for word in words]
    return -1 not in places and places == sorted(places)


def test_after_an_answer_the_page_begins_with_it(ana, trust, raised):
    assert "asks" in ana.get(f"/escalations/{raised.id}").select_one(".cols h2").text
    fresh(raised).answer(trust.dora, "Yes, from Monday.")
    page = ana.get(f"/escalations/{raised.id}")
    assert page.select_one(".cols h2").text == f"{trust.older.label} answered"
    assert page.select_one(".cols .voice").text == "Yes, from Monday."
    assert order(page, "Yes, from Monday.", ASK, "Is this answer enough?")


def test_a_box_of_the_chain_says_what_was_asked_before_the_answer(ben, trust, idea, raised):
    raised.raise_further(trust.dora, "blocked", "May they order themselves?").answer(trust.mo, "They may.")
    last = ben.get(f"/ideas/{idea.id}").soup.select("#escalations .chain > li")[-1].text
    assert last.index("Asked: “May they order themselves?”") < last.index("They may.")


def test_what_the_asking_team_may_do_says_what_one_does_there(ana, trust, raised):
    heading = ana.get(f"/escalations/{raised.id}").select_one("#h-asking").text
    assert heading == "Do you still need it?"


def test_who_raises_an_idea_reads_it_before_the_form(ana, idea):
    page = ana.get(f"/ideas/{idea.id}/escalations/new")
    assert page.select_one(".cols > aside:first-child + form")


# --- lists and the idea's page --------------------------------------------------------------------------------------


def test_the_page_of_the_idea_shows_the_chain(ben, trust, idea, raised):
    page = ben.get(f"/ideas/{idea.id}")
    assert page.status_code == 200
    assert trust.older.name in page.select_one("#escalations .chain").text


def test_a_proposal_waits_at_the_team_of_the_idea(trust, idea):
    assert propose(idea, trust.ben, "blocked", ASK).team_id == trust.ward_12.id
