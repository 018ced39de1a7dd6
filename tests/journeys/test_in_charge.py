"""Who is in charge this shift, on a tablet: two taps, there without a network, and gone when the time is over."""

import pytest
from playwright.sync_api import expect

from tests.journeys import tablet as on

pytestmark = pytest.mark.browser

DANGER = "Oxygen in bay 2 is hissing and his sats are dropping right now"
THIRTEEN_HOURS_MS = 13 * 3_600_000


def test_the_name_is_there_without_a_network_and_goes_when_its_time_is_over(walk, trust):
    tablet = on.tablet_of(walk, trust.ward_12)
    page = tablet.page
    page.clock.install()
    tablet.go("/tablet/in-charge")
    page.get_by_role("radio", name="Ben Okoro").check()
    page.get_by_role("button", name="For 12 hours").click()
    card = page.locator(".door.now:visible .to")
    expect(card).to_contain_text("Ben Okoro is in charge until")
    page.get_by_role("link", name="Back to the board").last.click()
    page.context.set_offline(True)
    on.write(page, DANGER)
    expect(card).to_contain_text("Ben Okoro is in charge until")
    page.clock.fast_forward(THIRTEEN_HOURS_MS)
    # Nobody touched the tablet, so it shows the last board that it saw.
    expect(page.locator("[data-board]")).to_be_visible()
    assert "Ben Okoro" not in on.kept(page)
