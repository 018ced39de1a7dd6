"""A screen reader on the tablet: one region that stands from the first moment on, one announcement for each tap."""

import pytest
from playwright.sync_api import expect

from tests.boards.conftest import set_up
from tests.journeys.tablet import is_ready
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

LIVE = "document.querySelectorAll('[aria-live], [role=status], [role=alert], [role=log]')"


@pytest.fixture
def tablet(walk, trust) -> Walker:
    """The tablet of Ward 12 with its board on the screen; the region of that moment is remembered."""
    return walk(width=1180, tablet=set_up(trust.ward_12)[1])


def begin(tablet, path):
    """Open a page by its address, and remember its region."""
    tablet.go(path)
    tablet.page.evaluate("window.region = document.querySelector('#announce')")


def said(tablet) -> list[str]:
    """What was spoken since the last question; the region is still the first one, and the only one."""
    spoken = tablet.spoken()
    assert tablet.page.evaluate(f"region.isConnected && {LIVE}.length === 1 && {LIVE}[0] === region")
    tablet.page.evaluate("spoken.length = 0")
    return spoken


def send(tablet, text="Our name badges have tiny writing."):
    tablet.page.get_by_label("What could be better?").fill(text)
    tablet.click("Send", role="button")


def test_each_tap_is_announced_once_in_the_region_that_stood_there(tablet, trust):
    begin(tablet, "/tablet/idea")
    send(tablet, "")
    assert said(tablet) == ["Write what could be better"]
    send(tablet)
    tablet.sees("It is sent")
    assert said(tablet) == ["Thank you. It is sent. Back to the board in 5 seconds."]
    tablet.write("What could we try?", "A lanyard")
    tablet.click("Add and finish", role="button")
    expect(tablet.page.locator("[data-board]")).to_be_visible()
    assert said(tablet) == ["Thank you. It is added to your idea."]


def test_support_is_announced_once(idea, tablet):
    begin(tablet, f"/ideas/{idea.id}")
    tablet.click("Support this", role="button")
    tablet.sees("Supported from this tablet today")
    assert said(tablet) == ["You support this."]


def test_without_a_network_it_is_announced_once_that_the_idea_is_safe(tablet, trust):
    begin(tablet, "/tablet/idea")
    is_ready(tablet.page)
    tablet.context.set_offline(True)
    send(tablet)
    tablet.sees("It is safe")
    saved = "Not sent yet: saved on this tablet (1 waiting)."
    assert said(tablet) == [f"Thank you. It is safe. {saved} Back to the board in 5 seconds."]
    tablet.page.locator("#suggestion").focus()
    tablet.context.set_offline(False)
    tablet.sees("It is sent")
    assert said(tablet) == ["It is sent now."]
    tablet.complaints.clear()  # the browser itself notes that there was no connection


def test_the_board_that_comes_anew_and_the_question_after_40_seconds_keep_the_region(tablet, trust):
    tablet.page.clock.install()
    begin(tablet, "/tablet")
    with tablet.page.expect_response("**/tablet"):
        tablet.page.clock.run_for(62_000)
    tablet.page.clock.run_for(1_000)
    assert said(tablet) == []
    begin(tablet, "/tablet/doors")
    tablet.page.clock.run_for(41_000)
    assert said(tablet) == ["Still there? This screen clears in 20 seconds."]
    tablet.page.clock.run_for(20_000)
    expect(tablet.page.locator("[data-board]")).to_be_visible()
    assert said(tablet) == []
