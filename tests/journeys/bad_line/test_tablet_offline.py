"""The tablet without a network: the field opens, the idea is safe, and it arrives. The line is really cut."""

from datetime import datetime, timedelta

import pytest
from PIL import Image
from playwright.sync_api import expect

from improve.capture import shell
from tests.boards.conftest import set_up
from tests.journeys import tablet as on
from tests.real import browser as chromium

pytestmark = pytest.mark.browser
TEXT, OTHER = "Our name badges have tiny writing", "The whiteboard pens are always dry"


def cut(tablet, line):
    """No network, and no server behind it."""
    line.state = "cut"
    tablet.context.set_offline(True)


def mend(tablet, line):
    line.state = "whole"
    tablet.context.set_offline(False)


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("link", "I have a code"),
        ("link", "See the whole board"),
        ("link", "Is someone at risk now?"),
        ("button", "Cymraeg"),
    ],
)
def test_what_needs_a_network_says_so_and_leaves_the_board_where_it_is(tablet, line, role, name):
    cut(tablet, line)
    tablet.page.get_by_role(role, name=name).click()
    expect(tablet.page.locator(".toast")).to_contain_text("There is no connection just now")
    expect(tablet.page.locator("[data-board] .lane")).not_to_have_count(0)
    assert tablet.page.url.endswith("/tablet")


def test_a_link_leads_on_as_soon_as_the_network_is_back(tablet, line):
    cut(tablet, line)
    tablet.page.get_by_role("link", name="I have a code").click()
    mend(tablet, line)
    tablet.page.get_by_role("link", name="I have a code").click()
    tablet.page.wait_for_url("**/code")


def test_a_tablet_that_is_opened_without_a_network_finds_its_board_by_itself(tablet, line):
    cut(tablet, line)
    tablet.page.reload()
    assert tablet.sees("This tablet has no network")
    mend(tablet, line)
    expect(tablet.page.locator("[data-board]")).to_be_visible(timeout=30_000)


def test_the_field_works_after_a_reload_without_a_network_and_the_idea_arrives(tablet, line):
    cut(tablet, line)
    tablet.page.reload()
    assert tablet.sees("Still works. We send it later.")
    on.write(tablet.page, TEXT)
    on.thanked(tablet.page, "It is safe.")
    on.finish(tablet.page)
    on.waits(tablet.page, 1)
    assert on.filed() == []
    mend(tablet, line)
    on.waits(tablet.page, 0)
    assert on.filed() == [TEXT]


def test_it_works_after_closing_the_browser_and_on_the_next_day(chrome, site, line, trust, tmp_path):
    def opened():
        context = chrome.browser_type.launch_persistent_context(
            tmp_path,
            executable_path=chromium.chromium_path(),
            headless=True,
            args=chromium.flags(),
            base_url=site,
        )
        return context, context.pages[0]

    secret = set_up(trust.ward_12)[1]
    context, page = opened()
    context.add_cookies([{"name": "tablet", "value": secret, "url": site, "expires": 4e9}])
    page.goto("/tablet")
    on.is_ready(page)
    line.state = "cut"
    on.write(page, TEXT)
    on.thanked(page, "It is safe.")
    context.close()
    context, page = opened()
    page.clock.install(time=datetime.now() + timedelta(days=1))
    page.goto("/tablet")
    on.waits(page, 1)
    on.write(page, OTHER)
    on.thanked(page, "It is safe.")
    line.state = "whole"
    page.goto("/tablet")
    on.waits(page, 0)
    assert on.filed() == [TEXT, OTHER]
    context.close()


def test_a_page_outside_the_board_is_no_dead_end_without_a_network(tablet, line, trust):
    cut(tablet, line)
    tablet.go("/code")
    assert tablet.sees("The board comes back by itself")
    assert tablet.page.url.endswith("/tablet")
    mend(tablet, line)
    expect(tablet.page.locator(".lanes[data-board]")).to_be_visible()


def test_the_last_board_comes_back_with_its_age(tablet, line):
    tablet.page.clock.install()
    cut(tablet, line)
    on.write(tablet.page, TEXT)
    on.finish(tablet.page)
    assert tablet.sees("See the whole board") and tablet.sees("Still works. We send it later.")
    tablet.page.clock.run_for(12 * 60_000)
    assert tablet.sees("No network. This screen is 12 minutes old")
    assert tablet.page.locator(".age.red").count() == 1


def test_what_is_added_without_a_network_goes_after_its_idea(tablet, line):
    cut(tablet, line)
    on.write(tablet.page, TEXT)
    tablet.page.get_by_label("What could we try?").fill("Hang both sets by the door")
    tablet.page.get_by_text("Patients", exact=True).click()
    tablet.click("Add and finish", role="button")
    on.waits(tablet.page, 1)
    mend(tablet, line)
    on.waits(tablet.page, 0)
    first, second = line.sent[-2:]
    assert first[0] == "/outbox" and second[0] == f"/outbox/{first[1]}/additions"
    tablet.go("/tablet/board/new")
    tablet.click(TEXT)
    assert tablet.sees("Hang both sets by the door") and tablet.sees("Good for patients")


