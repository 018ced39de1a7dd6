"""A claim code is read by the camera: the picture stays in the page, and the camera is let go whatever happens."""

import pytest
from playwright.sync_api import expect

from improve.core.db import commit
from improve.core.ids import digest
from improve.ideas.anonymous import wait_for_release
from tests.boards.conftest import set_up
from tests.journeys.film import browser_with_camera, film_of
from tests.journeys.tablet import until
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

CODE = "7KQM2XWD9RFH4TBN"
OURS, ANOTHER = f"https://improve.hospital.example/code#{CODE}", "https://menu.example/lunch"
TEXT = "We work through our breaks."
# Each camera that the page was given, so that one can ask whether it is still in use.
GIVEN = """window.given = [];
const give = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  const stream = await give(wanted);
  given.push(...stream.getTracks());
  return stream;
};"""
WITHOUT_A_READER = "delete window.BarcodeDetector;"
WITH_A_READER = """window.BarcodeDetector = class {
  static async getSupportedFormats() { return ['qr_code']; }
  async detect() { window.has_looked = true; return []; }
};"""
REFUSING = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', window.why); };"
NOT_GIVEN = {
    "NotAllowedError": "The camera may not be used here.",
    "NotReadableError": "Something else is using the camera just now.",
    "NotFoundError": "We found no camera here.",
}
IN_USE = "given.map(({readyState}) => readyState)"


@pytest.fixture(scope="module")
def camera(chrome, tmp_path_factory):
    """Before it another code for two seconds, then ours."""
    film = film_of(tmp_path_factory.mktemp("film") / "codes.y4m", ANOTHER, OURS, seconds=2)
    browser = browser_with_camera(chrome, film)
    yield browser
    browser.close()


@pytest.fixture
def at_code_page(camera, site, trust):
    """`at_code_page(script)`: the page for a code, on a ward tablet or a phone. An anonymous author's idea waits."""
    wait_for_release(trust.ward_12, TEXT, "", {}, digest(CODE))
    _tablet, secret = set_up(trust.ward_12)
    commit()
    walkers = []

    def open_it(script, *, on_phone=False):
        walker = Walker(camera, site, tablet="" if on_phone else secret, width=390 if on_phone else 1180)
        walkers.append(walker)
        walker.page.add_init_script(GIVEN + script)
        walker.go("/code")
        walker.asked = []
        walker.page.on("request", lambda sent: walker.asked.append(sent.url))
        return walker

    yield open_it
    complaints = [each for walker in walkers for each in walker.complaints]
    for walker in walkers:
        walker.leave()
    assert not complaints


def test_another_code_is_passed_over_and_ours_opens_the_answer(at_code_page):
    tablet = at_code_page(WITHOUT_A_READER)
    tablet.click("Scan it", role="button")
    assert tablet.sees("This is not one of our codes. Hold yours in front of the camera.")
    assert tablet.sees(TEXT)
    assert tablet.page.evaluate(IN_USE) == ["ended"]
    assert not [url for url in tablet.asked if CODE in url]


def test_a_camera_that_is_not_given_is_one_sentence_and_the_field_is_ready(at_code_page):
    tablet = at_code_page(REFUSING)
    for why, sentence in NOT_GIVEN.items():
        tablet.page.evaluate(f"window.why = '{why}'")
        tablet.click("Scan it", role="button")
        assert tablet.sees(f"{sentence} That is fine: type your code.")
        expect(tablet.page.get_by_label("Type your code")).to_be_focused()
    assert tablet.spoken()[-1] == "We found no camera here. That is fine: type your code."


def test_after_a_minute_without_a_code_the_camera_is_off(at_code_page):
    phone = at_code_page(WITH_A_READER, on_phone=True)
    phone.page.clock.install()
    phone.click("Scan it", role="button")
    reads(phone)
    phone.page.clock.fast_forward(61_000)
    assert phone.sees("We saw no code, so the camera is off again.")
    assert phone.page.evaluate(IN_USE) == ["ended"]
    assert not [url for url in phone.asked if "qr_reader" in url]  # this browser reads by itself


def test_whoever_leaves_the_tablet_leaves_no_camera_on(at_code_page):
    tablet = at_code_page(WITH_A_READER)
    tablet.click("Scan it", role="button")
    reads(tablet)
    tablet.click("Back to the board", inside="header")
    expect(tablet.page.locator("[data-board]")).to_be_visible()
    assert tablet.page.evaluate(IN_USE) == ["ended"]


def test_without_a_camera_the_button_is_not_there(walk):
    nobody = walk()
    nobody.go("/code")
    expect(nobody.page.get_by_role("button", name="Read my answer")).to_be_visible()
    expect(nobody.page.get_by_role("button", name="Scan it")).to_be_hidden()


def reads(walker):
    """The picture of the camera is being read."""
    until(walker.page, "window.has_looked === true")
    assert walker.page.evaluate(IN_USE) == ["live"]
