"""A name on one idea: chosen from the team's list, proven by six taps, and forgotten by the tablet at once."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from improve.capture.pin_check import pepper
from improve.core.db import db
from improve.ideas.models import Idea
from improve.tablets import pins
from tests.journeys import tablet as on

pytestmark = pytest.mark.browser
TEXT, PIN = "Keys go home in pockets", "284917"


@pytest.fixture
def tablet(walk, trust):
    """After "Thank you", with the question who it was. Ben has a PIN."""
    pins.store(trust.ben, pins.make_hash(PIN, pepper()), by=trust.ben)
    walker = on.tablet_of(walk, trust.ward_12)
    on.write(walker.page, TEXT)
    walker.page.locator("[data-add-name]").click()
    expect(walker.page.locator("h1")).to_have_text("Who are you?")
    return walker


def tap(page, numbers):
    """The keys, one after the other."""
    for number in numbers:
        page.locator(f"[data-key='{number}']").click()


def stored():
    """The one idea."""
    db.session.expire_all()
    return db.session.scalars(select(Idea)).one()


def test_two_touches_and_six_keys_put_the_name_to_it(tablet, trust):
    page = tablet.page
    tablet.look_around("who are you")
    page.get_by_role("radio", name="Ben Okoro").check()
    expect(page.locator("#pad")).to_have_text("PIN for Ben Okoro")
    tap(page, PIN[:4])
    expect(page.locator("[data-dots] .on")).to_have_count(4)
    assert "4 of 6 numbers entered" in tablet.spoken()
    assert PIN[:4] not in re.sub(r"\?v=\w+", "", page.content())  # a file's digest may hold any four numbers
    tap(page, PIN[4:])
    expect(page.locator("h1")).to_contain_text("Thank you")
    expect(page.locator("main")).to_contain_text("Ben Okoro")
    assert stored().author_id == trust.ben.id
    page.goto("/tablet")
    assert "Ben Okoro" not in on.kept(page)
    assert not [cookie for cookie in tablet.context.cookies() if cookie["name"] == "session_id"]


def test_the_page_with_the_name_is_not_in_the_history_and_its_message_covers_no_button(tablet):
    page = tablet.page
    page.get_by_role("radio", name="Ben Okoro").check()
    tap(page, PIN)
    toast, finish = (
        page.locator(".toast").bounding_box(),
        page.get_by_role("button", name="Finish").bounding_box(),
    )
    assert toast["y"] + toast["height"] < finish["y"]
    page.get_by_role("link", name="See your card").click()
    expect(page.locator("h1")).to_have_text(TEXT)
    page.go_back()
    expect(page.locator("[data-board]")).to_be_visible()


def test_a_wrong_pin_empties_the_boxes_and_says_how_many_tries_are_left(tablet):
    page = tablet.page
    page.get_by_role("radio", name="Ben Okoro").check()
    tap(page, "730518")
    expect(page.locator("[role=alert]")).to_contain_text("That PIN is not right. 4 tries left")
    expect(page.locator("[data-dots] .on")).to_have_count(0)
    assert page.evaluate("document.activeElement.id") == "pin" and stored().author_id is None
    tablet.look_around("a wrong PIN")


def test_after_five_wrong_ones_the_keys_rest(tablet):
    page = tablet.page
    page.get_by_role("radio", name="Ben Okoro").check()
    for said in ("4 tries left", "3 tries left", "2 tries left", "1 try left", "Wait, then"):
        tap(page, "730518")
        expect(page.locator("[role=alert]")).to_contain_text(said)
    expect(page.locator("[data-key='1']")).to_be_disabled()
    expect(page.locator("#pad")).to_contain_text("seconds")


def test_no_name_chosen_is_said_and_the_hospital_is_searched(tablet):
    page = tablet.page
    tap(page, PIN)
    expect(page.locator("#pin-said")).to_have_text("Choose your name first")
    page.get_by_text("Find my name").click()
    page.locator("#q").fill("fay")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_text("Fay Ortiz")).to_be_visible()
    page.get_by_text("Stay without a name").click()
    expect(page.locator("h1")).to_contain_text("Thank you")
