"""`improve person`: accounts."""

from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from improve.auth import one_time
from improve.auth.events import CodeMade
from improve.cli.importing import import_list, told_of_a_file
from improve.cli.lookup import the_organisation, the_person, the_team
from improve.cli.opening import address, reading_with_app, with_app
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.ids import in_groups
from improve.events.record import PROGRAM, record
from improve.imports import people
from improve.people import joining
from improve.people.models import STAFF_GROUPS, Person
from improve.teams.joining import join


@click.group()
def person() -> None:
    """Add, deactivate and list people; make a one-time code for somebody."""


@person.command()
@click.argument("name")
@click.option("--email", default="", help="E-mail address.")
@click.option("--staff-number", default="", help="Staff number, for somebody without e-mail.")
@click.option(
    "--staff-group", type=click.Choice(STAFF_GROUPS, case_sensitive=False), help="National staff group."
)
@click.option("--job", default="", help="What they do.")
@click.option("--administrator", is_flag=True, help="May administer.")
@click.option("--guardian", is_flag=True, help="Is the Freedom to Speak Up Guardian.")
@click.option("--team", "team_name", help="The team they work in.")
@click.option("--lead", is_flag=True, help="They lead that team.")
@with_app
def add(team_name: str | None, lead: bool, administrator: bool, guardian: bool, **said: Any) -> None:
    """Add a person, and print the code for their first password."""
    if not said["email"] and not said["staff_number"]:
        raise RuleBroken("Somebody who signs in needs an e-mail address or a staff number.")
    fields: dict[str, Any] = {name: value or "" for name, value in said.items()}
    new = joining.NewPerson(is_administrator=administrator, is_guardian=guardian, **fields)
    added = joining.add_person(the_organisation().id, new, PROGRAM)
    if team_name:
        join(added, the_team(team_name), lead, PROGRAM)
    print_code(added)


@person.command()
@click.argument("name")
@with_app
def deactivate(name: str) -> None:
    """The person of this e-mail address or staff number left."""
    found = the_person(name)
    joining.deactivate(found, PROGRAM)
    click.echo(f"{found.name} can no longer sign in. What they did stays.")


@person.command()
@click.argument("name")
@with_app
def code(name: str) -> None:
    """Print a one-time code with which somebody sets a new password."""
    found = the_person(name)
    if not found.is_active:
        raise RuleBroken(
            f"{found.name} has left. An administrator makes the account active again on the page of this person:"
            f" {address()}/people/{found.id}"
        )
    print_code(found)


def print_code(found: Person) -> None:
    """Made by the program: the event says so."""
    made = one_time.make_code(one_time.CODE, found, by=None)
    record(CodeMade(found.id), about=found, by=PROGRAM)
    minutes = one_time.MINUTES[one_time.CODE]
    click.echo(f"{found.name} sets a password with this code, which works once, within {minutes} minutes:\n")
    click.echo(f"  {in_groups(made)}\n")


@person.command("import")
@told_of_a_file("staff_number=C")
@with_app
def import_people(file: Path, columns: tuple[str, ...], good_rows: bool, dry_run: bool) -> None:
    """Add and change the people of a list (CSV or XLSX)."""
    import_list(file, people.LIST, columns, good_rows, dry_run)


@person.command("list")
@reading_with_app
def list_people() -> None:
    """List everybody who works here."""
    rows = select(Person).where(
        Person.organisation_id == the_organisation().id, Person.deactivated_at.is_(None)
    )
    for found in db.session.scalars(rows.order_by(Person.name, Person.id)):
        roles = ", ".join(
            role
            for role, has in (("administrator", found.is_administrator), ("guardian", found.is_guardian))
            if has
        )
        click.echo(
            f"{found.name:<28}{found.email or found.staff_number or '':<38}{found.job}{' · ' + roles if roles else ''}"
        )
