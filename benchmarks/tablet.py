"""The ward tablet on a slow device and a slow line: `python -m benchmarks.tablet`, a part of `make bench`.

A processor slowed 6 times, 400 kbit/s and 400 ms, answers compressed as a proxy does. Needs Chromium: `make setup-dev`.
"""

import gzip
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from benchmarks.filling import create_tables
from benchmarks.trust import Builder
from improve.app import create_app
from improve.config import Config
from improve.core.db import commit, db, start_writing
from improve.tablets.models import Tablet
from improve.teams.models import Team

IDEAS = 1_000
SLOWER = 6  # times
LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}  # bytes/s
TEXT = "Our name badges have tiny writing, and nobody over forty can read them"  # 70 letters
LETTER_MS, TAP_MS = 200, 1_200  # five letters a second; a tap every 1.2 seconds
READY = (
    "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"  # our scripts have run by then
)
WATCH = """
window.slowest = 0; window.shifted = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
  if (entry.interactionId) window.slowest = Math.max(window.slowest, entry.duration); }))
  .observe({type: 'event', durationThreshold: 16, buffered: true});
new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
  if (!entry.hadRecentInput) window.shifted += entry.value; })).observe({type: 'layout-shift', buffered: true});
"""


@dataclass(frozen=True)
class Reading:
    """A figure, and what it may be at most."""

    name: str
    value: float
    target: float
    unit: str


def main() -> None:
    """Measure and show; an error code for a missed figure."""
    try:
        from playwright.sync_api import sync_playwright

        from tests.real import browser as chromium
    except ImportError:
        sys.exit("The tablet is measured in Chromium: `make setup-dev` brings it.")
    with (
        TemporaryDirectory() as folder,
        served(Path(folder)) as (site, secret),
        sync_playwright() as playwright,
    ):
        browser = chromium.launch(playwright)
        context = browser.new_context(base_url=site, viewport={"width": 1180, "height": 820}, has_touch=True)
        context.add_cookies([{"name": "tablet", "value": secret, "url": site}])
        context.add_init_script(WATCH)
        readings = list(measured(context))
        browser.close()
    for reading in readings:
        print(f"{reading.name:<44}{reading.value:>10.3g} {reading.unit:<4} at most {reading.target:g}")
    if any(reading.value > reading.target for reading in readings):
        sys.exit("A figure of the tablet is above its target.")


def measured(context: Any) -> Iterator[Reading]:
    """The first visit, the second, and an idea by a robot."""
    page = slow_page(context)
    page.goto("/tablet/idea")
    yield Reading("the field on a first visit: usable", page.evaluate(READY) / 1000, 5, "s")
    page.wait_for_timeout(8_000)  # the service worker fetches what it keeps
    page.goto("/tablet/idea")
    yield Reading("the field on a second visit: usable", page.evaluate(READY) / 1000, 1, "s")
    page.goto("/tablet")
    page.wait_for_timeout(3_000)
    yield Reading("70 letters, from the first tap to “Sent”", robot(page), 25, "s")
    yield Reading("slowest answer to a tap or key (INP)", page.evaluate("slowest"), 200, "ms")
    yield Reading("how much the pages jumped (CLS)", page.evaluate("shifted"), 0.02, "")


def robot(page: Any) -> float:
    """Somebody who types five letters a second and needs 1.2 seconds for a tap; seconds until it says Sent."""
    began = page.evaluate("performance.now()")
    page.locator("[data-ask]").tap()
    page.wait_for_timeout(TAP_MS)
    page.locator("#text").tap()
    page.keyboard.type(TEXT, delay=LETTER_MS)
    page.wait_for_timeout(TAP_MS)
    page.get_by_role("button", name="Send").tap()
    page.get_by_role("heading", name="It is sent").wait_for()
    return float(page.evaluate("performance.now()") - began) / 1000


def slow_page(context: Any) -> Any:
    """A page of an old tablet at the end of a long corridor."""
    page = context.new_page()
    debugger = context.new_cdp_session(page)
    debugger.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    debugger.send("Network.enable")
    debugger.send("Network.emulateNetworkConditions", LINE)
    return page


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, str]]:
    """The address of a trust of 1,000 ideas, and the secret of a tablet of its ward."""
    app = create_app(Config(data_dir=folder, secret_key="benchmark"))
    with app.app_context():
        create_tables()
        secret = enrolled(Builder(IDEAS).build().team_id)
    server = make_server("127.0.0.1", 0, compressed(app), threaded=True, request_handler=Quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", secret
    server.shutdown()


def enrolled(team_id: str) -> str:
    """The secret of a new tablet's cookie."""
    start_writing()
    team = db.session.get_one(Team, team_id)
    tablet = Tablet(organisation_id=team.organisation_id, team_id=team.id, team=team, name="Measured")
    db.session.add(tablet)
    tablet.new_code()
    db.session.flush()
    secret = tablet.enrol()
    commit()
    return secret


def compressed(app: Flask) -> Callable[..., Iterable[bytes]]:
    """As a proxy in front sends it."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        said: list[Any] = []
        body = gzip.compress(b"".join(app(environ, lambda *words: said.append(words))), 6)
        status, headers = said[0][0], [pair for pair in said[0][1] if pair[0].lower() != "content-length"]
        start_response(status, [*headers, ("Content-Encoding", "gzip"), ("Content-Length", str(len(body)))])
        return [body]

    return answer


class Quiet(WSGIRequestHandler):
    """Writes nothing about requests, and keeps connections open as a proxy does."""

    protocol_version = "HTTP/1.1"

    def log_request(self, *_: object) -> None:
        """Nothing."""


if __name__ == "__main__":
    main()