def test_the_amber_screen_turns_green_when_the_idea_goes_out_while_it_is_open(tablet, line):
    line.state = "dropped before"
    on.write(tablet.page, TEXT)
    assert tablet.sees("Not sent yet: saved on this tablet (1 waiting)")
    tablet.page.get_by_label("What could we try?").fill("Hang both")
    line.state = "whole"
    tablet.page.evaluate(on.FLUSH)
    on.thanked(tablet.page, "It is sent.")
    assert tablet.sees("will answer by")
    assert tablet.page.get_by_label("What could we try?").input_value() == "Hang both"
    assert (
        tablet.page.locator(".done.later").count() == 0
        and tablet.page.locator(".bar .age").inner_text() == "Sent"
    )


def test_a_tablet_that_was_shut_out_keeps_its_ideas_and_opens_no_field(tablet, line, trust):
    line.state = "shut out"
    on.write(tablet.page, TEXT)
    on.thanked(tablet.page, "It is safe.")
    assert tablet.page.evaluate("improveOutbox.counts().then((counts) => counts.waiting)") == 1


def test_the_worker_keeps_the_shell_and_nothing_else(tablet, application):
    kept = tablet.page.evaluate(
        "async () => { const names = await caches.keys(); const all = [];"
        "for (const name of names) all.push(...(await (await caches.open(name)).keys()).map((request) => request.url));"
        "return all; }"
    )
    asset = application.jinja_env.globals["asset"]
    with application.test_request_context():
        files = [asset(file) for file in shell.FILES]
    pages = [*shell.PAGES, "/tablet/shell/saved"]
    assert sorted(kept) == sorted(tablet.site + address for address in [*files, *pages])


def test_a_new_version_of_the_worker_leaves_one_cache_and_every_entry(tablet, line, monkeypatch):
    line.state = "dropped before"
    on.write(tablet.page, TEXT)
    on.thanked(tablet.page, "It is safe.")
    tablet.page.evaluate(OLD_ENTRY, OTHER)
    before = tablet.page.evaluate("caches.keys()")
    monkeypatch.setattr(shell, "version", lambda kept: "another")
    tablet.page.evaluate("navigator.serviceWorker.getRegistration().then((worker) => worker.update())")
    on.until(tablet.page, "caches.keys().then((names) => names.join() === 'shell-another')")
    assert before != ["shell-another"]
    line.state = "whole"
    tablet.go("/tablet")
    on.waits(tablet.page, 0)
    assert on.filed() == [TEXT, OTHER]


# As the first format had it: what is sent was sealed alone.
OLD_ENTRY = """async (text) => {
  const { db, key } = await improveStore.open();
  const id = crypto.randomUUID(), iv = crypto.getRandomValues(new Uint8Array(12)), code = new TextEncoder();
  const lock = { name: "AES-GCM", iv, additionalData: code.encode(`1 ${id}`) };
  const words = code.encode(JSON.stringify({ text, written_at: new Date().toISOString() }));
  const sealed = await crypto.subtle.encrypt(lock, key, words);
  const entry = { id, schema: 1, kind: "idea", state: "waiting", iv, sealed };
  db.transaction("entries", "readwrite").objectStore("entries").put(entry);
}"""


def test_a_photo_is_made_small_on_the_tablet_and_travels_with_the_rest(tablet, line, tmp_path):
    taken = tmp_path / "IMG_0042.jpg"
    details = Image.Exif()
    details[CAMERA] = "Canary camera"
    Image.effect_noise((3000, 2250), 60).convert("RGB").save(taken, quality=95, exif=details)
    cut(tablet, line)
    on.write(tablet.page, TEXT)
    tablet.page.locator("#photo").set_input_files(taken)
    expect(tablet.page.get_by_role("button", name="Take away")).to_be_visible()
    file = "document.querySelector('#photo').files[0]"
    assert tablet.page.evaluate(f"{file}.name") == "photo.jpg"
    size = tablet.page.evaluate(f"createImageBitmap({file}).then(({{width, height}}) => [width, height])")
    assert size == [2000, 1500]
    assert "Canary" not in tablet.page.evaluate(f"{file}.text()")
    tablet.click("Add and finish", role="button")
    mend(tablet, line)
    on.waits(tablet.page, 0)
    tablet.go("/tablet/board/new")
    tablet.click(TEXT)
    expect(tablet.page.locator(".photo img")).to_be_visible()


CAMERA = 0x0110  # the model, in a picture's own details


def test_a_portal_in_between_takes_nothing_of_what_the_tablet_keeps(tablet, line):
    page = tablet.page
    line.state = "portal for all"
    page.evaluate(
        "void navigator.serviceWorker.controller.postMessage({ renew: 'cy' })"
    )  # it asks for all pages anew
    page.wait_for_timeout(1500)
    for address in ("/tablet", "/tablet/idea", "/tablet/shell/saved"):
        kept = page.evaluate(f"caches.match('{address}').then((found) => found.text())")
        assert "data-tablet" in kept and "Wi-Fi" not in kept
    page.reload()
    on.write(page, TEXT)
    on.thanked(page, "It is safe.")
    on.finish(page)
    line.state = "whole"
    on.waits(page, 0)
    assert on.filed() == [TEXT]
