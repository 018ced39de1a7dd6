"""`improve team`: the tree."""

from pathlib import Path

import click
from sqlalchemy import select

from improve.cli.importing import import_list, told_of_a_file
from improve.cli.lookup import the_organisation, the_team
from improve.cli.opening import reading_with_app, with_app
from improve.core.db import db
from improve.events.record import PROGRAM
from improve.imports import team_lists
from improve.teams.calendar import EVERY_DAY, WEEKDAYS
from improve.teams.joining import NewTeam, add_team
from improve.teams.models import Team


@click.group()
def team() -> None:
    """Add and list teams."""


@team.command()
@click.argument("name")
@click.option(
    "--tier",
    type=click.IntRange(1, 5),
    required=True,
    help="1 ward, 2 service unit, 3 division, 4 executive.",
)
@click.option("--below", help="The team it stands below.")
@click.option("--short", default="", help="A shorter name, for cards.")
@click.option("--headcount", type=click.IntRange(0, 100_000), default=0, help="How many people work there.")
@click.option("--every-day", is_flag=True, help="Works on weekends too.")
@with_app
def add(name: str, tier: int, below: str | None, short: str, headcount: int, every_day: bool) -> None:
    """Add a team."""
    weekdays = EVERY_DAY if every_day else WEEKDAYS
    new = NewTeam(name=name, tier=tier, short_name=short, headcount=headcount, weekdays=weekdays)
    added = add_team(the_organisation(), new, the_team(below) if below else None, PROGRAM)
    click.echo(f"{added.name} is a team now.")


@team.command("import")
@told_of_a_file("tier=C")
@with_app
def import_teams(file: Path, columns: tuple[str, ...], good_rows: bool, dry_run: bool) -> None:
    """Add and change the teams of a list (CSV or XLSX)."""
    import_list(file, team_lists.LIST, columns, good_rows, dry_run)


@team.command("list")
@reading_with_app
def list_teams() -> None:
    """List the tree of teams."""
    rows = select(Team).where(Team.organisation_id == the_organisation().id, Team.deactivated_at.is_(None))
    below: dict[str | None, list[Team]] = {}
    for found in db.session.scalars(rows.order_by(Team.name, Team.id)):
        below.setdefault(found.parent_id, []).append(found)
    if not below:
        click.echo('There is no team yet. Add one, such as: improve team add "Ward 12" --tier 1')
    print_below(None, below, 0)


def print_below(parent_id: str | None, below: dict[str | None, list[Team]], depth: int) -> None:
    """The teams below one, each with those below it."""
    for found in below.get(parent_id, []):
        people = f"{found.headcount} people" if found.headcount else "headcount not known"
        click.echo(f"{'  ' * depth}{found.name} (tier {found.tier}, {people})")
        print_below(found.id, below, depth + 1)
