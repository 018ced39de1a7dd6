"""How a command opens the system: its settings, its database, and a sentence where that fails."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any, TypeVar

import click
from flask import Flask
from sqlalchemy.exc import DBAPIError

from improve.config import Config, from_environment
from improve.core import db as database
from improve.core.errors import RuleBroken

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class Opening:
    """What commands are given: how to open the application without its pages."""

    open_app: Callable[[Config], Flask]


class Refused(click.ClickException):
    """A sentence for the terminal, and exit code 1."""

    def show(self, file: Any = None) -> None:
        """The sentence alone."""
        click.echo(self.message, err=True)


def settings() -> Config:
    """The settings of the environment. Raises Refused for one that cannot be read."""
    try:
        return from_environment()
    except ValueError as error:
        raise Refused(f"A setting is not a number: {error}") from error
    except OSError as error:
        raise Refused(f"The data folder cannot be used: {error}. DATA_DIR names another.") from error


def with_app(command: Command) -> Command:
    """Run a command with the database open and writing allowed; what it did is kept when it ends well.

    A rule that is broken, or a database that is not there, ends in a sentence.
    """

    def run(*args: Any, **kwargs: Any) -> Any:
        opening: Opening = click.get_current_context().find_object(Opening)  # type: ignore[assignment]
        try:
            with opening.open_app(settings()).app_context():
                database.start_writing()
                result = command(*args, **kwargs)
                database.commit()
                return result
        except RuleBroken as error:
            raise Refused(error.sentence) from error
        except (DBAPIError, UnicodeDecodeError) as error:
            raise Refused(database_words(error)) from error

    return update_wrapper(run, command)  # type: ignore[return-value]


def database_words(error: DBAPIError | UnicodeDecodeError) -> str:
    """What is wrong with the database, in a sentence."""
    if isinstance(error, UnicodeDecodeError):
        return damaged("not even its complaint can be read")
    said = str(error.orig).strip().split("\n")[0]
    if any(sign in said for sign in ("malformed", "not a database", "decode to UTF-8", "no such column")):
        return damaged(said)
    if "no such table" in said or "does not exist" in said or "UndefinedTable" in said:
        return "The database is not set up yet. Run: improve init (or improve demo, to try it)"
    return f"The database does not answer: {said}"


def damaged(what: str) -> str:
    """What to do with a database that cannot be trusted any more."""
    return f"The database is damaged ({what}). Put back a backup: improve restore FILE"
