"""A poster's page on somebody's own phone: patients and the right door before Send, and no heavier than a tablet's."""

import gzip

import pytest
from playwright.sync_api import expect

from improve.tablets.links import Poster
from tests.journeys import tablet as on
from tests.journeys.screens import link
from tests.journeys.test_tablet_weight import MOST_BYTES, MOST_REQUESTS, MOST_SCRIPT_BYTES

pytestmark = pytest.mark.browser

PATIENT = "Mrs Edna Hartley would like the menu in larger print"
DANGER = "Please come quick, he is not breathing"


@pytest.fixture
def phone(walk, trust):
    walker = walk(width=390)
    walker.path = f"/poster/{link(trust, Poster)}"
    return walker


def opened(phone):
    phone.go(phone.path)
    phone.page.wait_for_load_state("networkidle")
    return phone.page


def test_who_a_patient_is_shows_while_typing_and_stops_at_send(phone):
    page = opened(phone)
    page.locator("#text").fill(PATIENT)
    expect(page.locator("[data-patient-line]")).to_contain_text("may show who a patient is")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("main mark")).to_contain_text("Hartley")
    assert on.filed() == []
    phone.look_around("a patient on the poster")
    page.get_by_role("button", name="Send without it").click()
    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    assert on.filed() == ["A patient would like the menu in larger print"]


def test_the_card_comes_once_without_a_name_and_asks_nothing_of_the_server(phone):
    page = opened(phone)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("[data-stay-anonymous]").check()
    page.locator("#text").fill(DANGER)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", name="Is someone at risk now?")).to_be_focused()
    assert asked == []
    phone.look_around("the right door on the poster")
    page.get_by_role("button", name="Send my idea").click()
    expect(page.locator("[data-claim]")).to_be_visible()


def test_the_server_shows_the_card_to_everybody_else(phone):
    page = opened(phone)
    page.locator("#text").fill(DANGER)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", name="Is someone at risk now?")).to_be_visible()
    phone.look_around("the right door on the poster, by the server")
    page.get_by_role("button", name="Send my idea").click()
    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    assert on.filed() == [DANGER]


def test_a_first_visit_is_as_light_as_the_tablet_s(phone):
    weights, kinds = {}, {}

    def weigh(response):
        kinds[response.url] = response.request.resource_type
        weights[response.url] = len(gzip.compress(response.body(), mtime=0))

    phone.page.on("response", weigh)
    opened(phone)
    assert len(weights) <= MOST_REQUESTS, sorted(weights)
    assert sum(weights.values()) <= MOST_BYTES, weights
    assert sum(weight for url, weight in weights.items() if kinds[url] == "script") <= MOST_SCRIPT_BYTES
