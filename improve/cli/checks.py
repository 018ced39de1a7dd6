"""What `improve doctor` looks at. Each check answers with a sentence that says how to mend it, or with nothing."""

import shutil
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select, text

from improve.cli import migrating
from improve.cli.loading.load import is_loaded
from improve.cli.opening import NOT_SET_UP, settings
from improve.cli.starting import damage
from improve.core import clock, mail
from improve.core.db import db
from improve.core.once import AnonymousSubmission
from improve.core.text import listing, plural
from improve.events import chain
from improve.ideas.facts import WaitingIdea
from improve.ideas.meaning import embedding
from improve.ideas.meaning.glossary import own_lists

LEAST_FREE = 0.1  # of the disk
SOON = timedelta(minutes=5)  # the scheduler looks for mails three times a minute
MOMENT = "%d %B %Y, %H:%M UTC"
BUILT = ("build/app.css", "vendor")  # below static/

Check = Callable[[], str]


def database_answers() -> str:
    """Raises OperationalError where it does not."""
    db.session.execute(text("SELECT 1"))
    return ""


def is_of_this_version() -> str:
    """The migrations."""
    revision = migrating.present()
    if revision == migrating.head():
        return ""
    if not revision:
        return NOT_SET_UP
    if not migrating.is_known(revision):
        return "The database was made by a newer version of Improve. Install that version."
    return "The database is of an older version. Run: improve upgrade"


def file_is_whole() -> str:
    """SQLite's own check."""
    found = damage()
    return f"The database is damaged ({found}). Put back a backup: improve restore FILE" if found else ""


def events_are_whole() -> str:
    """The chain of seals over the events."""
    report = chain.check()
    return (
        ""
        if report.first_wrong is None
        else f"{report.sentence} Compare with a backup, and tell who answers for this system."
    )


def disk_has_space() -> str:
    """Under the data folder."""
    folder = settings().data_dir
    if not folder.is_dir():
        return f"The data folder {folder} is not there. DATA_DIR names it; improve serve makes it."
    disk = shutil.disk_usage(folder)
    share = disk.free / disk.total
    return (
        f"Only {share:.0%} of the disk is free. Make room, or ideas can soon not be stored."
        if share < LEAST_FREE
        else ""
    )


def mail_goes_out() -> str:
    """The outbox, and the address of the server."""
    waiting, parked = mail.waiting_and_parked()
    wrong = mail.why_no_server(settings().smtp_url) if settings().smtp_url else ""
    if wrong:
        return f"IMPROVE_SMTP_URL names no mail server. {wrong}."
    if parked:
        given_up = f"{plural(parked, 'mail was', 'mails were')} given up after {mail.MOST_TRIES} tries."
        return f"{given_up} Check IMPROVE_SMTP_URL and the addresses."
    if waiting and not settings().smtp_url:
        return f"{plural(waiting, 'mail waits', 'mails wait')}, and no mail server is named. Set IMPROVE_SMTP_URL."
    return mail_failed() or mail_is_late()


def mail_failed() -> str:
    """Tried in vain, and to be tried again. The kind of error says why, without an address."""
    late = mail.failing()
    if late.since is None:
        return ""
    waits = plural(late.mails, "mail waits", "mails wait")
    mend = "It is tried again; check IMPROVE_SMTP_URL and the addresses."
    return f"{waits} since {late.since:{MOMENT}}, and could not be sent ({listing(late.kinds)}). {mend}"


def mail_is_late() -> str:
    """Nobody has tried."""
    late = mail.untried(SOON)
    if late.since is None:
        return ""
    waits = plural(late.mails, "mail waits", "mails wait")
    return (
        f"{waits} since {late.since:{MOMENT}}, and nobody tried to send {'it' if late.mails == 1 else 'them'}."
        " Is the scheduler running? `improve serve` starts it."
    )


def nobody_else_reads_it() -> str:
    """Who can read the database, and the key that signs forms."""
    folder = settings().data_dir
    kept = [path for path in (folder / "secret_key", *sorted(folder.glob("*.db*"))) if path.exists()]
    open_to_all = [str(path) for path in kept if stat.S_IMODE(path.stat().st_mode) & 0o077]
    if not open_to_all:
        return ""
    return f"Others can read {listing(open_to_all)}. Run: chmod 600 {' '.join(open_to_all)}"


def settings_are_safe() -> str:
    """What a production system must be set to, and what only a production system may be."""
    config = settings()
    if not config.is_production:
        is_local = config.host in ("127.0.0.1", "localhost", "::1")
        return (
            ""
            if is_local
            else "This system listens beyond this machine. Set IMPROVE_PRODUCTION=1, and use HTTPS."
        )
    if not config.base_url.startswith("https://"):
        return "IMPROVE_BASE_URL must be the https:// address at which people reach this system."
    if not config.trusted_proxies:
        return "IMPROVE_TRUSTED_PROXIES is 0. Set it to how many proxies stand before this system: one ends HTTPS."
    return ""


def front_end_is_built() -> str:
    """Styles and scripts."""
    static = Path(current_app.static_folder or "")
    missing = [name for name in BUILT if not (static / name).exists()]
    return f"Front-end files are missing ({', '.join(missing)}). Run: make setup" if missing else ""


def nobody_of_the_demonstration() -> str:
    """Known passwords."""
    if settings().is_production and is_loaded():
        return "This production database holds the demonstration trust. Start with an empty one."
    return ""


def like_ideas_are_found() -> str:
    """The model of sentences, and a trust's own ward words. Without the model, search by words serves alone."""
    try:
        own_lists()
    except ValueError as error:
        return f"The ward words of IMPROVE_GLOSSARY are not used: {error}. See docs/similar.md"
    missing = embedding.why_not()
    mend = "Run: make setup, or set IMPROVE_MODEL_DIR (docs/similar.md)"
    return f"Like ideas are found by words alone: {missing}. {mend}" if missing else ""


def nothing_anonymous_is_stuck() -> str:
    """Ideas that should have been released. What a tablet sent late waits since it came, not since it was written."""
    before = clock.now().date() - timedelta(days=1)
    came_on = func.coalesce(AnonymousSubmission.stored_on, WaitingIdea.written_on)
    rows = select(func.count()).select_from(WaitingIdea)
    rows = rows.outerjoin(AnonymousSubmission, AnonymousSubmission.made_id == WaitingIdea.id)
    late = db.session.scalar(rows.where(came_on < before)) or 0
    return (
        f"{plural(late, 'anonymous idea waits', 'anonymous ideas wait')} longer than promised."
        " Is the scheduler running? `improve serve` starts it."
        if late
        else ""
    )


CHECKS: dict[str, Check] = {
    "database": database_answers,
    "version": is_of_this_version,
    "database file": file_is_whole,
    "event record": events_are_whole,
    "disk": disk_has_space,
    "mail": mail_goes_out,
    "data folder": nobody_else_reads_it,
    "settings": settings_are_safe,
    "front end": front_end_is_built,
    "demonstration": nobody_of_the_demonstration,
    "anonymous ideas": nothing_anonymous_is_stuck,
    "like ideas": like_ideas_are_found,
}
