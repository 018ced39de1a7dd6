"""The tablet's screens at every size, with the longest texts: nothing is cut, all is large enough for gloves."""

from datetime import timedelta

import pytest

from improve.core import clock
from improve.core.db import commit, start_writing
from improve.ideas.submitting import submit
from improve.pdsa.models import plan
from tests.full_world import fill
from tests.journeys.walker import Walker
from tests.pdsa.plans import plan_with

pytestmark = pytest.mark.browser

SIZES = [(1180, 820), (820, 1180), (1024, 768), (320, 640), (1920, 1080)]
TEXTS = {
    "no spaces": "W" * 2_000,
    "right to left": ("البطانيات تنفد في الليل ونستعيرها من جناح آخر. " * 45)[:2_000],
    "emoji": "🩺🛏️" * 600,
}
LONGEST = [("no spaces", SIZES), ("right to left", SIZES[3:4]), ("emoji", SIZES[3:4])]
# What stands outside the window, what is wider than its place, and what is smaller or nearer than a glove can tell.
FAULTS = """() => {
  const wide = document.documentElement.clientWidth, faults = [];
  if (document.documentElement.scrollWidth > wide) faults.push('scrolls sideways');
  const seen = (e) => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length
    && !e.closest('.sr, .skip, svg, .nhsuk-u-visually-hidden');
  const name = (e) => `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 30)}`;
  for (const e of [...document.body.querySelectorAll('*')].filter(seen)) {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    if (box.left < -1 || box.right > wide + 1) faults.push('outside: ' + name(e));
    if (e.matches('textarea, input, select, .clamp') || style.display === 'inline') continue;
    if (e.scrollWidth > e.clientWidth + 1) faults.push('too wide: ' + name(e));
    if (style.overflowY !== 'visible' && e.scrollHeight > e.clientHeight + 1) faults.push('cut: ' + name(e));
  }
  const touched = 'a[href], button, input, select, textarea, summary, label.chip, label.tick';
  const targets = [...document.querySelectorAll(touched)]
    .filter(seen).filter((e) => !e.matches('label input')).map((e) => [e, e.getBoundingClientRect()]);
  for (const [e, box] of targets) {
    if (Math.min(box.width, box.height) < 47.5) faults.push('small: ' + name(e));
    if (e.matches('.button.big:not(.second)') && box.height < 80) faults.push('no glove: ' + name(e));
  }
  for (const [i, [a, p]] of targets.entries()) for (const [b, q] of targets.slice(i + 1)) {
    if (a.contains(b)) continue;
    const apart = Math.max(q.left - p.right, p.left - q.right, q.top - p.bottom, p.top - q.bottom);
    if (apart < 7.5) faults.push(`near: ${name(a)} | ${name(b)}`);
  }
  return faults;
}"""
WIDEST_CODE = "document.querySelectorAll('.code > b').forEach((group) => { group.textContent = 'WWWW' })"
FITS = "document.documentElement.scrollHeight <= innerHeight"


@pytest.fixture
def full(trust):
    """Something of everything, in a demonstration."""
    trust.organisation.is_demonstration = True
    return fill(trust)


def on(walk, full, size) -> Walker:
    """The tablet of Ward 12, at that size."""
    walker: Walker = walk(tablet=full.tablet_secret)
    resize(walker, size)
    return walker


def resize(tablet, size):
    """As if it were a tablet of that size."""
    tablet.page.set_viewport_size({"width": size[0], "height": size[1]})


def faults_at(tablet, sizes, question=FAULTS) -> list[str]:
    """What is wrong with the screen as it stands, at each of the sizes; the first of them is its own again."""
    wrong = []
    for size in (*sizes[1:], sizes[0]):
        resize(tablet, size)
        wrong += [f"at {size}: {fault}" for fault in tablet.page.evaluate(question)]
    return wrong


def screens(tablet, text, ids):
    """Each screen in turn, its name first."""
    paths = [
        "/tablet",
        "/tablet/board",
        "/tablet/board/new",
        "/tablet/doors",
        "/code",
        "/nowhere",
        "/tablet/idea",
    ]
    for path in [*(f"/ideas/{idea_id}" for idea_id in ids), *paths]:
        tablet.go(path)
        yield path
    tablet.page.get_by_label("What could be better?").fill(text + "x" * 2_001)
    tablet.click("Send", role="button")
    tablet.page.locator(".nhsuk-error-summary").wait_for()
    yield "too long"
    tablet.page.get_by_label("What could be better?").fill(text)
    tablet.click("Send", role="button")
    tablet.page.get_by_role("heading", name="It is sent").wait_for()
    yield "thanks"
    tablet.page.get_by_role("link", name="Add my name").click()
    tablet.page.get_by_role("heading", name="Who are you?").wait_for()
    yield "who are you"
    tablet.page.get_by_role("link", name="Stay without a name").click()
    tablet.write("What could we try?", text + "x" * 2_001)
    tablet.click("Add and finish", role="button")
    tablet.page.locator(".nhsuk-error-summary").wait_for()
    yield "thanks, refused"
    tablet.go("/tablet/idea")
    tablet.write("What could be better?", text)
    tablet.page.locator("[data-stay-anonymous]").check()
    tablet.click("Send", role="button")
    tablet.sees("Keep this code")
    tablet.page.evaluate(WIDEST_CODE)
    yield "claim"


def written(trust, text) -> list[str]:
    """An idea that is new, one that is tested and one that was done, all in these words; their ids."""
    start_writing()
    with clock.set_to(clock.now() - timedelta(days=9)):  # due first, and so on the idle screen
        new = submit(trust.ward_12, text=text, author=trust.ben)
    tested, done = (submit(trust.ward_12, text=text, author=trust.ben) for _ in range(2))
    tested.accept(trust.ana, trust.ben, text)
    cycle = plan(tested, trust.ana, plan_with(change=text, question=text))
    cycle.start_doing(trust.ana)
    cycle.study(trust.ana, text, None, text)
    done.just_do_it(trust.ana, text)
    commit()
    return [new.id, tested.id, done.id]


@pytest.mark.parametrize(("name", "sizes"), LONGEST, ids=str)
def test_the_longest_texts_are_never_cut_and_all_targets_are_large(walk, trust, full, name, sizes):
    ids = written(trust, TEXTS[name])
    tablet = on(walk, full, sizes[0])
    wrong = {screen: faults_at(tablet, sizes) for screen in screens(tablet, TEXTS[name], ids)}
    assert not {screen: faults for screen, faults in wrong.items() if faults}


@pytest.mark.parametrize("size", SIZES[:2], ids=str)
def test_a_tablet_shows_a_usual_screen_without_scrolling(walk, trust, full, size):
    tablet = on(walk, full, size)
    fitting = {
        screen: tablet.page.evaluate(FITS) for screen in screens(tablet, "Our name badges are tiny.", [])
    }
    scrolling = {"/tablet/board", "/tablet/board/new", "too long", "thanks, refused"}
    assert {screen for screen, fits in fitting.items() if not fits} <= scrolling


def test_what_is_invented_says_so_within_the_window(walk, trust, full):
    written(trust, TEXTS["emoji"])
    tablet = on(walk, full, SIZES[0])
    tablet.go("/tablet")
    for size in [*SIZES[:3], SIZES[4]]:
        resize(tablet, size)
        box = tablet.page.locator(".demonstration").bounding_box()
        assert box["y"] + box["height"] <= size[1], size
