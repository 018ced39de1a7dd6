"""What must be right before pages are served."""

import errno
import os
import socket

from sqlalchemy import inspect, text

from improve.cli import migrating
from improve.cli.loading.load import is_loaded
from improve.cli.opening import Refused, damaged, settings
from improve.core import db as database
from improve.core.db import db

LAST_PORT = 65_535


def refuse_to_start() -> None:
    """Raises Refused with a sentence that says what to do."""
    refuse_taken_port()
    refuse_other_revision()
    refuse_damage()
    if settings().is_production:
        refuse_in_production()


def refuse_taken_port() -> None:
    """Another program listens there, or nobody could."""
    config = settings()
    if not 0 <= config.port <= LAST_PORT:
        raise Refused(f"PORT is {config.port}. It is a number up to {LAST_PORT:,}, such as 8000.")
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((config.host, config.port))
        except OSError as error:
            raise Refused(why_not(error, config.host, config.port)) from error


def why_not(error: OSError, host: str, port: int) -> str:
    """What to do where an address cannot be used."""
    if error.errno == errno.EADDRINUSE:
        other = f"PORT={port + 1 if port < LAST_PORT else port - 1}"
        return (
            f"Another program uses {host}:{port} already. Stop it, or choose another port, such as {other}."
        )
    return f"{host}:{port} cannot be used ({error.strerror}). PORT and IMPROVE_HOST name others."


def refuse_other_revision() -> None:
    """The database must fit the program."""
    revision = migrating.present()
    if not revision and inspect(db.engine).has_table("organisation"):
        raise Refused(damaged("it does not say of which version it is"))
    if not revision:
        raise Refused(
            "The database is empty. `improve init` sets it up, `improve demo` loads the demonstration trust."
        )
    if not migrating.is_known(revision):
        raise Refused("The database was made by a newer version of Improve. Install that version.")
    if revision != migrating.head():
        raise Refused("The database is of an older version. Run: improve upgrade")


def refuse_damage() -> None:
    """A damaged file is never served as if it were whole."""
    if problem := damage():
        raise Refused(damaged(problem))


def damage() -> str:
    """What SQLite finds wrong with its file; empty when nothing is, and on PostgreSQL."""
    if db.engine.dialect.name != "sqlite":
        return ""
    database.start_reading()
    said = str(db.session.scalar(text("PRAGMA quick_check(1)")))
    db.session.commit()
    return "" if said == "ok" else said


def refuse_in_production() -> None:
    """Neither known passwords nor a debugger, nor links that name whatever host a request claims."""
    if is_loaded():
        raise Refused(
            "This database holds the demonstration trust, whose passwords everybody knows. "
            "A production system starts with an empty one: set another DATA_DIR, then run improve init."
        )
    if os.environ.get("FLASK_DEBUG", "0") not in ("", "0"):
        raise Refused("FLASK_DEBUG is set. A production system never runs with the debugger.")
    if not settings().base_url:
        raise Refused(
            "IMPROVE_BASE_URL is not set: the links in mails need it, for example https://improve.example.nhs.uk"
        )
