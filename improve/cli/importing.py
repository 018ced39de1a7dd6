"""`improve import`: the idea log that a ward keeps in a spreadsheet; and lists of teams and people."""

from collections.abc import Callable
from pathlib import Path

import click

from improve.cli.lookup import the_organisation, the_team
from improve.cli.opening import Refused, with_app
from improve.core import db as database
from improve.core.db import db
from improve.core.sheets.rows import Sheet, SheetRefused
from improve.core.text import listing, plural
from improve.events.record import PROGRAM
from improve.imports import batches
from improve.imports.columns import Mapping
from improve.imports.headings import FIELDS
from improve.imports.lists import ListPlan
from improve.imports.models import Import
from improve.imports.planned import Problem
from improve.imports.sending import keep, receive
from improve.imports.writing import Report, bring_in_file

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
TABLES = (".xlsx", ".xlsm", ".csv", ".tsv", ".txt")  # how a file is named that may hold a table
Plan = Callable[[Import, Sheet], ListPlan]


@click.command("import")
@click.argument("file", type=FILE)
@click.option("--team", "team_name", help="The team of rows that name none.")
@click.option(
    "--map", "columns", multiple=True, metavar="FIELD=COLUMN", help="Such as text=C; else it is guessed."
)
@click.option("--as", "named", multiple=True, metavar="NAME=TEAM", help="Which team a name in the log means.")
@click.option("--worksheet", default="", help="Which worksheet of a workbook; else the fullest.")
@click.option("--good-rows", is_flag=True, help="Bring in the good rows where others have a problem.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
@with_app
def import_log(  # noqa: PLR0913  one for each option
    file: Path,
    team_name: str | None,
    columns: tuple[str, ...],
    named: tuple[str, ...],
    worksheet: str,
    good_rows: bool,
    dry_run: bool,
) -> None:
    """Bring in the ideas of a spreadsheet (CSV or XLSX). The same file again adds nothing twice."""
    if file.suffix.lower() not in TABLES:
        raise Refused(
            f"“{file.name}” is no spreadsheet by its name. Its name ends with {listing(list(TABLES), 'or')}."
        )
    try:
        report = bring_in_file(
            the_organisation(),
            PROGRAM,
            file.name,
            file.read_bytes(),
            the_team(team_name) if team_name else None,
            columns=dict(column(said) for said in columns),
            team_choices={name: the_team(team).id for name, team in map(pair, named)},
            worksheet=worksheet,
            good_rows=good_rows,
            dry_run=dry_run,
        )
    except SheetRefused as refused:
        raise Refused(str(refused)) from refused
    print_report(report, dry_run)


def pair(said: str) -> tuple[str, str]:
    """ "name=value"."""
    name, found, value = said.partition("=")
    if not found or not value:
        raise Refused(f"“{said}” is not of the form NAME=VALUE.")
    return name.strip(), value.strip()


def column(said: str) -> tuple[str, int]:
    """ "text=C": a field, and its column by letter, counted from 0."""
    name, letters = pair(said)
    if name not in FIELDS:
        raise Refused(f"“{name}” is no field. The fields are: {', '.join(FIELDS)}.")
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        raise Refused(f"“{letters}” is no column. Columns are letters, as in a spreadsheet.")
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - ord("A") + 1
    return name, number - 1


def print_report(report: Report, dry_run: bool) -> None:
    """What was done, or why nothing was."""
    if report.other_worksheets:
        click.echo(
            f"Only the worksheet “{report.worksheet}” is read, not {listing(report.other_worksheets)}."
        )
    for note in report.notes:
        click.echo(note)
    print_problems(report.plan.problems)
    refused = len(report.plan.refused_rows)
    if report.is_written:
        known = plural(report.known, "was here before", "were here before")
        click.echo(f"{plural(report.added, 'idea')} brought in, {known}, {plural(refused, 'row')} left out.")
    elif dry_run:
        fresh = len(report.plan.rows) - report.known
        known = plural(report.known, "is here", "are here")
        problems = plural(refused, "row has problems", "rows have problems")
        click.echo(f"{plural(fresh, 'idea')} would come in, {known}, {problems}.")
    else:
        raise Refused("Nothing was written. Mend these rows, or bring in the others with --good-rows.")


def print_problems(problems: list[Problem]) -> None:
    """Each at its row; those that keep the row out first said so."""
    for problem in problems:
        where = f", {problem.column}" if problem.column else ""
        click.echo(f"row {problem.row}{where}: {problem.words}{' (left out)' if problem.is_fatal else ''}")


def bring_in_list(file: Path, what: str, look: Callable[[Sheet], Mapping], plan: Plan) -> None:
    """A list of teams or people: the good rows are written, the others said."""
    try:
        received = receive(file.name, file.read_bytes(), look)
    except SheetRefused as refused:
        raise Refused(str(refused)) from refused
    importing = keep(received, the_organisation().id, None, what)
    found = plan(importing, received.sheet)
    print_problems(found.problems)
    if not found.rows:
        db.session.rollback()
        click.echo("There is nothing in this list that is not here already.")
        return
    batches.begin(importing, found.rows, len(found.refused_rows), PROGRAM)
    database.start_writing()
    while not batches.go_on(importing.id, PROGRAM, most=1):
        pass
    db.session.refresh(importing)
    left_out = plural(len(found.refused_rows), "row")
    click.echo(f"{plural(importing.added_rows, 'line')} brought in, {left_out} left out.")
