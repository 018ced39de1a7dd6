"""The first page of each kind of person."""

from datetime import timedelta

from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.escalations.models import raise_for
from improve.escalations.proposals import propose
from improve.ideas import offers
from improve.ideas.patients.holding import hold
from improve.ideas.submitting import submit
from improve.pdsa.models import plan
from improve.teams.models import Membership, Organisation
from tests.cast import make_person
from tests.pdsa.plans import fresh, plan_with


def test_the_nurse_reads_the_answer_first(ben, trust, idea):
    idea.accept(trust.ana, None, "Yes. 30 small jugs come on Monday.")
    page = ben.get("/")
    assert "30 small jugs" in page.select_one(".answered").text
    assert page.select_one("a.big-ask")["href"] == "/ideas/new"


def test_what_was_read_is_no_longer_put_first(ben, trust, idea):
    idea.accept(trust.ana, None, "Yes.")
    ben.post(f"/ideas/{idea.id}/answers/{idea.answers[0].id}/reading", data={"next": "/"})
    db.session.expire_all()
    assert ben.get("/").select_one(".answered") is None


def test_the_lead_sees_what_waits_due_first(ana, trust, idea):
    later = submit(trust.ward_12, text="Sent later", author=trust.ben)
    later.answer_due_at = idea.answer_due_at + timedelta(hours=1)
    page = ana.get("/")
    rows = [link.text for link in page.soup.select("#h-waiting ~ ul a, .panel-head:has(#h-waiting) ~ ul a")]
    assert rows == [idea.headline, "Sent later"]
    assert "Waiting for your answer (2)" in page.text


def test_a_new_idea_that_was_answered_from_above_still_waits_for_the_lead_to_decide(ana, trust, idea):
    raise_for(idea, trust.ana, "another team", "Who can change the lock?").answer(trust.dora, "Estates can.")
    page = ana.get("/")
    assert "Waiting for your answer (1)" in page.text and "Answered, to decide" in page.text
    assert "Answered, to decide" in ana.get(f"/teams/{trust.ward_12.id}/board").text
    assert "What becomes of it is not decided yet" in ana.get(f"/ideas/{idea.id}").text


def test_the_executive_sees_what_rose_and_whether_we_answer(eve, idea):
    page = eve.get("/")
    assert page.select_one("h1").text == "Nothing waits for you"
    assert "Are we answering?" in page.text


def test_somebody_in_no_team_has_a_first_page_too(gil):
    assert gil.get("/").status_code == 200
    assert gil.get("/board").location == "/teams"


def test_words_about_anonymity_are_open_to_everybody(as_, trust):
    assert "What it cannot hide" in as_(None).get("/anonymity").text


def test_who_has_to_say_that_a_test_is_safe_finds_it_on_her_first_page(fay, eve, ben, trust, idea):
    idea.accept(trust.ana, trust.ben, "Yes.")
    for client in (fay, eve, ben):
        assert client.get("/").select_one("#h-approvals") is None
    for person, client in ((trust.fay, fay), (trust.eve, eve), (trust.ben, ben)):
        cycle = plan(idea, trust.ana, plan_with(affects_patient=True, approver_id=person.id))
        assert client.get("/").select_one(f"#h-approvals + .rows a[href='/cycles/{cycle.id}']")
        fresh(cycle).approve(person)
        assert client.get("/").select_one("#h-approvals") is None
        fresh(cycle).pause(trust.ana, "Another one says it.")


def test_what_rises_waits_on_the_first_page_of_the_tier_it_rose_to(dora, mo, eve, trust, idea):
    link = raise_for(idea, trust.ana, "another team", "Who can change the lock?")
    for client, lead in ((dora, trust.dora), (mo, trust.mo), (eve, None)):
        assert client.get("/").select_one(f".wait a[href='/escalations/{link.id}']")
        link = fresh(link).raise_further(lead, "another team", "Who can change the lock?") if lead else link


def test_an_idea_that_another_team_offers_waits_on_the_first_page(fay, eve, trust, idea):
    for team, client in ((trust.ward_14, fay), (trust.executive, eve)):
        offered = offers.offer(idea, team, trust.ana, "You have the room.")
        assert client.get("/").select_one(f"#h-offers + .rows a[href='/offers/{offered.id}']")
        fresh(offered).send_back(trust.fay, "Not ours.")


def test_what_colleagues_propose_to_raise_waits_for_their_lead(ana, trust, idea):
    proposal = propose(idea, trust.ben, "another team", "Who can change the lock?")
    assert ana.get("/").select_one(f"#h-proposals + .rows a[href='/escalation-proposals/{proposal.id}']")


def test_a_lead_and_an_executive_read_the_answers_to_their_own_ideas_too(ana, eve, trust):
    for person, client in ((trust.ana, ana), (trust.eve, eve)):
        theirs = submit(trust.ward_14, text="The linen room is locked at night.", author=person)
        theirs.accept(trust.fay, None, "We open it from Monday.")
        assert "We open it from Monday." in client.get("/").select_one(".answered").text


def test_an_owner_reads_what_comes_next_and_when(ben, trust, idea):
    idea.accept(trust.ana, trust.ben, "Yes.")
    plan(idea, trust.ben, plan_with()).start_doing(trust.ben)
    row = ben.get("/").select_one("#h-owned ~ ul li")
    assert "Cycle 1 ends " in row.text and "Ben Okoro looks at the results" in row.text


