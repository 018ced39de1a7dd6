"""Takes the pictures of the README: starts a demonstration of its own and looks at the pages of its personas.

`python tools/pictures.py` takes all of them, `python tools/pictures.py board goal` these two.
"""

import re
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import FilePayload, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.real.browser import launch  # noqa: E402
from tools.camera import Camera, at, demonstration  # noqa: E402
from tools.tablet_pictures import TABLET_PICTURES  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"
COLOURS = 192  # enough for our pages, and a third of the size
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
    expect(page.locator("#thanks")).to_be_visible()
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


PICTURES: dict[str, Callable[[Camera], Page]] = {
    "nurse": nurse, "lead": lead, "board": board, "idea": idea, "cycle": cycle, "goals": goals, "goal": goal,
    "measure": measure, "goal-measures": goal_measures,
    "executive": executive, "escalations": escalations, "tablet": tablet, "tablet-idea": tablet_idea,
    "tablet-thanks": tablet_thanks, "import": import_preview, **TABLET_PICTURES,
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
