""" "Needs attention": to whom it opens, and how it is thrown away."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from improve.core.db import commit, db
from improve.ideas.models import Idea
from tests.journeys import tablet as on
from tests.journeys.bad_line.parked import (
    ENTRIES,
    KEYS,
    OTHER,
    PIN,
    TEXT,
    WRONG,
    open_as_lead,
    park,
    put,
    words_of,
)

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("people_with_pins")]


# --- whose it is ---------------------------------------------------------------------------------------------------


def choose(tablet, person, pin=PIN):
    """Open it as whoever wrote it."""
    form = tablet.page.locator("[data-own-parked]")
    form.get_by_label("Your name").select_option(label=person.name)
    form.get_by_label("Your PIN").fill(pin)
    form.get_by_role("button", name="Open it with my PIN").click()
    return form.locator(".wrong")


def test_what_was_written_with_a_name_opens_to_that_pin_alone(tablet, trust):
    put(tablet, KEYS[0], text=TEXT, named={"person": trust.ben.id})
    tablet.go("/tablet/attention")
    expect(choose(tablet, trust.ana)).to_have_text("None of these has your name.")
    expect(choose(tablet, trust.ben, WRONG)).to_contain_text("That PIN is not right.")
    assert TEXT not in on.kept(tablet.page)
    choose(tablet, trust.ben)
    expect(words_of(tablet)).to_have_value(TEXT)
    words_of(tablet).fill(OTHER)
    tablet.click("Send it again", role="button")
    on.waits(tablet.page, 0)
    commit()
    idea = db.session.scalars(select(Idea)).one()
    assert (idea.headline, idea.named_id) == (OTHER, trust.ben.id)


def test_what_has_neither_name_nor_code_says_who_can_open_it_and_from_which_day(tablet, line):
    park(tablet, line)
    tablet.go("/tablet/attention")
    day = datetime.now() + timedelta(days=7)
    assert tablet.sees(f"A lead of this team can open it here from {day:%A} {day.day} {day:%B}")
    assert tablet.sees("nobody else can show that it is theirs")
    for way in ("[data-open-parked]", "[data-own-parked]", "[data-release]"):
        expect(tablet.page.locator(way)).to_be_hidden()
    tablet.look_around("an idea that only a lead opens")


def test_nobody_is_chosen_beforehand_and_a_name_must_be(tablet, trust):
    put(tablet, KEYS[0], text=TEXT)
    tablet.go("/tablet/attention")
    form = tablet.page.locator("[data-release]")
    assert form.get_by_label("Who are you?").input_value() == ""
    assert trust.ben.name not in form.inner_text()
    form.get_by_role("button", name="Open it as a lead").click()
    expect(form.locator(".wrong")).to_have_text("Choose your name first")


# --- thrown away, damaged, nothing there ---------------------------------------------------------------------------


def test_it_is_thrown_away_at_the_second_word_alone(tablet, line, trust):
    put(tablet, KEYS[0], text=TEXT)
    open_as_lead(tablet, trust)
    tablet.click("Throw it away", role="button")
    expect(tablet.find("Keep it", role="button")).to_be_focused()
    tablet.look_around("throw it away?")
    tablet.click("Keep it", role="button")
    assert len(tablet.page.evaluate(ENTRIES)) == 1
    expect(tablet.find("Throw it away", role="button")).to_be_focused()
    tablet.click("Throw it away", role="button")
    tablet.click("Yes, throw it away", role="button")
    on.waits(tablet.page, 0)
    assert tablet.page.evaluate(ENTRIES) == [] and line.sent == []


def test_a_damaged_one_keeps_no_other_back_and_can_be_thrown_away(tablet, trust):
    put(tablet, KEYS[0], text=TEXT)
    put(tablet, KEYS[1], text=OTHER)
    tablet.page.evaluate(f"improveStore.mark('{KEYS[0]}', {{ iv: new Uint8Array(12) }})")
    open_as_lead(tablet, trust)
    expect(words_of(tablet)).to_have_value(OTHER)
    tablet.click("Send it again", role="button")
    expect(tablet.page.locator("[data-board]")).to_be_visible()
    open_as_lead(tablet, trust)
    assert tablet.sees("This one cannot be read")
    tablet.look_around("one that cannot be read")
    tablet.click("Throw it away", role="button")
    tablet.click("Yes, throw it away", role="button")
    on.waits(tablet.page, 0)
    assert on.filed() == [OTHER]


def test_where_nothing_was_refused_the_page_says_that_all_is_sent(tablet):
    tablet.go("/tablet/attention")
    expect(tablet.page.get_by_role("heading", level=1)).to_have_text("Nothing needs attention")
    assert tablet.sees("All ideas from this tablet are sent")
    expect(tablet.page.locator("[data-leads-day]")).to_be_hidden()
    assert tablet.page.title().startswith("Nothing needs attention")
    tablet.look_around("nothing that needs attention")
