"""Somebody's browser on a journey: goes, clicks, types, and notes whatever a page complains about."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response

from tests.journeys.line import LATE_MS

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
    "preload": False,  # fetches styles and media anew for rules that are not asked
}
WIDTHS = {320: 640, 820: 1180, 1920: 1080}  # a phone at 400 % zoom, a tablet, a wall, in pixels
PATIENCE_MS = (
    25_000  # a machine with other work is slow; who waits for something goes on at once when it comes
)
WATCH = """
document.addEventListener('securitypolicyviolation', (event) =>
  console.error('POLICY ' + event.violatedDirective + ' ' + event.blockedURI));
window.spoken = [];
new MutationObserver((changes) => {
  for (const {target, addedNodes} of changes)
    if (target.id === 'announce' && addedNodes.length) spoken.push(target.textContent);
}).observe(document, {childList: true, subtree: true});
"""


@cache
def axe_source() -> str:
    """axe-core, as its package brings it."""
    return AXE.read_text()


class Walker:
    """One browser context with one page. `complaints` stays empty on a good journey."""

    def __init__(
        self,
        browser: Browser,
        site: str,
        secret: str = "",
        *,
        tablet: str = "",
        width: int = 1440,
        script: bool = True,
    ) -> None:
        self.site, self.complaints = site, list[str]()
        self.context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        for name, value in (("session_id", secret), ("tablet", tablet)):
            if value:
                self.context.add_cookies([{"name": name, "value": value, "url": site}])
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        if LATE_MS:
            self.context.new_cdp_session(self.page).send("Emulation.setCPUThrottlingRate", {"rate": 3})
        if script:
            self.page.add_init_script(WATCH)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._answered)

    def go(self, path: str) -> None:
        """Open an address."""
        self.page.goto(path)

    def click(self, name: str, *, role: Any = "link", inside: str = "main", exact: bool = False) -> None:
        """Click the link or button of that name."""
        self.find(name, role=role, inside=inside, exact=exact).click()

    def find(self, name: str, *, role: Any = "link", inside: str = "main", exact: bool = False) -> Locator:
        """The first element of that role and name."""
        return self.page.locator(inside).get_by_role(role, name=name, exact=exact).first

    def press(self, name: str) -> None:
        """Press the button of that name and wait for the page that follows."""
        with self.page.expect_navigation():
            self.click(name, role="button")

    def write(self, label: str, text: str) -> None:
        """Type into the field of that label."""
        self.page.locator("main").get_by_label(label, exact=False).first.fill(text)

    def choose(self, label: str) -> None:
        """Tick the radio button or box of that label."""
        self.page.locator("main").get_by_label(label, exact=False).first.check()

    def sees(self, text: str) -> bool:
        """Whether those words stand on the page, soon."""
        self.page.locator("body").get_by_text(text, exact=False).first.wait_for(state="visible")
        return True

    def look_around(self, name: str = "") -> None:
        """The page as it stands is accessible and fits, at three widths."""
        self.page.wait_for_load_state()
        before = self.page.viewport_size
        for width, height in WIDTHS.items():
            self.page.set_viewport_size({"width": width, "height": height})
            assert not self.sideways(), f"{name or self.page.url} scrolls sideways at {width} px"
            faults = self.faults()
            assert not faults, f"{name or self.page.url} at {width} px: {'; '.join(faults)}"
        if before:
            self.page.set_viewport_size(before)

    def sideways(self) -> bool:
        """Whether the page is wider than its window."""
        return bool(
            self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        )

    def faults(self) -> list[str]:
        """What axe finds, a line each."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(
                axe_source()
            )  # by the debugger: the policy of the page allows no foreign script
        found = self.page.evaluate(f"axe.run({json.dumps(AXE_OPTIONS)})")
        return [
            f"{fault['id']}: {fault['help']}: {node['html'][:160]} {node['failureSummary'][:300]}"
            for fault in found["violations"]
            for node in fault["nodes"]
        ]

    def focus(self) -> str:
        """The tag and the words of what has the focus."""
        return str(
            self.page.evaluate(
                "document.activeElement.tagName + ' ' + document.activeElement.textContent.trim()"
            )
        )

    def spoken(self) -> list[str]:
        """What a screen reader was told since this page was loaded, empty pauses left out."""
        self.page.wait_for_timeout(400)
        return list(self.page.evaluate("spoken"))

    def leave(self) -> None:
        """Close the browser of this person."""
        self.context.close()

    def _heard(self, message: ConsoleMessage) -> None:
        refused = "Failed to load resource"  # a refusal of the server is no fault of the page: see _answered
        if message.type in ("error", "warning") and refused not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500 or (
            response.status == 404 and response.request.resource_type != "document"
        ):
            self.complaints.append(f"{response.status} {response.url}")
