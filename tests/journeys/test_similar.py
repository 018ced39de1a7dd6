"""While somebody writes, the screen shows who else said it; and asks nobody when it must not."""

import pytest
from playwright.sync_api import expect

from improve.core.db import commit, start_writing
from improve.ideas.near import vectors
from improve.ideas.submitting import submit
from tests.journeys import tablet as on

pytestmark = pytest.mark.browser

KEYS = "The keys of the drug cupboard went home in a pocket again"
ASKED = "Nobody knows who has the second set of drug keys"


@pytest.fixture
def tablet(walk, trust):
    walker = on.tablet_of(walk, trust.ward_12)
    start_writing()
    submit(trust.ward_14, text=KEYS, author=trust.fay)
    commit()
    vectors.fill()
    walker.asked = []
    walker.page.on(
        "request",
        lambda sent: "similar" in sent.url and "/tablet/" in sent.url and walker.asked.append(sent.url),
    )
    walker.go("/tablet/idea")
    return walker


def panel(page):
    return page.locator("[data-alike]")


def test_a_tablet_shows_who_said_it_and_takes_support(tablet):
    page = tablet.page
    page.locator("#text").press_sequentially(ASKED, delay=20)
    expect(panel(page).get_by_role("heading", name=KEYS)).to_be_visible()
    expect(page.locator("#announce")).to_have_text("Ward 14 has raised this or something like it")
    assert len([url for url in tablet.asked if url.endswith("/tablet/similar")]) == 1
    panel(page).get_by_role("button", name="Add your support").click()
    expect(panel(page).get_by_role("button", name="You support this")).to_be_disabled()
    expect(page.locator("#announce")).to_have_text("You support this. What you wrote is still here.")
    expect(page.locator("#text")).to_have_value(ASKED)


def test_what_stands_on_the_screen_does_not_move(tablet):
    page = tablet.page
    send = page.get_by_role("button", name="Send", exact=True)
    before = send.bounding_box()
    page.locator("#text").fill(ASKED)
    expect(panel(page)).to_be_visible()
    assert send.bounding_box() == before
    assert before["y"] + before["height"] <= 416


def test_a_late_answer_does_not_come_up_over_another_screen(tablet):
    page, late = tablet.page, []
    page.route("**/tablet/similar", lambda route: late.append(route))
    page.locator("#text").fill(ASKED)
    while not late:
        page.wait_for_timeout(50)
    page.evaluate("void improveInFront(document.createRange().createContextualFragment('<h1>A card</h1>'))")
    with page.expect_response("**/tablet/similar"):
        late[0].continue_()
    page.wait_for_timeout(300)
    expect(panel(page)).to_be_hidden()


def test_with_stay_anonymous_nothing_is_asked_and_nothing_shown(tablet):
    page = tablet.page
    page.locator("#text").fill(ASKED)
    expect(panel(page)).to_be_visible()
    page.locator("[data-stay-anonymous]").check()
    expect(panel(page)).to_be_hidden()
    asked = len(tablet.asked)
    page.locator("#text").fill(f"{ASKED} again")
    page.wait_for_timeout(900)
    assert len(tablet.asked) == asked


@pytest.mark.parametrize("text", ["Drug keys", "Mrs Edith Halloran (943 476 5919) waits for the drug keys"])
def test_too_few_letters_or_a_patient_are_not_asked_about(tablet, text):
    page = tablet.page
    page.evaluate("improveIdentifiers.ready")
    page.locator("#text").fill(text)
    page.wait_for_timeout(900)
    assert tablet.asked == []
    expect(panel(page)).to_be_hidden()


def test_without_a_network_the_panel_is_not_there(tablet):
    page = tablet.page
    page.locator("#text").fill(ASKED)
    expect(panel(page)).to_be_visible()
    tablet.context.set_offline(True)
    expect(panel(page)).to_be_hidden()
    asked = len(tablet.asked)
    page.locator("#text").fill(f"{ASKED} again")
    page.wait_for_timeout(900)
    assert len(tablet.asked) == asked
    tablet.context.set_offline(False)
