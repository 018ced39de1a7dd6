"""After the lock, after sending, and while an idea waits: nothing that somebody wrote can be read on the tablet."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from improve.core import clock
from improve.core.db import commit, db
from improve.ideas.models import Idea
from tests.journeys import tablet as on
from tests.journeys.bad_line.parked import PIN

pytestmark = pytest.mark.browser
MARK = "Quibbleworth"  # a word that no page has by itself
TEXT = f"The {MARK} drawer sticks"


def found(tablet, *words):
    """Which of the words are anywhere on the tablet: page, history, caches, databases, storage."""
    kept = on.kept(tablet.page)
    tablet.page.go_back()
    kept += tablet.page.content() if tablet.page.url == "about:blank" else on.kept(tablet.page)
    return [word for word in words if word in kept]


@pytest.mark.parametrize("is_connected", [True, False])
def test_at_61_seconds_nothing_that_was_typed_is_left_anywhere(tablet, line, is_connected):
    tablet.page.clock.install()
    tablet.go("/tablet")
    tablet.page.locator("[data-ask]").click()
    tablet.page.get_by_label("What could be better?").fill(TEXT)
    if not is_connected:
        line.state = "cut"
    tablet.page.clock.run_for(41_000)
    assert tablet.sees("Still there?")
    tablet.page.clock.run_for(20_000)
    expect(tablet.page.locator("[data-board]")).to_be_visible()
    assert found(tablet, MARK) == []


def test_a_waiting_idea_shows_a_count_and_is_readable_nowhere(tablet, line):
    line.state = "cut"
    on.write(tablet.page, TEXT)
    tablet.page.get_by_label("What could we try?").fill(f"Oil the {MARK}")
    tablet.click("Add and finish", role="button")
    on.waits(tablet.page, 1)
    assert found(tablet, MARK) == []


def test_after_the_acknowledgement_no_byte_of_it_is_left(tablet, line):
    line.state = "dropped before"
    on.write(tablet.page, TEXT)
    on.thanked(tablet.page, "It is safe.")
    on.finish(tablet.page)
    line.state = "whole"
    tablet.page.evaluate(on.FLUSH)
    on.waits(tablet.page, 0)
    assert tablet.page.evaluate("improveStore.all().then((entries) => entries.length)") == 0
    # The board, which shows the idea now, is not meant.
    assert MARK not in on.kept(tablet.page).replace(tablet.page.content(), "")


def test_an_anonymous_idea_and_its_code_leave_no_trace_but_a_sealed_entry(tablet, line):
    line.state = "cut"
    on.write(tablet.page, TEXT, stays_anonymous=True)
    tablet.sees("Keep this code")
    groups = tablet.page.locator("[data-code] > b").all_inner_texts()
    assert tablet.page.locator("[data-qr] svg path").get_attribute("d")
    tablet.click("I have kept it")
    on.waits(tablet.page, 1)
    entry = tablet.page.evaluate("improveStore.all().then(([entry]) => Object.keys(entry).sort())")
    assert entry == ["id", "iv", "kind", "schema", "sealed", "state"]  # no time, no order, nobody
    assert found(tablet, MARK, "".join(groups), *groups) == []


def test_what_could_not_be_sent_opens_with_its_code_alone(tablet, line):
    tablet.page.clock.install()
    tablet.go("/tablet")
    on.write(tablet.page, TEXT, stays_anonymous=True)
    tablet.sees("Keep this code")
    code = " ".join(tablet.page.locator("[data-code] > b").all_inner_texts())
    line.refused.add(tablet.page.evaluate("improveStore.all().then(([entry]) => entry.id)"))
    tablet.click("I have kept it")
    on.waits(tablet.page, 1)
    tablet.page.clock.fast_forward(630_000)
    tablet.page.get_by_role("link", name="Needs attention: 1 idea could not be sent").click()
    expect(tablet.page.get_by_label("Your code")).to_be_visible()
    assert found(tablet, MARK) == []
    tablet.go("/tablet/attention")
    tablet.look_around("an idea that needs attention")
    tablet.page.get_by_label("Your code").fill("0000 0000 0000 0000")
    tablet.click("Open my idea", role="button")
    assert tablet.sees("We do not know this code") and MARK not in tablet.page.content()
    tablet.page.get_by_label("Your code").fill(code.lower())
    tablet.click("Open my idea", role="button")
    expect(tablet.page.get_by_label("What was written")).to_have_value(TEXT)
    tablet.click("Throw it away", role="button")
    tablet.click("Yes, throw it away", role="button")
    on.waits(tablet.page, 0)
    assert found(tablet, MARK) == [] and line.sent[-1][0] == "/anonymous/outbox"


def test_a_lead_may_release_it_after_seven_days(tablet, line, trust, pin):
    pin(trust.ana)
    line.state = "dropped before"
    on.write(tablet.page, TEXT)
    on.thanked(tablet.page, "It is safe.")
    line.refused.add(line.sent[0][1])
    on.finish(tablet.page)
    line.state = "whole"
    tablet.page.evaluate(on.FLUSH)
    tablet.go("/tablet/attention")
    assert tablet.page.locator("[data-release]").is_hidden()
    week_ago = f"{clock.now() - timedelta(days=8):%Y-%m-%d}"
    tablet.page.evaluate(
        "(on) => improveStore.all().then(([entry]) => improveStore.mark(entry.id, { on }))", week_ago
    )
    tablet.page.reload()
    form = tablet.page.locator("[data-release]")
    form.get_by_label("Who are you?").select_option(label=trust.ana.name)
    form.get_by_label("Your PIN").fill(PIN)
    tablet.click("Open it as a lead", role="button")
    expect(tablet.page.get_by_label("What was written")).to_have_value(TEXT)
    tablet.page.get_by_label("What was written").fill("A drawer sticks")
    line.refused.clear()
    tablet.click("Send it again", role="button")
    on.waits(tablet.page, 0)
    assert db.session.scalars(select(Idea.headline)).all() == ["A drawer sticks"]


def test_a_name_goes_on_the_idea_by_pin_and_what_was_typed_before_is_still_there(tablet, trust, pin):
    pin(trust.ben)
    on.write(tablet.page, TEXT)
    on.thanked(tablet.page, "It is sent.")
    tablet.page.get_by_label("What could we try?").fill("Oil it")
    tablet.click("Add my name")
    tablet.page.get_by_label(trust.ben.name).check()
    for number in PIN:
        tablet.click(number, role="button", exact=True)
    expect(tablet.page.locator(".named")).to_have_text(trust.ben.name)
    assert tablet.page.get_by_label("What could we try?").input_value() == "Oil it"
    assert tablet.page.locator("[data-countdown]:not([hidden])").count() == 0
    tablet.click("Add and finish", role="button")
    expect(tablet.page.locator("[data-board]")).to_be_visible()
    commit()
    idea = db.session.scalars(select(Idea)).one()
    assert idea.author.name == trust.ben.name
    kept = on.kept(tablet.page).replace(tablet.page.content(), "")
    assert trust.ben.name not in kept and PIN not in kept
    tablet.go(f"/ideas/{idea.id}")
    assert tablet.sees("Oil it")