def leaves(person):
    """The only lead of a team has gone."""
    row = db.session.scalars(select(Membership).where(Membership.person_id == person.id)).one()
    row.left_on = clock.now().date()
    db.session.flush()


def test_what_waits_where_nobody_leads_waits_with_the_next_lead_above(dora, mo, trust, idea):
    leaves(trust.fay)
    offered = offers.offer(idea, trust.ward_14, trust.ana, "You have the room.")
    proposed = submit(trust.ward_14, text="The lock sticks on Ward 14.", author=trust.ben)
    proposal = propose(proposed, trust.ben, "another team", "Who can change the lock?")
    page = dora.get("/")
    assert page.select_one(f"#h-offers + .rows a[href='/offers/{offered.id}']")
    assert page.select_one(f"#h-proposals + .rows a[href='/escalation-proposals/{proposal.id}']")
    assert page.select_one(f"a[href='/ideas/{proposed.id}']")
    assert f"/offers/{offered.id}" not in mo.get("/").text


def test_what_rose_to_a_team_without_a_lead_waits_with_the_next_lead_above(mo, eve, trust, idea):
    leaves(trust.dora)
    link = raise_for(idea, trust.ana, "another team", "Who can change the lock?")
    assert mo.get("/").select_one(f".wait a[href='/escalations/{link.id}']")
    assert mo.get("/escalations").select_one(f"a[href='/escalations/{link.id}']")
    assert eve.get("/").select_one(f".wait a[href='/escalations/{link.id}']") is None
    leaves(trust.mo)
    assert eve.get("/").select_one(f".wait a[href='/escalations/{link.id}']")
    answered = eve.post(f"/escalations/{link.id}/answer", {"answer-words": "We change it on Monday."})
    assert answered.status_code == 303


def test_a_team_that_has_a_lead_is_left_to_them(dora, trust, idea):
    offered = offers.offer(idea, trust.ward_14, trust.ana, "You have the room.")
    assert f"/offers/{offered.id}" not in dora.get("/").text


def test_ideas_whose_owner_has_left_say_so_and_ask_the_lead_for_another(ana, trust, idea):
    idea.accept(trust.ana, trust.ben, "Yes.")
    assert ana.get("/").select_one("#h-ownerless") is None
    trust.ben.deactivate(trust.amy)
    link = ana.get("/").select_one(f"#h-ownerless ~ ul a[href^='/ideas/{idea.id}/owner']")
    for path in (f"/ideas/{idea.id}", f"/teams/{trust.ward_12.id}/board"):
        assert "Ben Okoro (has left)" in ana.get(path).text
    assert ana.post(link["href"], {"owner": "team"}).location == "/"
    assert ana.get("/").select_one("#h-ownerless") is None


def test_an_idea_that_is_held_for_a_look_stands_first_on_the_page_of_its_lead(ana, fay, trust):
    idea = submit(trust.ward_12, text="Mr Jones in bed 4 waits for his tablets", author=trust.ben)
    hold(idea)
    assert idea.headline in ana.get("/").select_one("section[aria-labelledby=h-held]").text
    assert fay.get("/").select_one("section[aria-labelledby=h-held]") is None


def test_an_administrator_finds_first_what_is_theirs_to_do(amy):
    assert [link.text for link in amy.get("/").soup.select("main a")][:3] == [
        "People",
        "Teams",
        "The organisation",
    ]


def test_a_lead_to_whom_something_rose_has_one_green_button(dora, trust, idea):
    idea.accept(trust.ana, None, "Yes.")
    raise_for(idea, trust.ana, "another team", "Can a pharmacist stay until 19:30?")
    green = dora.get("/").soup.select("main .nhsuk-button:not(.nhsuk-button--secondary)")
    assert [button.text for button in green] == ["Answer now"]


def test_before_there_is_a_team_nobody_is_asked_for_an_idea(as_, app):
    begun = Organisation(name="Fresh Trust")
    db.session.add(begun)
    db.session.flush()
    for person, next_step in (
        (make_person(begun, "Ada First", "Systems manager", is_administrator=True), "Add teams"),
        (make_person(begun, "Ned Next", "Nurse"), "An administrator adds teams first."),
    ):
        page = as_(person).get("/")
        assert next_step in page.text and "/ideas/new" not in page.text
        assert "/ideas/new" not in as_(person).get("/ideas").text


def test_what_waits_for_its_author_stands_last_and_is_not_counted(ana, trust, idea):
    later = submit(trust.ward_12, text="Sent later", author=trust.ben)
    idea.ask(trust.ana, "On which nights?")
    page = ana.get("/")
    assert "Waiting for your answer (1)" in page.text
    rows = [link.text for link in page.soup.select(".panel-head:has(#h-waiting) ~ ul a")]
    assert rows == [later.headline, idea.headline]
    first = page.soup.find("a", string="Answer the first")
    assert first["href"] == f"/ideas/{later.id}"


def test_the_list_of_what_is_late_says_since_when(eve, idea):
    idea.answer_due_at = clock.now() - timedelta(hours=2)
    page = eve.get("/ideas?first=late")
    assert page.select_one(".rows .tag").text.strip().startswith("Late since")
    assert page.soup.select(".rows li") and "Late since" not in eve.get("/ideas").text
