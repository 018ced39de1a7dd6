"""Who to tell first, before sending: on the tablet with and without a network, anonymously, and signed in."""

import pytest
from playwright.sync_api import expect

from tests.journeys import tablet as on

pytestmark = pytest.mark.browser

DANGER = "Oxygen in bay 2 is hissing and his sats are dropping right now"
HARMLESS = "A second stapler for the desk, please"
HEADING = "Is someone at risk now?"


@pytest.fixture
def tablet(walk, trust):
    return on.tablet_of(walk, trust.ward_12)


def heading(page):
    return page.get_by_role("heading", name=HEADING)


def door_requests(page):
    asked = []
    page.on("request", lambda request: asked.append(request) if request.url.endswith("/door") else None)
    return asked


def test_the_card_comes_once_and_one_tap_sends(tablet):
    page = tablet.page
    on.write(page, DANGER)
    expect(heading(page)).to_be_focused()
    expect(page.locator("[data-door-text]")).to_have_text(DANGER)
    assert on.filed() == []
    page.get_by_role("button", name="Send my idea").click()
    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    assert on.filed() == [DANGER]


def test_changed_words_are_sent_without_a_second_card(tablet):
    page = tablet.page
    on.write(page, DANGER)
    page.get_by_role("button", name="Change my text").click()
    field = page.locator("#text")
    expect(field).to_be_focused()
    assert field.input_value() == DANGER
    field.fill(f"{DANGER}!")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    assert on.filed() == [f"{DANGER}!"]


def test_without_a_network_the_page_s_own_phrases_serve(tablet):
    page = tablet.page
    page.locator("[data-ask]").click()
    page.context.set_offline(True)
    page.get_by_label("What could be better?").fill(DANGER)
    page.get_by_role("button", name="Send").click()
    expect(heading(page)).to_be_visible()
    page.get_by_role("button", name="Send my idea").click()
    expect(page.get_by_role("heading", name="Thank you. It is safe.")).to_be_visible()


def test_of_an_anonymous_idea_nothing_is_asked(tablet):
    page = tablet.page
    asked = door_requests(page)
    on.write(page, DANGER, stays_anonymous=True)
    expect(heading(page)).to_be_visible()
    page.get_by_role("button", name="Send my idea").click()
    expect(page.locator("[data-claim]")).to_be_visible()
    assert asked == []


def test_a_server_that_does_not_answer_holds_nobody_up(tablet):
    page = tablet.page
    page.route("**/tablet/door", lambda route: route.abort())
    on.write(page, HARMLESS)
    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()


def test_somebody_signed_in_sees_it_before_the_form_is_sent(walk, trust):
    walker = walk(trust.ben)
    walker.go("/ideas/new")
    page = walker.page
    page.locator("#text").fill(DANGER)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(heading(page)).to_be_focused()
    page.get_by_role("button", name="Send my idea").click()
    page.wait_for_url(lambda url: not url.endswith("/new"))
    assert on.filed() == [DANGER]
