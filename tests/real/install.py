"""Sees to it that the tests have a real browser and a real PostgreSQL: `python -m tests.real.install`.

As root on Debian and Ubuntu they come from the system's packages; elsewhere from wheels and from Playwright.
"""

import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.real.browser import SHELL, chromium_path
from tests.real.postgres_programs import find_programs

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Install what is missing. Exits with a sentence if it stays missing."""
    if not find_programs():
        install_postgres()
    if may_use_apt() and not playwright_starts():
        apt_install("libatomic1")  # Playwright's own Node.js needs it, and a bare Debian has none.
    if may_use_apt() and is_debian() and not shutil.which(SHELL):
        apt_install(SHELL)
    if not has_browser():
        install_browser()
    if may_use_apt() and not has_letters():
        apt_install("fonts-liberation")
    if may_use_apt() and not shutil.which("strace"):
        apt_install("strace")  # the power-cut test watches the disk with it
    print(f"tests use PostgreSQL in {find_programs()} and Chromium {chromium_path() or 'of Playwright'}")


def install_postgres() -> None:
    """Debian's package, else the wheel, which needs no rights."""
    if may_use_apt() and apt_install("postgresql") and find_programs():
        return
    locked = ROOT / "requirements-postgres.txt"
    run(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", str(locked))
    importlib.invalidate_caches()
    if not find_programs():
        sys.exit("There is no PostgreSQL here and none could be installed. Install PostgreSQL 13 or newer.")


def install_browser() -> None:
    """Playwright's own, where Debian's packages could not help (Ubuntu's package is no browser)."""
    with_libraries = ["--with-deps"] if may_use_apt() else []
    run(sys.executable, "-m", "playwright", "install", *with_libraries, "--only-shell", "chromium")
    if not has_browser():
        sys.exit(
            "There is no Chromium here and none could be installed. Install one; CHROMIUM may name its path."
        )


def playwright_starts() -> bool:
    """Whether Playwright's driver finds the libraries it needs."""
    return (
        subprocess.run([sys.executable, "-m", "playwright", "--version"], capture_output=True).returncode == 0
    )


def has_browser() -> bool:
    """Whether a Chromium is here, the system's or Playwright's own."""
    if chromium_path():
        return True
    if not playwright_starts():
        sys.exit("Playwright does not start here. `python -m playwright --version` says why.")
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def has_letters() -> bool:
    """Whether letters are as wide as Arial's; with others, lines break elsewhere on each machine."""
    if not shutil.which("fc-match"):
        return False
    said = subprocess.run(["fc-match", "Arial"], capture_output=True, text=True).stdout
    return any(name in said for name in ("Arial", "Arimo", "Liberation"))


def may_use_apt() -> bool:
    """Whether we are root on a system with Debian's package tools."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def is_debian() -> bool:
    """Whether this is Debian itself."""
    release = Path("/etc/os-release")
    return release.exists() and "ID=debian" in release.read_text().splitlines()


def apt_install(*packages: str) -> bool:
    """Whether the packages could be installed. The lists may be old or missing, so they are fetched first."""
    run("apt-get", "update", "-qq")
    return run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages)


def run(*command: str) -> bool:
    """Run a command, shown; whether it went well."""
    print("+", *command, flush=True)
    return subprocess.run(command, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}).returncode == 0


if __name__ == "__main__":
    main()
