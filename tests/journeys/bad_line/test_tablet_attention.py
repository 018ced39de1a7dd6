""" "Needs attention": what the server refused arrives once when it is sent again, or stays until it is thrown away."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from improve.capture.pin_check import pepper
from improve.core import clock
from improve.core.db import commit, db, start_writing
from improve.ideas.models import Idea
from improve.tablets import pins
from tests.journeys import tablet as on
from tests.journeys.bad_line.test_tablet_offline import OLD_ENTRY

pytestmark = pytest.mark.browser
TEXT, OTHER = "The drawer of the dressing trolley sticks", "The pens are always dry"
PATIENT = "Mrs Edith Halloran (943 476 5919) waited for a bed"
ADDED = "Oil it on Mondays"
PIN, WRONG = "836204", "730518"
TAPS = """() => { const form = document.querySelector('[data-parked-idea]');
  for (let tap = 0; tap < 3; tap += 1) form.querySelector('[type=submit]').click(); }"""
MARK = """(changes) => improveStore.all()
  .then(async (all) => { for (const { id } of all) await improveStore.mark(id, changes); })"""
ENTRIES = "improveStore.all().then((all) => all.map(({ id, kind, state }) => [kind, state, id]))"
PUT = """([id, kind, body]) => improveStore.put(id, kind, { body, team: document.body.dataset.team })
  .then(() => improveStore.mark(id, { state: 'parked', on: '2026-01-05' }))"""
KEYS = [f"0b9f3a52-58c1-4e7e-9a55-00000000000{number}" for number in range(3)]


@pytest.fixture(autouse=True)
def people_with_pins(tablet, trust, application):
    """Ana, who leads the ward, and Ben, who works there."""
    with application.app_context():
        secret = pepper()
    start_writing()
    for person in (trust.ana, trust.ben):
        pins.store(person, pins.make_hash(PIN, secret), by=person)
    commit()


def park(tablet, line, text=TEXT, added=""):
    """An idea that the server refuses, once its author has left; its key."""
    line.state = "dropped before"
    on.write(tablet.page, text)
    on.thanked(tablet.page, "It is safe.")
    key = line.sent[-1][1]
    line.refused.add(key)
    tablet.page.get_by_label("What could we try?").fill(added)
    if added:
        tablet.click("Add and finish", role="button")
    else:
        on.finish(tablet.page)
    line.state = "whole"
    tablet.page.evaluate(on.FLUSH)
    assert tablet.sees("Needs attention: 1 idea could not be sent")
    return key


def park_addition(tablet, line, added=ADDED):
    """An addition that the server refuses, to an idea that it has."""
    on.write(tablet.page, TEXT)
    on.thanked(tablet.page, "It is sent.")
    line.state = "dropped before"
    tablet.page.get_by_label("What could we try?").fill(added)
    tablet.click("Add and finish", role="button")
    on.waits(tablet.page, 1)
    line.refused.add(line.sent[-1][1])
    line.state = "whole"
    tablet.page.evaluate(on.FLUSH)


def put(tablet, key, kind="idea", **body):
    """As if it had been parked long ago."""
    tablet.page.evaluate(PUT, [key, kind, body])


def open_as_lead(tablet, trust, page=None):
    """After 8 days."""
    page = page or tablet.page
    page.evaluate(MARK, {"on": f"{clock.now() - timedelta(days=8):%Y-%m-%d}"})
    page.goto("/tablet/attention")
    enter_as_lead(page, trust)


def enter_as_lead(page, trust):
    """Ana, with her PIN."""
    form = page.locator("[data-release]")
    form.get_by_label("Who are you?").select_option(label=trust.ana.name)
    form.get_by_label("Your PIN").fill(PIN)
    form.get_by_role("button", name="Open it as a lead").click()


def words_of(tablet):
    """The field with what was written."""
    return tablet.page.locator("#parked-text")


def suggestions():
    """What was added to the ideas that the server holds."""
    commit()
    return [idea.words.suggestion for idea in db.session.scalars(select(Idea))]


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
    assert tablet.sees("What you added to your idea")
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
