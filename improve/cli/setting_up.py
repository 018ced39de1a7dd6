"""`improve init` and `improve upgrade`."""

from datetime import UTC

import click

from improve.auth import first
from improve.cli import migrating
from improve.cli.archive import write_backup
from improve.cli.opening import Refused, address, making_with_app, settings, with_app
from improve.cli.serving import lock
from improve.core import clock
from improve.core import db as database


@click.command()
def init() -> None:
    """Set up an empty system, and print the code for its first administrator."""
    making_with_app(migrating.upgrade)()
    print_first_code()


@with_app
def print_first_code() -> None:
    """A code that makes somebody the first administrator."""
    code = first.new_code()
    click.echo("The system is set up. Start it with: improve serve")
    click.echo(
        f"Then open {address()}/first-administrator and type this code, which works once, within an hour:\n"
    )
    click.echo(f"  {code}\n")


@click.command()
@click.option("--no-backup", is_flag=True, help="Do not take a backup first: there is one.")
def upgrade(no_backup: bool) -> None:
    """Bring the database to this version, after a backup."""
    with lock(settings()):
        upgrade_here(no_backup)


@making_with_app
def upgrade_here(no_backup: bool) -> None:
    """A backup, then the migrations; one that fails leaves everything as it was."""
    before = migrating.present()
    if before == migrating.head():
        click.echo("The database is of this version already.")
        return
    if before and not migrating.is_known(before):
        raise Refused("The database was made by a newer version of Improve. Install that version.")
    if before and not no_backup:
        folder = settings().data_dir / "backups"
        folder.mkdir(mode=0o700, exist_ok=True)
        stamp = clock.now().astimezone(UTC).strftime("%Y%m%d-%H%M%S")
        path = folder / f"before-upgrade-{stamp}.tar.gz"
        write_backup(path)
        click.echo(f"Backup: {path}")
    database.start_writing()
    migrating.upgrade()
    click.echo("The database is of this version now.")
