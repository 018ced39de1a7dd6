"""`improve doctor`: what is wrong with this deployment, and how to mend it."""

import sys

import click
from sqlalchemy.exc import DBAPIError

from improve.auth import first
from improve.cli.checks import CHECKS, Check
from improve.cli.opening import Refused, damaged, database_words, reading_with_app, there
from improve.core import db as database
from improve.core.db import db
from improve.events import chain

NOBODY_YET = (
    "next   Nobody is here yet. While `improve serve` runs, open /first-administrator and type the code that"
    " `improve init` printed. It works for an hour; `improve init` prints a new one."
)
STOPS = ("database", "version")  # what is wrong after these follows from them


@click.command()
def doctor() -> None:
    """Say what is wrong with this deployment and how to mend it; exit code 1 if anything is."""
    try:
        there()
    except Refused as refused:
        click.echo(line("database", refused.message))
        sys.exit(1)
    sys.exit(1 if reading_with_app(examine)() else 0)


def examine() -> int:
    """Run all checks; how many found something."""
    database.start_reading()
    wrong = 0
    for name, check in CHECKS.items():
        found = look(check)
        click.echo(line(name, found))
        wrong += bool(found)
        if found and name in STOPS:
            return wrong
    click.echo(look(chain_words))
    if first.is_nobody_here():
        click.echo(NOBODY_YET)
    return wrong


def line(name: str, found: str) -> str:
    """A check with what it found."""
    return f"{'wrong' if found else 'ok':<7}{name}{': ' + found if found else ''}"


def look(check: Check) -> str:
    """What a check says; a database that fails it is said too."""
    try:
        return check()
    except DBAPIError as error:
        db.session.rollback()
        return database_words(error)
    except (ValueError, LookupError) as error:  # a stored day, stage or list that nothing of ours has written
        db.session.rollback()
        return damaged(f"a value cannot be read, {type(error).__name__}")


def chain_words() -> str:
    """How much of the event record is sealed, and how much waits to be."""
    return f"       {chain.check().sentence}"
