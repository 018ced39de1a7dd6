"""Every screen of the tablet, and what the public opens, in a language that nobody speaks and in Welsh: nothing stands
there untranslated, nothing is cut, all is large enough for gloves, and a screen reader is told the language."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from improve.capture.pin_check import pepper
from improve.core import languages
from improve.core.db import commit, db, start_writing
from improve.goals.models import Goal
from improve.ideas.facts import Answer, Comment, IdeaText, WaitingIdea
from improve.ideas.models import Idea
from improve.ideas.near import vectors
from improve.ideas.routes.near import asked
from improve.measures.kinds import Kind
from improve.measures.models import Measure
from improve.pdsa.models import Cycle
from improve.people.models import Person
from improve.tablets import pins
from improve.tablets.routes.language import COOKIE
from improve.teams.models import Team
from tests import pseudo
from tests.full_world import fill
from tests.ideas.test_without import MIXED
from tests.journeys import tablet as on
from tests.journeys.screens import DANGER, public, screens, unconnected
from tests.journeys.test_tablet_sizes import FAULTS, faults_at, resize
from tests.measures.world import make

pytestmark = pytest.mark.browser

SIDEWAYS = """() => document.documentElement.scrollWidth > document.documentElement.clientWidth ? ['sideways'] : []"""
SIZES = [(1180, 820), (820, 1180), (320, 640)]
PIN = "284917"
WRITTEN = (
    Person.name, Person.job, Team.name, Goal.title, Measure.name, Measure.definition, Measure.unit, Idea.headline,
    IdeaText.text, IdeaText.suggestion, Answer.words, Answer.next_step, Answer.reply, Comment.words, WaitingIdea.text,
    Cycle.change, Cycle.learned,
)  # fmt: skip
NAMES = ("Improve", "Thornbeck Hospitals", "Mrs Edith Halloran", "Qqq", DANGER)
# The pages that a tablet keeps are those of its language: a worker with another list has taken over.
KEPT_IN_WELSH = """caches.match('/tablet/idea').then((page) => page && page.text())
  .then((text) => Boolean(text) && text.includes('lang="cy"'))"""
# The words that stand outside of brackets, in what is seen and in what is read aloud. Brackets may span elements.
OUTSIDE = """() => {
  const found = [];
  const take = (text, depth) => {
    let outside = '';
    for (const char of text) {
      if (char === '⟦') { depth += 1; outside += ' '; }
      else if (char === '⟧') depth -= 1;
      else if (!depth) outside += char;
    }
    if (/[\\p{L}]{2}/u.test(outside)) found.push(outside.replace(/\\s+/g, ' ').trim());
    return depth;
  };
  take(document.title, 0);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const hidden = (e) => e.closest('script, style, template, noscript, [hidden], .qr svg, [data-code] b');
  let depth = 0;
  while (walker.nextNode()) if (!hidden(walker.currentNode.parentElement)) depth = take(walker.currentNode.data, depth);
  for (const name of ['aria-label', 'alt', 'title', 'placeholder'])
    for (const e of document.querySelectorAll(`[${name}]`)) if (!hidden(e)) take(e.getAttribute(name), 0);
  return found;
}"""


@pytest.fixture
def full(trust):
    """Something of everything, in a demonstration."""
    trust.organisation.is_demonstration = True
    full = fill(trust)
    start_writing()
    pins.store(trust.ben, pins.make_hash(PIN, pepper()), by=trust.ben)
    make(trust, Kind.PROPORTION, name="Qqq home", unit="")
    make(trust, Kind.MEASUREMENT, name="Qqq minutes", unit="")
    commit()
    vectors.fill()  # as the scheduler does some seconds later
    asked.moments.clear()
    return full


@pytest.fixture
def nobodys(monkeypatch):
    """The language that nobody speaks is offered."""
    pseudo.install(monkeypatch)


def opened(walk, full, language, size):
    """The tablet of Ward 12, at that size and in that language."""
    walker = walk(tablet=full.tablet_secret)
    resize(walker, size)
    walker.context.add_cookies([{"name": COOKIE, "value": language, "url": walker.site}])
    return walker


def by_people():
    """What is no message: names, and what somebody wrote. The longest first."""
    commit()
    found = {str(words) for column in WRITTEN for words in db.session.scalars(select(column))}
    return sorted({*found, *languages.LANGUAGES.values(), *NAMES}, key=len, reverse=True)


def without(outside, words):
    """What is left of the words outside of brackets. A job stands in small letters beside a name."""
    outside = outside.lower()
    for known in words:
        outside = outside.replace(known.rstrip(".").lower(), "") if known else outside
    return re.search(r"[^\W\d_]{2}", outside)


def untranslated(walker):
    """What stands on the page in no brackets, and was not written by people."""
    words = by_people()
    return [outside for outside in walker.page.evaluate(OUTSIDE) if without(outside, words)]


def is_of_tablet(walker):
    """Not the narrow pages that stand on telephones too."""
    return walker.page.locator("body.tablet").count() == 1


def test_nothing_on_a_tablet_is_untranslated_cut_or_small(walk, trust, full, nobodys):
    tablet, wrong = opened(walk, full, pseudo.CODE, SIZES[0]), {}
    for screen in screens(tablet, full, trust):
        is_narrow = not is_of_tablet(tablet)
        wrong[screen] = untranslated(tablet) + faults_at(tablet, SIZES, SIDEWAYS if is_narrow else FAULTS)
    assert not {screen: faults for screen, faults in wrong.items() if faults}


def test_nothing_that_opens_without_a_sign_in_is_untranslated_or_cut(walk, trust, full, nobodys):
    phone, wrong = walk(width=320), {}
    phone.context.add_cookies([{"name": COOKIE, "value": pseudo.CODE, "url": phone.site}])
    for screen in public(phone, trust):
        wrong[screen] = untranslated(phone) + ["sideways"] * phone.sideways()
    assert not {screen: faults for screen, faults in wrong.items() if faults}


def test_a_screen_reader_is_told_that_a_tablet_speaks_welsh(walk, trust, full):
    tablet, wrong = opened(walk, full, "cy", SIZES[0]), {}
    for screen in screens(tablet, full, trust):
        assert tablet.page.locator("html").get_attribute("lang") == "cy"
        wrong[screen] = tablet.faults()
    assert not {screen: faults for screen, faults in wrong.items() if faults}


@pytest.mark.parametrize(("screen", "text", "left"), MIXED)
def test_the_tablet_offers_the_same_words_in_the_language_of_the_text(walk, full, screen, text, left):
    tablet = opened(walk, full, screen, SIZES[0])
    tablet.go("/tablet/idea")
    on.until(tablet.page, "improveIdentifiers.ready.then(() => true)")
    tablet.page.locator("#text").fill(text)
    tablet.page.locator("main form button[type=submit]").first.click()
    expect(tablet.page.locator("[data-patient-offer]")).to_have_text(left)


def test_a_tap_on_the_board_changes_the_language_also_of_what_works_without_a_network(walk, trust):
    tablet = on.tablet_of(walk, trust.ward_12)
    choice = tablet.page.get_by_role("button", name="Cymraeg")
    assert choice.get_attribute("lang") == "cy"
    choice.click()
    assert tablet.sees("Beth allai fod yn well?")
    on.until(tablet.page, KEPT_IN_WELSH)
    tablet.context.set_offline(True)
    tablet.go("/tablet/idea")
    assert tablet.sees("Dywedwch ef yn eich ffordd eich hun.")


def test_nothing_is_untranslated_or_cut_without_a_network_either(walk, trust, full, nobodys):
    tablet, wrong = opened(walk, full, pseudo.CODE, SIZES[0]), {}
    for screen in unconnected(tablet):
        wrong[screen] = untranslated(tablet) + faults_at(tablet, SIZES)
    tablet.complaints[:] = [said for said in tablet.complaints if "ERR_" not in said]  # the browser's own
    assert not {screen: faults for screen, faults in wrong.items() if faults}
