"""The Chromium that journeys run in: the system's, else the one that Playwright has installed."""

import os
import shutil
import subprocess
from pathlib import Path

from playwright.sync_api import Browser, Playwright

SHELL = "chromium-headless-shell"  # the same engine without windows: a third less work
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)

# A browser in tests speaks with the server under test alone: nothing of its own goes out.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)
SECONDS_TO_ANSWER = 20


def launch(playwright: Playwright) -> Browser:
    """A new headless browser. The caller closes it."""
    return playwright.chromium.launch(executable_path=chromium_path(), headless=True, args=flags())


def flags() -> list[str]:
    """What Chromium is started with. As root it has no sandbox, in small containers no shared memory."""
    as_root = ["--no-sandbox", "--disable-dev-shm-usage"] if os.geteuid() == 0 else []
    return [*QUIET, *as_root]


def chromium_path() -> str | None:
    """A Chromium of this machine that starts (CHROMIUM names one); None stands for Playwright's own."""
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else [*filter(None, map(shutil.which, NAMES)), *APPLICATIONS]
    return next((path for path in candidates if starts(path)), None)


def starts(path: str) -> bool:
    """Whether `path` is a browser. (Ubuntu's package of that name is a note that names another installer.)"""
    if not Path(path).exists():
        return False
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=SECONDS_TO_ANSWER)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return said.returncode == 0 and "Chrom" in said.stdout
