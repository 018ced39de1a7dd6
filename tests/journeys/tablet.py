"""A ward's tablet in a journey: set up, with its service worker at work, and what one may ask of it."""

from contextlib import suppress
from typing import Any

from playwright.sync_api import Error, Page, expect
from sqlalchemy import select

from improve.core.db import commit, db
from improve.ideas.models import Idea
from tests.boards.conftest import set_up
from tests.journeys.walker import Walker

FLUSH = "improveOutbox.flush()"
# Every byte that a tablet keeps, as text: the databases with their buffers, the caches, and what a page holds.
KEPT = """async () => {
  const texts = [document.documentElement.outerHTML, JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
  for (const field of document.querySelectorAll('input, textarea')) texts.push(field.value);
  const flat = (value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer || value);
      texts.push(new TextDecoder().decode(bytes), new TextDecoder('utf-16').decode(bytes));
    } else if (value && typeof value === 'object') {
      for (const [name, part] of Object.entries(value)) { texts.push(name); flat(part); }
    } else texts.push(String(value));
  };
  for (const {name} of await indexedDB.databases()) {
    const asked = indexedDB.open(name);
    const db = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
    for (const store of db.objectStoreNames) await new Promise((done) => {
      const asked = db.transaction(store).objectStore(store).getAll();
      asked.onsuccess = () => { flat(asked.result); done(); };
    });
    db.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) texts.push(request.url, await (await cache.match(request)).text());
  }
  return texts.join('\\n');
}"""


def tablet_of(walk: Any, team: Any) -> Walker:
    """The tablet of a team on its board, ready for the network to go."""
    walker: Walker = walk(width=1180, tablet=set_up(team)[1])
    walker.go("/tablet")
    is_ready(walker.page)
    return walker


def is_ready(page: Page) -> None:
    """The service worker has all it needs, and the page is under it."""
    until(page, "navigator.serviceWorker.controller !== null")
    until(page, "caches.match('/tablet/shell/saved').then((found) => found !== undefined)")


def kept(page: Page) -> str:
    """All that the tablet keeps; asked anew when the page gives way to the next one meanwhile."""
    for _ in range(50):
        page.wait_for_load_state()
        try:
            return str(page.evaluate(KEPT))
        except Error:
            page.wait_for_timeout(100)
    raise AssertionError(f"no page stays: {page.url}")


def until(page: Page, question: str) -> None:
    """Ask until it is so, 20 seconds at most. (Waiting inside the page would need eval, which its policy forbids.)"""
    for _ in range(400):
        with suppress(Error):  # of a page that gives way to the next one
            if page.evaluate(question):
                return
        page.wait_for_timeout(50)
    raise AssertionError(f"never so: {question}")


def write(page: Page, text: str, *, stays_anonymous: bool = False) -> None:
    """From the board: tap, type, send."""
    page.locator("[data-ask]").click()
    page.get_by_label("What could be better?").fill(text)
    if stays_anonymous:
        page.locator("[data-stay-anonymous]").check()
    page.get_by_role("button", name="Send").click()


def thanked(page: Page, how: str) -> None:
    """The heading says "It is sent." or "It is safe." """
    expect(page.get_by_role("heading", level=1)).to_contain_text(how)


def finish(page: Page) -> None:
    """Back to the board at once."""
    page.get_by_role("button", name="Finish").click()
    expect(page.locator("[data-board]")).to_be_visible()


def waits(page: Page, number: int) -> None:
    """The board says how many ideas wait here."""
    says = f"Saved on this tablet ({number} waiting)" if number else "All ideas from this tablet are sent"
    expect(page.locator("[data-outbox]:not([hidden])")).to_have_text(says)


def filed() -> list[str]:
    """The words of all ideas that the server holds, in order of the alphabet."""
    commit()
    return sorted(idea.headline for idea in db.session.scalars(select(Idea)))
