"""Takes the pictures of the README: starts a demonstration of its own and looks at the pages of its personas.

`python tools/pictures.py` takes all of them, `python tools/pictures.py board goal` these two.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from improve.cli.demonstration import PASSWORD  # noqa: E402
from tests.real.browser import launch  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"
COLOURS = 192  # enough for our pages, and a third of the size
SECONDS_TO_START = 90
DESK, TALL, TABLET = (1280, 800), (1280, 1100), (1180, 820)  # px
# What the story of the demonstration is about.
IDEA, GOAL = "Tell pharmacy the night before", "Nobody waits for medicines"
MEASURE = "Wait for medicines to take home"
LOG = """Ward 12 improvement log,,,,
Date,Your idea,Who,Status,Reply
14/10/2026,The linen skip blocks the sluice door at night,Joan,Done,Moved to the bay by the lift
21/10/2026,"Obs machines have no charger on the trolley, so they die on rounds",,Being tried,
31/11/2026,Put the spill kit where we can reach it,Night staff,New,
02/11/2026,Handover sheet in a bigger print,Sunita,Not yet,Printer is being replaced first
,,,,
04/11/2026,Spare pillows are locked away at weekends,,,
"""


@dataclass(frozen=True)
class Demonstration:
    """A running one: its address, and the command with its settings."""

    address: str
    environment: dict[str, str]

    def run(self, *words: str) -> str:
        """What an `improve` command prints."""
        command = [sys.executable, "-m", "improve", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()


@contextmanager
def demonstration() -> Iterator[Demonstration]:
    """Started for the block, on a free port and a folder of its own."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = str(found.getsockname()[1])
        found.close()
        environment = {**os.environ, "PORT": port, "DATA_DIR": folder}
        command = [sys.executable, "-m", "improve", "demo", "--serve"]
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/health", server)
            yield Demonstration(address, environment)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Until it answers. Ends the program where it does not."""
    for _ in range(SECONDS_TO_START * 2):
        if server.poll() is not None:
            break
        try:
            urlopen(address).close()  # noqa: S310  our own address
            return
        except (URLError, OSError):
            time.sleep(0.5)
    sys.exit("The demonstration did not start.")


class Camera:
    """A browser on a demonstration; pages of each person are made once."""

    def __init__(self, browser: Browser, shown: Demonstration) -> None:
        self.browser, self.shown = browser, shown
        self.pages: dict[str, Page] = {}

    def person(self, name: str) -> Page:
        """Somebody's own browser, signed in."""
        if name not in self.pages:
            page = self.new_page()
            page.goto("/sign-in")
            page.fill("[name=name]", name)
            page.fill("[name=password]", PASSWORD)
            page.click("main button")
            page.wait_for_url("**/")
            self.pages[name] = page
        return self.pages[name]

    def tablet(self) -> Page:
        """The tablet of Ward 12."""
        if "tablet" not in self.pages:
            name, _, secret = self.shown.run("tablet", "enrol", "--team", "Ward 12").partition("=")
            page = self.new_page()
            page.context.add_cookies([{"name": name, "value": secret, "url": self.shown.address}])
            self.pages["tablet"] = page
        return self.pages["tablet"]

    def new_page(self) -> Page:
        """A browser that nobody has used."""
        return self.browser.new_context(base_url=self.shown.address, reduced_motion="reduce").new_page()


def nurse(camera: Camera) -> Page:
    return at(camera.person("T10851"), "/", DESK)


def lead(camera: Camera) -> Page:
    return at(camera.person("priya.nair@thornbeck.example"), "/", TALL)


def board(camera: Camera) -> Page:
    return at(camera.person("priya.nair@thornbeck.example"), "/board", (1600, 1000))


def idea(camera: Camera) -> Page:
    page = camera.person("priya.nair@thornbeck.example")
    return at(page, found_idea(page), TALL)


def cycle(camera: Camera) -> Page:
    page = camera.person("priya.nair@thornbeck.example")
    return at(page, f"{found_idea(page)}/cycle", TALL)


def measure(camera: Camera) -> Page:
    page = camera.person("hannah.reid@thornbeck.example")
    page.goto("/board")
    page.get_by_role("link", name="Measures").first.click()
    return at(page, page.get_by_role("link", name=MEASURE).first.get_attribute("href") or "", TALL)


def goal_measures(camera: Camera) -> Page:
    page = goal(camera)
    page.locator("#moving").evaluate("heading => heading.scrollIntoView()")
    return page


def found_idea(page: Page) -> str:
    """The address of the idea that the story is about."""
    page.goto("/board")
    return page.get_by_role("link", name=re.compile(IDEA)).first.get_attribute("href") or ""


def goals(camera: Camera) -> Page:
    return at(camera.person("helen.marsh@thornbeck.example"), "/goals", TALL)


def goal(camera: Camera) -> Page:
    page = camera.person("helen.marsh@thornbeck.example")
    page.goto("/goals")
    return at(page, page.get_by_role("link", name=GOAL).first.get_attribute("href") or "", TALL)


def executive(camera: Camera) -> Page:
    return at(camera.person("helen.marsh@thornbeck.example"), "/", DESK)


def escalations(camera: Camera) -> Page:
    return at(camera.person("tom.whitfield@thornbeck.example"), "/escalations", DESK)


def tablet(camera: Camera) -> Page:
    return at(camera.tablet(), "/tablet", TABLET)


def tablet_idea(camera: Camera) -> Page:
    page = at(camera.tablet(), "/tablet/idea", TABLET)
    page.fill("[name=text]", "The weighing scales are always in another bay. Give each bay its own.")
    return page


def tablet_thanks(camera: Camera) -> Page:
    page = tablet_idea(camera)
    page.click("main button[type=submit]")
    page.wait_for_url("**/tablet/thanks/**")
    return page


def import_preview(camera: Camera) -> Page:
    page = at(camera.person("priya.nair@thornbeck.example"), "/imports/new", TALL)
    log = FilePayload(name="ward 12 ideas.csv", mimeType="text/csv", buffer=LOG.encode())
    page.set_input_files("input[type=file]", log)
    page.click("main button[type=submit]")
    page.wait_for_url("**/columns")
    page.get_by_role("button", name="Look at the ideas").click()
    page.wait_for_load_state("networkidle")
    return page


def at(page: Page, address: str, size: tuple[int, int]) -> Page:
    """The page, opened at a size."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(address, wait_until="networkidle")
    return page


PICTURES: dict[str, Callable[[Camera], Page]] = {
    "nurse": nurse, "lead": lead, "board": board, "idea": idea, "cycle": cycle, "goals": goals, "goal": goal,
    "measure": measure, "goal-measures": goal_measures,
    "executive": executive, "escalations": escalations, "tablet": tablet, "tablet-idea": tablet_idea,
    "tablet-thanks": tablet_thanks, "import": import_preview,
}  # fmt: skip


def keep(name: str, picture: bytes) -> int:
    """Write a picture with few colours; its size in bytes."""
    path = FOLDER / f"{name}.png"
    taken = Image.open(BytesIO(picture)).convert("RGB")
    # What covers little, an orange point of a chart, keeps its colour too.
    few = taken.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    return path.stat().st_size


def main() -> None:
    """Take them."""
    wanted = sys.argv[1:] or list(PICTURES)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demonstration() as shown, sync_playwright() as playwright:
        camera = Camera(launch(playwright), shown)
        for name in wanted:
            size = keep(name, PICTURES[name](camera).screenshot())
            print(f"docs/pictures/{name}.png  {size / 1000:.0f} kB")
        camera.browser.close()


if __name__ == "__main__":
    main()
