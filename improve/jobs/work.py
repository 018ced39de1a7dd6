"""What the jobs do. Each takes short transactions of its own."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from time import monotonic, sleep
from typing import Any, TypeVar

import structlog
from flask import current_app
from sqlalchemy import Select, delete, func, select

from improve.auth import sessions
from improve.core import clock, mail, once
from improve.core import db as database
from improve.core.db import changed, db
from improve.escalations import clocks
from improve.events import chain
from improve.ideas import anonymous, search
from improve.ideas.facts import WaitingIdea
from improve.ideas.near import vectors
from improve.ideas.patients import masking
from improve.imports import batches
from improve.jobs import runs
from improve.tablets import guesses, tickets
from improve.teams import in_charge
from improve.teams.models import Organisation, Team

log = structlog.get_logger()

SUBMISSIONS_KEPT = timedelta(days=90)
# Tables in which something was worked out of the words of an idea, besides those that hold them.
KEEP_WORDS = {"anonymous_submission", "idea", "idea_search", "idea_vector", "masked_passage", "submission"}
COMPARING = timedelta(seconds=5)  # at a time: less than passes until the next
OLDER_TRIES, OLDER_PAUSE_SECONDS = 600, 0.1
Made = TypeVar("Made")


def release_batches(_zone: str) -> None:
    """Release anonymous ideas where enough wait to hide among one another."""
    rows = select(Team).where(Team.id.in_(_waiting(anonymous.BATCH_LEAST)))
    _release(rows)


def release_all(zone: str) -> None:
    """In the morning, also when it is late: whatever waits in this time zone is released, however little it is."""
    rows = select(Team).join(Organisation, Organisation.id == Team.organisation_id)
    _release(rows.where(Team.id.in_(_waiting(1)), Organisation.time_zone == zone))


def _waiting(least: int) -> Select[str]:
    """The teams for which so many anonymous ideas wait."""
    return select(WaitingIdea.team_id).group_by(WaitingIdea.team_id).having(func.count() >= least)


def _release(rows: Select[Team]) -> None:
    """Each team for itself: what goes wrong in one keeps no other waiting, and is told when all had their turn."""
    with database.reading():
        teams = list(db.session.scalars(rows.with_only_columns(Team.id)))
        db.session.commit()
    released, wrong = 0, None
    for team_id in teams:
        try:
            released += _in_one(partial(_release_of, team_id))
        except Exception as trouble:
            database.give_up()
            log.error("batch not released", team=team_id, kind=type(trouble).__name__)
            wrong = trouble
    if released:
        empty_the_log()
    if wrong is not None:
        raise wrong


def _release_of(team_id: str) -> int:
    return anonymous.release(db.session.get_one(Team, team_id))


def compare_ideas(_zone: str) -> None:
    """Work out what new and changed ideas mean, so that they are found while others write; the rest next time."""
    end = monotonic() + COMPARING.total_seconds()
    while vectors.fill() >= vectors.BATCH and monotonic() < end:
        pass


def seal(_zone: str) -> None:
    """Seal what happened since."""
    _in_batches(chain.seal_waiting, chain.BATCH)


def run_clocks(_zone: str) -> None:
    """Let rise what was not answered in time."""
    for rising in (clocks.end_pauses, clocks.rise_unanswered, clocks.rise_breached):
        _in_batches(lambda rising=rising: rising(clock.now()), clocks.BATCH)  # type: ignore[misc]


def send_mail(_zone: str) -> None:
    """Send what waits, if there is a mail server."""
    config = current_app.config["IMPROVE"]
    mail.send_waiting(config.smtp_url, config.mail_from)


def forget_masked(_zone: str) -> None:
    """What was hidden a day ago goes for good, also from the free pages of the file and from the search index."""
    if stood_in := _in_one(masking.forget_masked):
        _in_one(search.forget_deleted)
        compact()
        _rewrite_postgresql(stood_in | KEEP_WORDS)


def tidy(_zone: str) -> None:
    """Delete what is over, and give its space back."""
    for over in (
        sessions.tidy,
        guesses.forget_old,
        tickets.forget_old,
        in_charge.forget_old,
        _old_submissions,
        _old_mails,
        batches.forget_old,
        runs.forget_old,
    ):
        _in_one(over)
    compact()


def _old_submissions() -> int:
    before = (clock.now() - SUBMISSIONS_KEPT).date()
    kinds = (once.Submission, once.AnonymousSubmission)
    return sum(changed(delete(kind).where(kind.stored_on < before)) for kind in kinds)


def _old_mails() -> int:
    return changed(delete(mail.OutgoingMail).where(mail.OutgoingMail.sent_at < clock.now() - mail.KEPT))


def empty_the_log() -> None:
    """SQLite: what was written goes from its log into the file, so that the log keeps no order of writing."""
    _on_sqlite("PRAGMA wal_checkpoint(TRUNCATE)")


def compact() -> None:
    """SQLite: give back the space of deleted rows, and forget where they stood."""
    _on_sqlite("VACUUM")
    empty_the_log()


def _on_sqlite(statement: str) -> None:
    if db.engine.dialect.name != "sqlite":
        return
    db.session.commit()
    # Neither may run inside a transaction, so the driver's own connection is used.
    connection = db.engine.raw_connection()
    try:
        connection.info.pop("may_write", None)  # the next transaction says anew whether it may
        connection.execute("PRAGMA query_only=OFF")
        connection.execute(statement)
    finally:
        connection.close()


def _rewrite_postgresql(tables: set[str]) -> None:
    """PostgreSQL keeps rows as they were in the pages of its files, until a table is written anew."""
    if db.engine.dialect.name != "postgresql":
        return
    db.session.commit()
    connection = db.engine.raw_connection()
    try:
        driver: Any = connection.driver_connection
        driver.autocommit = True  # it may not run inside a transaction
        _wait_for_older(driver)
        driver.execute(f"VACUUM (FULL) {', '.join(sorted(tables))}")
        driver.autocommit = False
    finally:
        connection.close()


def _wait_for_older(driver: Any) -> None:
    """Wait until nobody reads any more as it was before: for them VACUUM would keep the rows that were deleted.

    A backup or an analysis of a table by the database itself is enough. After a minute it goes on all the same.
    """
    (now,) = driver.execute("SELECT pg_current_xact_id()::xid").fetchone()
    older = (
        "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        " AND (datid IS NULL OR datname = current_database()) AND age(backend_xmin) > age(%s::xid)"
    )
    for _ in range(OLDER_TRIES):
        (number,) = driver.execute(older, [str(now)]).fetchone()
        if not number:
            return
        sleep(OLDER_PAUSE_SECONDS)
    log.warning("somebody has read for a minute: what was hidden may stay in the files until they have ended")


def _in_one(work: Callable[[], Made]) -> Made:
    database.start_writing()
    done = work()
    database.commit()
    return done


def _in_batches(work: Callable[[], int], size: int) -> None:
    while _in_one(work) >= size:
        pass
