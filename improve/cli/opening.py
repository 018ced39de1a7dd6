"""How a command opens the system: its settings, its database, and a sentence where that fails."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import update_wrapper
from pathlib import Path
from typing import Any, TypeVar

import click
from flask import Flask
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from improve.config import Config, from_environment
from improve.core import db as database
from improve.core.errors import RuleBroken

Command = TypeVar("Command", bound=Callable[..., Any])
DRIVERS = ("sqlite", "postgresql+psycopg")
NOT_SET_UP = "The database is not set up yet. Run: improve init (or improve demo, to try it)"
OTHER_DATABASE = "IMPROVE_DATABASE_URL names a database that Improve cannot use. It begins with postgresql:// or sqlite:///"


@dataclass(frozen=True)
class Opening:
    """What commands are given: how to open the application without its pages."""

    open_app: Callable[[Config], Flask]


class Refused(click.ClickException):
    """A sentence for the terminal, and exit code 1."""

    def show(self, file: Any = None) -> None:
        """The sentence alone."""
        click.echo(self.message, err=True)


def settings(makes_secret: bool = False) -> Config:
    """The settings of the environment. Raises Refused for one that cannot be used."""
    try:
        config = from_environment(makes_secret)
        driver = make_url(config.url).drivername
    except UnicodeDecodeError as error:
        raise Refused("The secret_key of the data folder cannot be read: it is no text.") from error
    except ArgumentError as error:
        raise Refused(OTHER_DATABASE) from error
    except ValueError as error:
        raise Refused(str(error)) from error
    except OSError as error:
        raise Refused(f"The data folder cannot be used: {error}. DATA_DIR names another.") from error
    if driver not in DRIVERS:
        raise Refused(OTHER_DATABASE)
    return config


def address() -> str:
    """Where people reach this system."""
    config = settings()
    return config.base_url or f"http://{config.host}:{config.port}"


def with_app(command: Command) -> Command:
    """Run a command with the database open and writing allowed; what it did is kept when it ends well.

    A rule that is broken, or a database that is not there, ends in a sentence. Nothing is made where no database is.
    """
    return update_wrapper(lambda *said, **more: run(command, there(makes_secret=True), said, more), command)  # type: ignore[return-value]


def reading_with_app(command: Command) -> Command:
    """The same for a command that only reads: it makes no secret either, whatever DATA_DIR says."""
    return update_wrapper(lambda *said, **more: run(command, there(), said, more), command)  # type: ignore[return-value]


def making_with_app(command: Command) -> Command:
    """The same for a command that sets a database up where none is."""
    return update_wrapper(
        lambda *said, **more: run(command, settings(makes_secret=True), said, more), command
    )  # type: ignore[return-value]


def there(makes_secret: bool = False) -> Config:
    """The settings, where their database is there. Raises Refused; to open the file of SQLite would make it."""
    url = make_url(settings().url)
    file = Path(url.database or "")
    if url.drivername == "sqlite" and file.is_absolute() and not file.exists():
        raise Refused(NOT_SET_UP)
    return settings(makes_secret)


def run(command: Callable[..., Any], config: Config, said: tuple[Any, ...], more: dict[str, Any]) -> Any:
    """Within the application; what goes wrong is said in a sentence."""
    opening: Opening = click.get_current_context().find_object(Opening)  # type: ignore[assignment]
    try:
        with opening.open_app(config).app_context():
            database.start_writing()
            result = command(*said, **more)
            database.commit()
            return result
    except RuleBroken as error:
        raise Refused(error.sentence) from error
    except (DBAPIError, sqlite3.Error, UnicodeDecodeError) as error:
        raise Refused(database_words(error)) from error


def database_words(error: DBAPIError | sqlite3.Error | UnicodeDecodeError) -> str:
    """What is wrong with the database, in a sentence."""
    if isinstance(error, UnicodeDecodeError):
        return damaged("not even its complaint can be read")
    said = str(error.orig if isinstance(error, DBAPIError) else error).strip().split("\n")[0]
    if any(sign in said for sign in ("malformed", "not a database", "decode to UTF-8", "no such column")):
        return damaged(said)
    if "no such table" in said or "does not exist" in said or "UndefinedTable" in said:
        return NOT_SET_UP
    return f"The database does not answer: {said}"


def damaged(what: str) -> str:
    """What to do with a database that cannot be trusted any more."""
    return f"The database is damaged ({what}). Put back a backup: improve restore FILE"
