"""What the server refused, put on the tablet and opened there: for the tests of "Needs attention"."""

from datetime import timedelta

from sqlalchemy import select

from improve.core import clock
from improve.core.db import commit, db
from improve.ideas.models import Idea
from tests.journeys import tablet as on

TEXT, OTHER = "The drawer of the dressing trolley sticks", "The pens are always dry"
PATIENT = "Mrs Edith Halloran (943 476 5919) waited for a bed"
NO_PATIENT = "Doris Whitcombe wallpaper by bed 4"  # looks like a name
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
