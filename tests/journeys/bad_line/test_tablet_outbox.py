"""The outbox of a tablet on a bad line: an entry goes when the server has said so, and nothing else removes it."""

import pytest
from playwright.sync_api import expect

from tests.journeys import tablet as on

pytestmark = pytest.mark.browser
TEXT, OTHER, THIRD = (
    "Our name badges have tiny writing",
    "The pens are always dry",
    "A rota by email would help",
)
NO_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })"
NO_STORAGE = "indexedDB.open = () => { throw new DOMException('refused', 'InvalidStateError'); }"
# As on a page that came over plain HTTP.
NO_CRYPTO = """for (const name of ['subtle', 'randomUUID'])
  Object.defineProperty(Crypto.prototype, name, { value: undefined })"""
FULL = "navigator.storage.estimate = async () => ({ quota: 1000000000, usage: 999999000 })"
TWICE = """() => Promise.all([improveOutbox.flush(), new Promise((done) => setTimeout(done, 300))])"""


@pytest.mark.parametrize(
    "state", ["portal", "sign-in", "proxy", "json", "dropped before", "dropped after", "shut out"]
)
def test_only_our_own_acknowledgement_removes_an_entry(tablet, line, state):
    line.state = state
    on.write(tablet.page, TEXT)
    on.thanked(tablet.page, "It is safe.")
    assert tablet.page.get_by_text("It is sent", exact=False).locator("visible=true").count() == 0
    on.finish(tablet.page)
    on.waits(tablet.page, 1)
    line.state = "whole"
    tablet.page.evaluate(on.FLUSH)
    on.waits(tablet.page, 0)
    assert on.filed() == [TEXT] and len({key for _, key in line.sent}) == 1


def test_too_many_waits_as_long_as_the_server_wants(tablet, line):
    line.state = "busy"
    on.write(tablet.page, TEXT)
    on.finish(tablet.page)
    asked = len(line.sent)
    tablet.page.evaluate(on.FLUSH)
    tablet.page.evaluate(on.FLUSH)
    assert len(line.sent) == asked == 1
    line.state = "whole"
    tablet.page.wait_for_timeout(3_000)
    tablet.page.evaluate(on.FLUSH)
    on.waits(tablet.page, 0)
    assert on.filed() == [TEXT]


def test_a_refused_entry_is_parked_and_blocks_nobody(tablet, line):
    line.state = "dropped before"
    on.write(tablet.page, TEXT)
    on.thanked(tablet.page, "It is safe.")
    line.refused.add(line.sent[0][1])
    on.finish(tablet.page)
    on.write(tablet.page, OTHER)
    on.finish(tablet.page)
    line.state = "whole"
    tablet.page.evaluate(on.FLUSH)
    assert tablet.sees("Needs attention: 1 idea could not be sent")
    on.until(tablet.page, "improveOutbox.counts().then(({ waiting }) => waiting === 0)")
    assert on.filed() == [OTHER]
    on.write(tablet.page, THIRD)
    on.thanked(tablet.page, "It is sent.")


def test_what_is_refused_while_its_author_stands_there_stays_in_the_field_alone(tablet):
    tablet.page.locator("[data-ask]").click()
    tablet.page.evaluate("document.querySelector('form[data-capture]').dataset.least = 0")
    tablet.page.get_by_label("What could be better?").fill("ab")
    tablet.page.get_by_role("button", name="Send").click()
    expect(tablet.page.locator("#text-error")).to_have_text("Your idea must be 3 characters or more")
    assert tablet.page.title().startswith("Error: ") and tablet.focus().startswith("TEXTAREA")
    assert tablet.page.evaluate("improveStore.all().then((entries) => entries.length)") == 0


@pytest.mark.parametrize("locks", [True, False], ids=["locks", "lease"])
def test_two_tabs_send_each_entry_once(tablet, line, locks):
    if not locks:
        tablet.context.add_init_script(NO_LOCKS)
        tablet.page.reload()
    line.state = "cut"
    tablet.context.set_offline(True)
    for text in (TEXT, OTHER, THIRD):
        on.write(tablet.page, text)
        on.thanked(tablet.page, "It is safe.")
        on.finish(tablet.page)
    second = tablet.context.new_page()
    second.goto("/tablet")
    line.sent.clear()
    line.state = "whole"
    tablet.context.set_offline(False)
    second.evaluate("void improveOutbox.flush()")
    tablet.page.evaluate(TWICE)
    on.waits(second, 0)
    assert on.filed() == sorted([TEXT, OTHER, THIRD])
    assert len(line.sent) == len({key for _, key in line.sent}) == 3
    second.close()


@pytest.mark.parametrize("trouble", [NO_STORAGE, FULL, NO_CRYPTO], ids=["refused", "full", "plain"])
def test_where_nothing_can_be_kept_it_is_said_before_typing_and_nothing_is_lost(tablet, line, trouble):
    tablet.context.add_init_script(trouble)
    tablet.go("/tablet/idea")
    assert tablet.sees("This tablet cannot keep ideas just now. Stay here until you read “Sent”.")
    line.state = "dropped before"
    field = tablet.page.get_by_label("What could be better?")
    field.fill(TEXT)
    tablet.click("Send", role="button")
    expect(tablet.page.locator("#text-error")).to_contain_text("Your words are still here")
    assert field.input_value() == TEXT
    line.state = "whole"
    tablet.click("Send", role="button")
    on.thanked(tablet.page, "It is sent.")
    assert on.filed() == [TEXT] and len({key for _, key in line.sent}) == 1


def test_an_entry_of_a_newer_program_is_kept_and_blocks_nobody(tablet):
    tablet.page.evaluate(
        "improveStore.put('from-tomorrow', 'idea', {}).then(() => improveStore.mark('from-tomorrow', { schema: 99 }))"
    )
    on.write(tablet.page, TEXT)
    on.thanked(tablet.page, "It is sent.")
    on.finish(tablet.page)
    on.waits(tablet.page, 1)


def test_no_two_entries_are_sealed_with_one_nonce(tablet):
    nonces = tablet.page.evaluate(
        "async () => { for (let i = 0; i < 200; i += 1) await improveStore.put(`n${i}`, 'held', { body: 'same' });"
        "return (await improveStore.all()).map((entry) => String(entry.iv)); }"
    )
    assert len(nonces) == len(set(nonces)) == 200


def test_the_key_cannot_be_read_out(tablet):
    said = tablet.page.evaluate(
        "improveStore.open().then(({ key }) => crypto.subtle.exportKey('raw', key)).then(() => 'read', (no) => no.name)"
    )
    assert said == "InvalidAccessError"
