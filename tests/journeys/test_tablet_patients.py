"""On the tablet: a line while one types, a screen at Send, with and without a network; three ways on."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from improve.core.db import commit, db
from improve.ideas.models import Idea
from improve.ideas.patients.holding import is_held
from tests.journeys import tablet as on

pytestmark = pytest.mark.browser

NAMED = "Mrs Edith Halloran (943 476 5919) would like the menu in big letters"
AT_RISK = "Mrs Whitcombe in bed 4 is not breathing and nobody is coming"
TOO_CAREFUL = "Doris Whitcombe wallpaper by bed 4"  # looks like a name


@pytest.fixture
def tablet(walk, trust):
    return on.tablet_of(walk, trust.ward_12)


def ideas():
    commit()
    return list(db.session.scalars(select(Idea)))


def write(walker, words):
    """Into the one field, with the rules loaded."""
    walker.go("/tablet/idea")
    walker.page.evaluate("improveIdentifiers.ready")
    walker.page.locator("#text").fill(words)


def send(walker):
    walker.page.get_by_role("button", name="Send", exact=True).click()


def test_a_line_says_what_was_seen_while_one_types(tablet):
    write(tablet, NAMED)
    line = tablet.page.locator("[data-patient-line]")
    expect(line).to_have_text("This may show who a patient is: a name and an NHS number.")
    tablet.page.locator("#text").fill("The menu is too small")
    expect(line).to_be_hidden()


def test_at_send_the_screen_marks_it_and_sends_the_words_without_it(tablet):
    write(tablet, NAMED)
    send(tablet)
    page = tablet.page
    expect(page.get_by_role("heading", name="This shows who a patient is")).to_be_visible()
    expect(page.locator("[data-patient-alert]")).to_be_focused()
    assert page.locator("mark").count() == 2 and page.title().startswith("Error")
    expect(page.get_by_role("button", name="This is not a patient")).to_be_hidden()
    assert ideas() == []
    page.get_by_role("button", name="Send without it").click()
    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    assert ideas()[0].words.text == "A patient would like the menu in big letters"


def test_change_it_myself_goes_back_to_the_words_at_the_first_mark(tablet):
    write(tablet, f"😀 {NAMED}")
    send(tablet)
    tablet.page.get_by_role("button", name="Change it myself").click()
    field = tablet.page.locator("#text")
    expect(field).to_be_focused()
    chosen = field.evaluate("(f) => f.value.slice(f.selectionStart, f.selectionEnd)")
    assert chosen == "Mrs Edith Halloran" and field.input_value() == f"😀 {NAMED}"


def test_what_is_no_patient_is_held_and_the_author_is_told(tablet):
    write(tablet, TOO_CAREFUL)
    send(tablet)
    tablet.page.get_by_role("button", name="This is not a patient").click()
    expect(tablet.page.get_by_role("heading", name="A lead looks at it first")).to_be_visible()
    assert is_held(ideas()[0])


def test_not_a_patient_and_yet_somebody_at_risk(tablet):
    write(tablet, AT_RISK)
    send(tablet)
    tablet.page.get_by_role("button", name="This is not a patient").click()
    expect(tablet.page.get_by_role("heading", name="Is someone at risk now?")).to_be_visible()
    tablet.page.get_by_role("button", name="Send my idea").click()
    expect(tablet.page.get_by_role("heading", name="A lead looks at it first")).to_be_visible()
    assert is_held(ideas()[0])


DENIED = "You say that it shows no patient. A lead looks at it first"


def test_without_a_network_who_denies_is_told_as_well_that_a_lead_looks_first(tablet):
    write(tablet, TOO_CAREFUL)
    tablet.page.context.set_offline(True)
    send(tablet)
    tablet.page.get_by_role("button", name="This is not a patient").click()
    expect(tablet.page.get_by_role("heading", name="It is safe")).to_be_visible()
    expect(tablet.page.get_by_text(DENIED)).to_be_visible()
    assert tablet.faults() == []
    tablet.complaints.clear()  # the browser itself notes that there was no connection


def test_so_is_who_stays_anonymous(tablet):
    write(tablet, TOO_CAREFUL)
    tablet.page.get_by_label("Stay anonymous").check()
    send(tablet)
    tablet.page.get_by_role("button", name="This is not a patient").click()
    expect(tablet.page.get_by_text(DENIED)).to_be_visible()


def test_without_a_network_it_stops_as_well(tablet):
    write(tablet, NAMED)
    tablet.page.context.set_offline(True)
    send(tablet)
    expect(tablet.page.get_by_role("heading", name="This shows who a patient is")).to_be_visible()
    commit()
    assert db.session.scalar(select(func.count()).select_from(Idea)) == 0
