""" "Needs attention": what the server refused arrives once when it is sent again."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from improve.core import clock
from improve.core.db import commit, db, start_writing
from improve.ideas.models import Idea
from improve.ideas.patients.holding import is_held
from tests.journeys import tablet as on
from tests.journeys.bad_line.parked import (
    ADDED,
    ENTRIES,
    KEYS,
    MARK,
    NO_PATIENT,
    OTHER,
    PATIENT,
    TAPS,
    TEXT,
    enter_as_lead,
    open_as_lead,
    park,
    park_addition,
    put,
    suggestions,
    words_of,
)
from tests.journeys.bad_line.test_tablet_offline import OLD_ENTRY

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("people_with_pins")]


# --- exactly once --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [TEXT, OTHER], ids=["as it stands", "in other words"])
def test_sent_again_with_three_taps_it_arrives_once(tablet, line, trust, text):
    key = park(tablet, line)
    open_as_lead(tablet, trust)
    words_of(tablet).fill(text)
    line.refused.clear()
    line.sent.clear()
    tablet.page.evaluate(TAPS)
    on.waits(tablet.page, 0)
    assert on.filed() == [text] and len(line.sent) == 1
    assert (line.sent[0][1] == key) == (text == TEXT)


def test_an_answer_that_is_lost_doubles_nothing(tablet, line, trust):
    park(tablet, line)
    open_as_lead(tablet, trust)
    words_of(tablet).fill(OTHER)
    line.refused.clear()
    line.sent.clear()
    line.state = "dropped after"
    tablet.page.evaluate(TAPS)
    on.waits(tablet.page, 1)
    line.state = "whole"
    tablet.page.evaluate(on.FLUSH)
    on.waits(tablet.page, 0)
    assert on.filed() == [OTHER] and len({key for _, key in line.sent}) == 1


def test_opened_on_two_screens_it_is_sent_by_one(tablet, line, trust):
    park(tablet, line)
    second = tablet.context.new_page()
    second.goto("/tablet")
    for page in (tablet.page, second):
        open_as_lead(tablet, trust, page)
        expect(page.locator("#parked-text")).to_be_visible()  # before the other screen touches the entry
    line.refused.clear()
    for page, text in ((tablet.page, TEXT), (second, OTHER)):
        page.locator("#parked-text").fill(text)
        page.get_by_role("button", name="Send it again").click()
        expect(page.locator("[data-board]")).to_be_visible()
    assert on.filed() == [TEXT]
    expect(second.locator(".toast")).to_contain_text("on another screen")
    second.close()


def test_opened_after_another_screen_has_sent_it_it_is_said_to_be_gone(tablet, line, trust):
    park(tablet, line)
    tablet.page.evaluate(MARK, {"on": "2026-01-05"})
    tablet.go("/tablet/attention")
    expect(tablet.page.locator("[data-release]")).to_be_visible()
    tablet.page.evaluate("improveStore.all().then(([{ id }]) => improveStore.remove(id))")
    enter_as_lead(tablet.page, trust)
    expect(tablet.page.locator(".toast")).to_contain_text("on another screen")


def test_an_anonymous_one_waits_once_and_its_words_are_shown_to_no_door(tablet, line):
    on.write(tablet.page, TEXT, stays_anonymous=True)
    tablet.sees("Keep this code")
    code = "".join(tablet.page.locator("[data-code] > b").all_inner_texts())
    tablet.click("I have kept it")
    on.waits(tablet.page, 1)
    tablet.page.evaluate(MARK, {"state": "parked", "on": "2026-01-05"})
    asked = []
    tablet.page.on("request", lambda request: asked.append(request.post_data or ""))
    tablet.go("/tablet/attention")
    tablet.page.get_by_label("Your code, if you stayed anonymous").fill(code)
    tablet.click("Open my idea", role="button")
    words_of(tablet).fill(OTHER)
    tablet.page.evaluate(TAPS)
    on.waits(tablet.page, 1)
    assert [entry[:2] for entry in tablet.page.evaluate(ENTRIES)] == [["anonymous", "waiting"]]
    assert not [sent for sent in asked if OTHER[:12] in sent or OTHER[:12].replace(" ", "+") in sent]


# --- what was added ------------------------------------------------------------------------------------------------


def test_an_addition_arrives_though_the_line_was_down_for_half_an_hour(tablet, line):
    tablet.page.clock.install(time=datetime.now() - timedelta(minutes=30))
    tablet.go("/tablet")
    on.is_ready(tablet.page)
    on.write(tablet.page, TEXT)
    on.thanked(tablet.page, "It is sent.")
    commit()
    start_writing()
    idea = db.session.scalars(select(Idea)).one()
    idea.received_at = clock.now() - timedelta(minutes=30)
    commit()
    line.state = "dropped before"
    tablet.page.get_by_label("What could we try?").fill(ADDED)
    tablet.click("Add and finish", role="button")
    tablet.page.clock.run_for(5_000)
    on.waits(tablet.page, 1)
    line.state = "whole"
    tablet.page.evaluate(on.FLUSH)
    on.waits(tablet.page, 0)
    assert suggestions() == [ADDED]


def test_what_was_added_to_an_idea_that_was_refused_goes_with_its_other_words(tablet, line, trust):
    park(tablet, line, added=ADDED)
    open_as_lead(tablet, trust)
    words_of(tablet).fill(OTHER)
    line.refused.clear()
    tablet.click("Send it again", role="button")
    on.waits(tablet.page, 0)
    assert on.filed() == [OTHER] and suggestions() == [ADDED]
    assert tablet.page.evaluate(ENTRIES) == []


def test_a_refused_addition_is_no_idea_and_stays_until_it_is_thrown_away(tablet, line, trust):
    park_addition(tablet, line)
    assert tablet.sees("Needs attention: 1 addition could not be sent")
    open_as_lead(tablet, trust)
    expect(words_of(tablet)).to_have_value(ADDED)
    assert tablet.sees("What was added to the idea")
    tablet.click("Send it again", role="button")
    on.until(tablet.page, "window.spoken.includes('Not like this.')")
    expect(words_of(tablet)).to_have_value(ADDED)
    assert [entry[:2] for entry in tablet.page.evaluate(ENTRIES)] == [["rest", "parked"]]
    line.refused.clear()
    tablet.click("Send it again", role="button")
    expect(tablet.page.locator(".toast")).to_contain_text("It is added to your idea")
    assert suggestions() == [ADDED]


def test_nothing_but_blanks_is_no_addition(tablet, line):
    on.write(tablet.page, TEXT)
    on.thanked(tablet.page, "It is sent.")
    tablet.page.get_by_label("What could we try?").fill("   ")
    tablet.click("Add and finish", role="button")
    expect(tablet.page.locator("[data-board]")).to_be_visible()
    assert [path for path, _ in line.sent] == ["/outbox"]


# --- why it was refused --------------------------------------------------------------------------------------------


def test_the_reason_is_kept_shown_and_said_again(tablet, line, trust):
    park(tablet, line)
    open_as_lead(tablet, trust)
    expect(tablet.page.locator("#parked-hint")).to_have_text("It was not sent. Not like this.")
    tablet.click("Send it again", role="button")
    on.until(tablet.page, "window.spoken.includes('Not like this.')")
    expect(words_of(tablet)).to_have_value(TEXT)
    assert [entry[:2] for entry in tablet.page.evaluate(ENTRIES)] == [["idea", "parked"]]


def test_of_an_old_entry_no_reason_is_known_and_none_is_made_up(tablet, trust):
    put(tablet, KEYS[0], text=TEXT)
    open_as_lead(tablet, trust)
    expect(tablet.page.locator("#parked-hint")).to_have_text(
        "It could not be sent like this. Change it, or try it again as it is."
    )


def test_one_that_an_older_improve_parked_still_opens_and_goes(tablet, trust):
    tablet.page.evaluate(OLD_ENTRY, TEXT)
    tablet.page.evaluate(MARK, {"state": "parked"})
    open_as_lead(tablet, trust)
    expect(words_of(tablet)).to_have_value(TEXT)
    tablet.click("Send it again", role="button")
    on.waits(tablet.page, 0)
    assert on.filed() == [TEXT]


@pytest.mark.parametrize("blind", ["", "improveIdentifiers.find = () => []"], ids=["here", "by the server"])
def test_words_that_show_a_patient_come_to_the_same_screen(tablet, line, trust, blind):
    put(tablet, KEYS[0], text=TEXT)
    open_as_lead(tablet, trust)
    if blind:
        tablet.page.evaluate(blind)
    words_of(tablet).fill(PATIENT)
    tablet.click("Send it again", role="button")
    assert tablet.sees("This shows who a patient is") and tablet.sees("The same idea, without it")
    tablet.page.get_by_role("button", name="Change it myself").click()
    words_of(tablet).fill(OTHER)
    tablet.click("Send it again", role="button")
    on.waits(tablet.page, 0)
    assert on.filed() == [OTHER]


@pytest.mark.parametrize("parked", [NO_PATIENT, TEXT])
def test_what_is_no_patient_is_sent_after_all_and_a_lead_looks_at_it_first(tablet, trust, parked):
    put(tablet, KEYS[0], text=parked)
    open_as_lead(tablet, trust)
    words_of(tablet).fill(NO_PATIENT)
    tablet.click("Send it again", role="button")
    tablet.click("This is not a patient", role="button")
    on.waits(tablet.page, 0)
    commit()
    assert is_held(db.session.scalars(select(Idea)).one())


def test_an_addition_is_looked_at_by_nobody_first(tablet, line, trust):
    park_addition(tablet, line)
    open_as_lead(tablet, trust)
    words_of(tablet).fill(NO_PATIENT)
    tablet.click("Send it again", role="button")
    assert tablet.sees("This shows who a patient is")
    assert tablet.page.get_by_role("button", name="This is not a patient").is_hidden()


def test_what_is_refused_after_its_author_has_left_is_parked(tablet, line):
    line.state = "slow"
    tablet.page.locator("[data-ask]").click()
    tablet.page.get_by_label("What could be better?").fill(TEXT)
    tablet.page.evaluate(f"improveOutbox.newKey = () => '{KEYS[0]}'")
    line.refused.add(KEYS[0])
    tablet.page.get_by_role("button", name="Send").click()
    on.until(tablet.page, "document.querySelector('form[data-capture]').ariaBusy === 'true'")
    tablet.page.evaluate("document.dispatchEvent(new Event('improve:leave'))")
    assert tablet.sees("Needs attention: 1 idea could not be sent")
    assert [entry[:2] for entry in tablet.page.evaluate(ENTRIES)] == [["idea", "parked"]]
