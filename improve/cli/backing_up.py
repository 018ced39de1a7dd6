"""`improve backup` and `improve restore`."""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import click
from sqlalchemy import inspect, select

from improve.cli import migrating, postgres_tools
from improve.cli.archive import About, unpack, write_backup
from improve.cli.opening import Refused, reading_with_app, settings, with_app
from improve.cli.serving import lock
from improve.core.db import db
from improve.events import chain
from improve.events.models import Seal

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=FILE)
@reading_with_app
def backup(file: Path) -> None:
    """Write the whole database into FILE (.tar.gz), while the system runs."""
    about = write_backup(file.absolute())
    click.echo(
        f"{file}: {file.stat().st_size / 1e6:.1f} MB, {about.events:,} events. Keep it on another machine."
    )


@click.command()
@click.argument("file", type=FILE)
def restore(file: Path) -> None:
    """Put the backup FILE into an empty data folder or database, and check it."""
    config = settings()
    with lock(config):
        if config.url.startswith("sqlite"):
            about = restore_file(file, Path(config.url.removeprefix("sqlite:///")))
        else:
            about = restore_postgresql(file)
        check_restored(about)


def restore_file(file: Path, to: Path) -> About:
    """The database becomes the file `to` at the very end, when all of it is there and whole."""
    if to.exists():
        raise Refused(
            f"{to} is there already. A backup is put back into an empty data folder: move this one away first."
        )
    with tempfile.TemporaryDirectory(dir=to.parent, prefix=".restore-") as folder:
        unpacked = Path(folder) / "improve.db"
        about = unpack(file, unpacked)
        refuse_engine(about, "sqlite")
        with closing(sqlite3.connect(unpacked)) as opened:
            said = opened.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if said != "ok":
            raise Refused(f"The database in {file} is damaged: {said}")
        unpacked.rename(to)
    return about


def restore_postgresql(file: Path) -> About:
    """Into a database without a single table."""
    with_app(refuse_tables)()
    with tempfile.TemporaryDirectory(prefix="restore-") as folder:
        unpacked = Path(folder) / "improve.dump"
        about = unpack(file, unpacked)
        refuse_engine(about, "postgresql")
        postgres_tools.restore(settings().url, unpacked)
    return about


def refuse_tables() -> None:
    """Raises Refused where the database has anything."""
    if inspect(db.engine).get_table_names():
        raise Refused("This database is not empty. A backup is put back into an empty one.")


def refuse_engine(about: About, engine: str) -> None:
    """A backup goes back to the kind of database it came from."""
    if about.engine != engine:
        raise Refused(f"This backup is of a {about.engine} database, and the settings name a {engine} one.")


@with_app
def check_restored(about: About) -> None:
    """Say what is there now, and whether it is what was backed up."""
    report = chain.check()
    last = db.session.scalars(select(Seal.digest).order_by(Seal.number.desc()).limit(1)).first() or ""
    if report.first_wrong is not None or (about.head and last != about.head):
        raise Refused(f"Restored, but not as it was: {report.sentence}")
    click.echo(f"Restored the backup of {about.made_at}. {report.sentence}")
    if about.revision != migrating.head():
        click.echo("It is of an older version. Run: improve upgrade")
