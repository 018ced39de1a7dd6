"""`improve tablet`: tablets of teams."""

import click
from sqlalchemy import Select, select

from improve.cli.lookup import the_organisation, the_team
from improve.cli.opening import address, reading_with_app, with_app
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.ids import in_groups, new_id
from improve.events.record import PROGRAM
from improve.tablets.enrolment import cookie_name
from improve.tablets.models import CODE_MINUTES, Tablet


@click.group()
def tablet() -> None:
    """Add, enrol, list and revoke tablets."""


@tablet.command()
@click.option("--team", "team_name", required=True, help="The team whose board it shows.")
@click.option("--name", default="Tablet", help="Where it stands.")
@with_app
def add(team_name: str, name: str) -> None:
    """Plan a tablet, and print the code to type in on it."""
    code = planned(team_name, name)[1]
    click.echo(f"On the tablet, open {address()}/tablet/enrol and type, within {CODE_MINUTES} minutes:\n")
    click.echo(f"  {in_groups(code)}\n")


@tablet.command()
@click.option("--team", "team_name", required=True, help="The team whose board it shows.")
@click.option("--name", default="Script", help="What it is.")
@with_app
def enrol(team_name: str, name: str) -> None:
    """Enrol a device without a page, for scripts: prints its cookie, which is a secret."""
    click.echo(f"{cookie_name()}={planned(team_name, name)[0].enrol()}")


def planned(team_name: str, name: str) -> tuple[Tablet, str]:
    """A new tablet of a team, and its code."""
    team = the_team(team_name)
    made = Tablet(
        id=new_id(), organisation_id=team.organisation_id, team_id=team.id, team=team, name=name[:80]
    )
    code = made.add(PROGRAM)
    db.session.add(made)
    db.session.flush()
    return made, code


@tablet.command("list")
@reading_with_app
def list_tablets() -> None:
    """List the tablets that are planned or in use."""
    for found in db.session.scalars(in_use().order_by(Tablet.team_id, Tablet.name, Tablet.id)):
        state = "in use" if found.is_enrolled else "not enrolled"
        click.echo(f"{found.id}  {found.team.label:<28}{found.name:<28}{state}")


@tablet.command()
@click.argument("tablet_id")
@with_app
def revoke(tablet_id: str) -> None:
    """Shut a tablet out: it was lost, or is given away."""
    found = db.session.scalars(in_use().where(Tablet.id == tablet_id.upper())).first()
    if found is None:
        raise RuleBroken("There is no such tablet. See: improve tablet list")
    found.revoke(PROGRAM)
    click.echo(f"{found.name} of {found.team.label} no longer opens anything.")


def in_use() -> Select[Tablet]:
    """Not revoked."""
    return select(Tablet).where(Tablet.organisation_id == the_organisation().id, Tablet.revoked_at.is_(None))
