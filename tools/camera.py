"""A demonstration of its own and a browser on it: what the tools that take pictures share."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page

from improve.cli.demonstration import PASSWORD

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_START = 90


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


def at(page: Page, address: str, size: tuple[int, int]) -> Page:
    """The page, opened at a size."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(address, wait_until="networkidle")
    return page
