"""An idea from a ward tablet to its goal: nurse, lead, the tiers above, and back to its author."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from improve.core import clock
from improve.core.db import commit
from improve.ideas.submitting import submit
from tests.full_world import a_goal
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

TEXT = "Bags wait at the desk until three. People sit with their coats on."
HEADLINE = "Bags wait at the desk until three"


def test_an_idea_goes_from_the_tablet_through_two_cycles_to_its_goal(walk, trust):
    a_goal(trust)
    commit()
    ana, tablet = walk(trust.ana), walk(width=1180)
    set_up(tablet, ana, trust)
    tap_in(tablet)
    accept_by_keyboard(ana, trust)
    link_to_goal(ana)
    first_cycle(ana)
    second_cycle(ana)
    ana.go(f"/teams/{trust.ward_12.id}/board")
    assert ana.page.locator("#embedding").get_by_role("link", name=HEADLINE, exact=True).count() == 1
    ana.look_around("the board")
    tablet.go("/tablet")
    assert tablet.sees(HEADLINE)
    tablet.look_around("the tablet's board")


def set_up(tablet: Walker, ana: Walker, trust: Any) -> None:
    """The lead gets a code, the tablet takes it."""
    ana.go(f"/teams/{trust.ward_12.id}/tablets")
    ana.click("Add a tablet")
    ana.look_around("adding a tablet")
    ana.page.locator("#name").fill("Nurses’ station")
    ana.press("Show the code")
    ana.look_around("the code of a tablet")
    code = ana.page.locator("#code").inner_text()
    tablet.go("/tablet/enrol")
    tablet.look_around("setting a tablet up")
    tablet.page.locator("#code").fill(code.lower())
    tablet.press("Set up this tablet")
    tablet.look_around("the empty tablet")


def tap_in(tablet: Walker) -> None:
    """Two taps and the text."""
    tablet.click("What could be better?")
    tablet.look_around("the one field")
    expect(tablet.page.get_by_label("What could be better?")).to_be_focused()
    tablet.page.keyboard.type(TEXT)
    tablet.click("Send", role="button")
    assert tablet.sees("Thank you")
    assert any("Thank you" in sentence for sentence in tablet.spoken())
    tablet.look_around("thank you")
    tablet.write("What could we try?", "Volunteers walk them up at 11.")
    tablet.click("Add and finish", role="button")
    expect(tablet.page.locator("[data-board]")).to_be_visible()
    assert tablet.sees(HEADLINE)


def accept_by_keyboard(ana: Walker, trust: Any) -> None:
    """Enter opens the menu, a key chooses, the form asks for the owner and the answer."""
    ana.go(f"/teams/{trust.ward_12.id}/board")
    ana.find("Move to…").focus()
    ana.page.keyboard.press("Enter")
    expect(ana.page.get_by_role("group", name=re.compile("Move"))).to_be_visible()
    assert "BODY" not in ana.focus()
    ana.look_around("the board with its menu open")
    with ana.page.expect_navigation(url=re.compile("/acceptance")):
        ana.page.keyboard.press("2")
    ana.look_around("accepting")
    ana.page.get_by_label("Who owns it?").select_option(trust.ana.id)
    ana.page.locator("main textarea").fill("Yes. We start small, on bay B.")
    ana.page.keyboard.press("Tab")
    assert "Accept" in ana.focus()
    with ana.page.expect_navigation():
        ana.page.keyboard.press("Enter")
    assert ana.page.locator("#ready").get_by_role("link", name=HEADLINE, exact=True).count() == 1
    assert len(ana.spoken()) == 1


def link_to_goal(ana: Walker) -> None:
    """Its goal stands on the card and on its page."""
    ana.page.locator("#ready").get_by_role("link", name=HEADLINE, exact=True).first.click()
    ana.look_around("an idea that is ready")
    ana.click("Choose its goals")
    ana.look_around("choosing goals")
    ana.choose("Home before lunch")
    ana.press("Save")
    assert ana.find("Home before lunch").is_visible()


def first_cycle(ana: Walker) -> None:
    """Plan, do, study, adapt."""
    ana.page.locator("main .next").get_by_text("Plan a small test").click()
    ana.look_around("planning a cycle")
    fill_plan(ana)
    ana.press("Save the plan")
    ana.look_around("a planned cycle")
    ana.press("Start now")
    assert ana.sees("Prediction, locked")
    ana.look_around("a cycle at Do")
    ana.page.locator(".next textarea, .next ~ details textarea").first.fill(
        "Day 1: 4 bags were up before noon."
    )
    ana.press("Write it down")
    study(ana, "8")
    ana.look_around("a cycle at Act")
    ana.page.locator("label.choice", has_text="Adapt").click()
    ana.press("Adapt and open cycle 2")
    ana.look_around("adapting")


def second_cycle(ana: Walker) -> None:
    """One size larger, filled in; then adopted."""
    ana.page.locator("#changes").fill("Two volunteers instead of one.")
    assert ana.page.get_by_label("One bay").is_checked()
    ana.press("Adapt and open cycle 2")
    ana.press("Start now")
    study(ana, "9")
    ana.page.locator("label.choice", has_text="Adopt").click()
    ana.press("Adopt it")
    ana.look_around("adopting")
    ana.page.locator("main textarea").first.fill("It is on the volunteers’ sheet.")
    with ana.page.expect_navigation():
        ana.page.locator("main form.panel button").first.click()
    ana.look_around("after adopting")


def fill_plan(ana: Walker) -> None:
    """As a ward would write it."""
    today = clock.today()
    for name, text in {
        "question": "Are bags up by noon if volunteers walk them?",
        "change": "Volunteers collect at 11:00.",
        "who": "Ana and one volunteer",
        "where_when": "Bay B, mornings",
        "measure": "Bags up by noon",
        "prediction_amount": "8",
        "prediction_unit": "of 10 bags",
    }.items():
        ana.page.locator(f"#{name}").fill(text)
    days = {"starts_on": today, "ends_on": today + timedelta(3), "prediction_by": today + timedelta(3)}
    for name, day in days.items():
        ana.page.locator(f"#{name}").fill(day.isoformat())
    ana.choose("One person, one shift")
    ana.choose("It goes up")
    ana.page.get_by_role("group", name="Could it affect a patient?").get_by_label("No", exact=True).check()


def study(ana: Walker, result: str) -> None:
    """What happened."""
    for closed in ana.page.locator("main details:not([open]) > summary").all():
        closed.click()
    ana.page.locator("#happened").fill("Most bags were up by noon.")
    ana.page.locator("#result").fill(result)
    ana.page.locator("#learned").fill("Ring pharmacy before the round.")
    ana.press("Save what happened")


def test_what_a_team_cannot_solve_is_raised_twice_and_answered_by_the_executive(walk, trust):
    idea = submit(trust.ward_12, text=TEXT, author=trust.ben)
    idea.accept(trust.ana, None, "Yes, but it needs a pharmacist.")
    commit()
    raise_it(walk(trust.ana), idea)
    raise_further(walk(trust.dora), "Can medicine pay for it?")
    raise_further(walk(trust.mo), "May we shift one post?")
    eve, ben = walk(trust.eve), walk(trust.ben)
    eve.go("/")
    eve.look_around("the executive's start")
    eve.click("Answer now")
    eve.look_around("an escalation")
    eve.page.locator("main .next textarea").first.fill("Yes, from Monday, for 3 months.")
    eve.press("Send the answer")
    ben.go(f"/ideas/{idea.id}")
    for seen in ("Yes, from Monday, for 3 months.", "Dora Lind", "Mo Haddad", "Eve Marsh"):
        assert ben.sees(seen)
    ben.look_around("the author's page")


def raise_it(ana: Walker, idea: Any) -> None:
    """From the idea's page, with a reason and an ask."""
    ana.go(f"/ideas/{idea.id}/escalations/new")
    ana.look_around("raising")
    ana.choose("It needs another team")
    ana.page.locator("main textarea").fill("Can a pharmacist stay until 19:30?")
    ana.press("Raise it")
    ana.go(f"/teams/{idea.team_id}/board?show=raised")
    assert ana.page.locator(".overlay").count() == 1
    ana.look_around("a board with a raised card")


def raise_further(lead: Walker, ask: str) -> None:
    """From the list of what waits."""
    lead.go("/escalations")
    lead.look_around("what was raised")
    lead.click(HEADLINE)
    lead.page.get_by_text("Raise it further, to").click()
    part = lead.page.locator("main details", has_text="Raise it further, to")
    part.get_by_label("It needs money or authority above the team").check()
    part.locator("textarea").fill(ask)
    with lead.page.expect_navigation():
        part.get_by_role("button", name="Raise it further").click()
