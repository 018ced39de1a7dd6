"""What a tablet keeps for the hours without a network: the shell of capturing, and no page with anybody's data."""

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask import current_app, request, url_for

from improve.capture.promise import promise_before
from improve.core.languages import FOLDER, spoken
from improve.ideas.anonymous import day_token, filing_team
from improve.ideas.stages import TEXT_LEAST, TEXT_MOST
from improve.teams.models import Team

# Static files, by their place in static/. The worker keeps these and the pages below, and nothing else.
FILES = (
    "build/tablet.css",
    "build/tablet.js",
    "build/identifier_rules.json",
    "icons/sprite.svg",
    "icons/favicon.svg",
    "vendor/qrcode.js",
)
# At which address a page is shown without a network: the page that stands in for it, without a name of staff.
PAGES = {"/tablet": "capture.shell_board", "/tablet/idea": "capture.shell_idea"}
KEPT_BESIDE = "capture.shell_saved"  # asked for by script at its own address


def worker(asset: Callable[[str], str]) -> str:
    """The service worker, with the list of what it keeps. A new version of anything makes it another script."""
    pages = {shown_at: url_for(endpoint) for shown_at, endpoint in PAGES.items()}
    beside = url_for(KEPT_BESIDE)
    kept: dict[str, object] = {"files": [asset(file) for file in FILES], "pages": {**pages, beside: beside}}
    kept["language"] = spoken()  # after a change of it the pages are fetched again
    listed = json.dumps({"version": version(kept), **kept}, sort_keys=True)
    return f"const SHELL = {listed};\n{(static() / 'js' / 'worker.js').read_text()}"


def version(kept: Mapping[str, object]) -> str:
    """Another one as soon as a file or one of the pages' templates is another."""
    marked = hashlib.sha256(json.dumps(kept, sort_keys=True).encode())
    root = static().parent
    words = [*(root / "templates" / "capture").glob("*.html"), *FOLDER.glob("*.po")]
    for file in sorted([*words, root / "templates" / "layouts" / "_tablet_words.html"]):
        marked.update(file.read_bytes())
    return marked.hexdigest()[:12]


def static() -> Path:
    """The folder of static files."""
    return Path(current_app.static_folder or "")


def field(team: Team) -> dict[str, Any]:
    """What the one-field screen shows of a team, whether it is kept on the tablet or fetched for one visit."""
    return {
        "doors": team.doors,
        "filing_team": filing_team(team),
        "code_url": code_url(),
        "code_address": code_url().partition("://")[2],
        "text_least": TEXT_LEAST,
        "text_most": TEXT_MOST,
    }


def carried_by_the_board(team: Team) -> dict[str, Any]:
    """What the idle screen brings for the field, which opens without a request: the promise, and the day's token."""
    token = day_token(current_app.config["SECRET_KEY"], team, team.organisation.today)
    return {"promise": promise_before(team), "day_token": token}


def code_url() -> str:
    """Where a claim code is typed in, as a phone reaches it."""
    site = current_app.config["IMPROVE"].base_url or request.host_url
    return str(site).rstrip("/") + url_for("ideas.code")
