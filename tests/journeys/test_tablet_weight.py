"""What the field of the tablet weighs on a first visit, and how few taps an idea takes. `make bench` measures times."""

import gzip
import json

import pytest
from playwright.sync_api import expect

from tests.boards.conftest import set_up
from tests.journeys import tablet as on

pytestmark = pytest.mark.browser

MOST_BYTES, MOST_SCRIPT_BYTES = 90 * 1024, 35 * 1024  # compressed
MOST_REQUESTS = 8
MOST_TAPS = 3  # and the text
TEXT = "Our name badges have tiny writing, and nobody over forty can read them"  # 70 letters
# Those of the page itself, up to the moment when one can type; what the service worker fetches comes after.
SHIFTS = """new Promise((done) => {
  let sum = 0;
  const add = (entry) => { if (!entry.hadRecentInput) sum += entry.value; };
  new PerformanceObserver((list) => list.getEntries().forEach(add))
    .observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(sum), 500);
})"""


@pytest.fixture
def tablet(walk, trust):
    """Never here before."""
    return walk(width=1180, tablet=set_up(trust.ward_12)[1])


def test_the_first_visit_of_the_field_is_light(tablet):
    weights, kinds = {}, {}

    def weigh(response):
        if response.request.service_worker or "/shell/" in response.url or response.url.endswith("worker.js"):
            return  # fetched later, for the hours without a network
        kinds[response.url] = response.request.resource_type
        weights[response.url] = len(gzip.compress(response.body(), mtime=0))

    tablet.page.on("response", weigh)
    tablet.go("/tablet/idea")
    tablet.page.wait_for_load_state("networkidle")
    scripts = sum(weight for url, weight in weights.items() if kinds[url] == "script")
    assert len(weights) <= MOST_REQUESTS, sorted(weights)
    assert sum(weights.values()) <= MOST_BYTES, json.dumps(weights, indent=1)
    assert scripts <= MOST_SCRIPT_BYTES


def test_nothing_jumps_while_the_field_is_opened_and_used(tablet):
    tablet.go("/tablet/idea")
    tablet.page.get_by_label("What could be better?").press_sequentially("Keys")
    assert tablet.page.evaluate(SHIFTS) <= 0.02


def test_an_idea_is_two_taps_and_the_text_an_anonymous_one_three(tablet):
    tablet.go("/tablet")
    on.is_ready(tablet.page)
    for is_anonymous in (False, True):
        taps = 0
        tablet.page.locator("[data-ask]").click()
        taps += 1
        expect(tablet.page.get_by_label("What could be better?")).to_be_focused()
        tablet.page.keyboard.type(TEXT)
        if is_anonymous:
            tablet.page.locator("[data-stay-anonymous]").check()
            taps += 1
        tablet.page.get_by_role("button", name="Send").click()
        taps += 1
        on.thanked(tablet.page, "Keep this code" if is_anonymous else "It is sent.")
        assert taps <= MOST_TAPS
        tablet.go("/tablet")
