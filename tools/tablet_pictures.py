"""The pictures of docs/tablet-screens.md: every state of the ward tablet, the wall and the poster."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from improve.cli.demonstration import PASSWORD
from tools.camera import Camera, at

TABLET, WALL, PHONE = (1180, 820), (1920, 1080), (390, 760)  # px
ORDINARY = "The weighing scales are always in another bay. Give each bay its own."
PATIENT = "Mr Albert Jones in bed 4 waits for his tablets each evening, NHS number 943 476 5919."
DANGER = "The suction at bed 6 is not working and nobody has mended it."
SIMILAR = "Patients wait hours for their tablets to go home"


def offline(camera: Camera) -> Page:
    """The board without a network, and an idea that waits."""
    page = field(camera, ORDINARY)
    page.context.set_offline(True)
    send(page)
    expect(page.get_by_text("Saved on this tablet").first).to_be_visible()
    page.get_by_role("button", name=re.compile("Finish")).click()
    expect(page.locator("[data-board]")).to_be_visible()
    return page


def saved(camera: Camera) -> Page:
    """Thank you, without a network."""
    page = field(camera, ORDINARY)
    page.context.set_offline(True)
    send(page)
    expect(page.get_by_text("Saved on this tablet").first).to_be_visible()
    return page


def similar(camera: Camera) -> Page:
    """Who else says it."""
    page = field(camera, "")
    page.locator("textarea").press_sequentially(SIMILAR)
    expect(page.locator("[data-alike-heading]")).to_be_visible(timeout=30_000)
    return page


def identifier(camera: Camera) -> Page:
    """It shows who a patient is."""
    page = field(camera, PATIENT)
    send(page)
    expect(page.locator("[data-patient-change]")).to_be_visible()
    return page


def door(camera: Camera) -> Page:
    """A person first."""
    page = field(camera, DANGER)
    send(page)
    expect(page.locator("[data-door-send]")).to_be_visible(timeout=30_000)
    return page


def claim(camera: Camera) -> Page:
    """The only key to an anonymous idea."""
    page = field(camera, ORDINARY)
    page.locator("[data-stay-anonymous]").check()
    send(page)
    expect(page.locator("[data-picture] svg, [data-picture] img").first).to_be_visible(timeout=15_000)
    return page


def pin(camera: Camera) -> Page:
    """Whose idea it is: a name and six numbers."""
    page = field(camera, ORDINARY)
    send(page)
    page.get_by_role("link", name=re.compile("my name", re.IGNORECASE)).or_(
        page.get_by_role("button", name=re.compile("my name", re.IGNORECASE))
    ).first.click()
    expect(page.locator("[data-keys]")).to_be_visible()
    return page


def code(camera: Camera) -> Page:
    """Where the claim code is typed."""
    return at(fresh(camera), "/code", TABLET)


def welsh(camera: Camera) -> Page:
    """The board in Welsh."""
    page = at(fresh(camera), "/tablet", TABLET)
    page.get_by_role("button", name="Cymraeg").click()
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    return page


def wall(camera: Camera) -> Page:
    """The board at three metres."""
    return at(camera.new_page(), made(camera, "wall"), WALL)


def poster(camera: Camera) -> Page:
    """On somebody's own phone."""
    return at(camera.new_page(), made(camera, "poster"), PHONE)


def fresh(camera: Camera) -> Page:
    """The tablet of Ward 12 as it hangs there: nobody has touched it since it was set up."""
    camera.pages.pop("tablet", None)
    return camera.tablet()


def field(camera: Camera, words: str) -> Page:
    """The one field, with words in it; the service worker has what it needs."""
    page = at(fresh(camera), "/tablet", TABLET)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.wait_for_timeout(1_000)
    page.get_by_role("link", name=re.compile("What could be better")).first.click()
    page.locator("textarea").fill(words)
    return page


def send(page: Page) -> None:
    """The green button."""
    page.locator("form[data-keep] button[type=submit]").first.click()


def made(camera: Camera, kind: str) -> str:
    """The address of a new wall or poster of Ward 12."""
    page = camera.person("priya.nair@thornbeck.example")
    page.goto("/board")
    page.goto(f"{page.url.partition('/board')[0]}/links/{kind}/new")
    if page.locator("[name=password]").count():
        page.fill("[name=password]", PASSWORD)
        page.locator("main form button[type=submit]").first.click()
    page.fill("#name", "Corridor")
    page.locator("main form button[type=submit]").first.click()
    return page.inner_text("code")


TABLET_PICTURES: dict[str, Callable[[Camera], Page]] = {
    "tablet-offline": offline, "tablet-saved": saved, "tablet-similar": similar, "tablet-identifier": identifier,
    "tablet-door": door, "tablet-claim": claim, "tablet-pin": pin, "tablet-code": code, "tablet-welsh": welsh,
    "wall": wall, "poster": poster,
}  # fmt: skip
