"""`improve import`: the idea log that a ward keeps in a spreadsheet; and lists of teams and people."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from improve.cli.lookup import the_organisation, the_team
from improve.cli.opening import Refused, with_app
from improve.core.sheets.rows import SheetRefused
from improve.core.text import listing, plural
from improve.events.record import PROGRAM
from improve.imports.at_once import Report, Wishes, bring_in_list
from improve.imports.headings import FIELDS
from improve.imports.lists import ListKind
from improve.imports.planned import Problem
from improve.imports.writing import bring_in_file

Command = TypeVar("Command", bound=Callable[..., Any])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
TABLES = (".xlsx", ".xlsm", ".csv", ".tsv", ".txt")  # how a file is named that may hold a table


def told_of_a_file(example: str) -> Callable[[Command], Command]:
    """What every import is told in the same words: a file, its columns, and what may be written."""
    options = (
        click.argument("file", type=FILE),
        click.option(
            "--map",
            "columns",
            multiple=True,
            metavar="FIELD=COLUMN",
            help=f"Such as {example}; else guessed.",
        ),
        click.option("--good-rows", is_flag=True, help="Bring in the good rows where others have a problem."),
        click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing."),
    )

    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


@click.command("import")
@told_of_a_file("text=C")
@click.option("--team", "team_name", help="The team of rows that name none.")
@click.option("--as", "named", multiple=True, metavar="NAME=TEAM", help="Which team a name in the log means.")
@click.option("--worksheet", default="", help="Which worksheet of a workbook; else the fullest.")
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
    refuse_other_files(file)
    wishes = Wishes(dict(column(said, FIELDS) for said in columns), good_rows, dry_run)
    try:
        report = bring_in_file(
            the_organisation(),
            PROGRAM,
            file.name,
            file.read_bytes(),
            the_team(team_name) if team_name else None,
            columns=wishes.columns,
            team_choices={name: the_team(team).id for name, team in map(pair, named)},
            worksheet=worksheet,
            good_rows=good_rows,
            dry_run=dry_run,
        )
    except SheetRefused as refused:
        raise Refused(str(refused)) from refused
    print_report(report, "idea", wishes)


def import_list(file: Path, kind: ListKind, columns: tuple[str, ...], good_rows: bool, dry_run: bool) -> None:
    """The same for a list of teams or people."""
    refuse_other_files(file)
    wishes = Wishes(dict(column(said, tuple(kind.headings)) for said in columns), good_rows, dry_run)
    try:
        report = bring_in_list(the_organisation(), PROGRAM, file.name, file.read_bytes(), kind, wishes)
    except SheetRefused as refused:
        raise Refused(str(refused)) from refused
    print_report(report, "line", wishes)


def refuse_other_files(file: Path) -> None:
    """Raises Refused for what is no table by its name."""
    if file.suffix.lower() not in TABLES:
        raise Refused(
            f"“{file.name}” is no spreadsheet by its name. Its name ends with {listing(list(TABLES), 'or')}."
        )


def pair(said: str) -> tuple[str, str]:
    """ "name=value"."""
    name, found, value = said.partition("=")
    if not found or not value:
        raise Refused(f"“{said}” is not of the form NAME=VALUE.")
    return name.strip(), value.strip()


def column(said: str, fields: tuple[str, ...]) -> tuple[str, int]:
    """ "text=C": a field, and its column by letter, counted from 0."""
    name, letters = pair(said)
    if name not in fields:
        raise Refused(f"“{name}” is no field. The fields are: {', '.join(fields)}.")
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        raise Refused(f"“{letters}” is no column. Columns are letters, as in a spreadsheet.")
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - ord("A") + 1
    return name, number - 1


def print_report(report: Report, what: str, wishes: Wishes) -> None:
    """What was done, or why nothing was. `what`: an idea, a line."""
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
        click.echo(f"{plural(report.added, what)} brought in, {known}, {plural(refused, 'row')} left out.")
    elif wishes.dry_run:
        known = plural(report.known, "is here", "are here")
        problems = plural(refused, "row has problems", "rows have problems")
        click.echo(f"{plural(report.fresh, what)} would come in, {known}, {problems}.")
    elif refused and not (wishes.good_rows and report.known):
        others = ", or bring in the others with --good-rows" if report.plan.rows else ""
        raise Refused(f"Nothing was written. Mend these rows{others}.")
    elif report.known:
        click.echo("There is nothing in this list that is not here already.")
    else:
        raise Refused("Nothing was written: there is no row below the headings.")


def print_problems(problems: list[Problem]) -> None:
    """Each at its row; those that keep the row out first said so."""
    for problem in problems:
        where = f", {problem.column}" if problem.column else ""
        click.echo(f"row {problem.row}{where}: {problem.words}{' (left out)' if problem.is_fatal else ''}")
