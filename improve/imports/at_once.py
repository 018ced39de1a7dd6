"""A file brought in as the command does it: in one go, and nobody looks at a preview."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from improve.core import db as database
from improve.core.db import db
from improve.core.sheets.rows import SheetRefused
from improve.events.record import Actor
from improve.imports import batches
from improve.imports.columns import letter
from improve.imports.lists import ListKind, ListPlan
from improve.imports.models import Import
from improve.imports.planned import Plan
from improve.imports.sending import Received, keep, receive
from improve.people.models import Person
from improve.teams.models import Organisation

Progress = Callable[[int, int], None]  # hears how many rows are done, and of how many


@dataclass(frozen=True)
class Wishes:
    """What somebody says instead of looking. `columns`: field to column, from 0, laid over the guess."""

    columns: dict[str, int] = field(default_factory=dict)
    good_rows: bool = False  # those without a problem come in though others have one
    dry_run: bool = False

    def allow(self, plan: Plan | ListPlan) -> bool:
        """Whether any of it is written."""
        return bool(plan.rows) and not self.dry_run and (self.good_rows or not plan.refused_rows)

    def laid_over(self, received: Received) -> Received:
        """The file with its columns as they were said. Raises SheetRefused for one that is not there, or is taken."""
        width = max(received.sheet.width, len(received.mapping.headings))
        for name, column in self.columns.items():
            if column >= width:
                last = letter(width - 1)
                raise SheetRefused(
                    f"{name}={letter(column)}: there is no such column. The last one is {last}."
                )
        said = set(self.columns.values())  # what was guessed of these columns no longer counts
        guessed = {name: column for name, column in received.mapping.columns.items() if column not in said}
        mapping = replace(received.mapping, columns=guessed | self.columns)
        for sentence in mapping.taken_twice().values():
            raise SheetRefused(sentence)
        return replace(received, mapping=mapping)


@dataclass(frozen=True)
class Report:
    """What was done, or would be. `notes`: what was guessed, and what becomes of the rows."""

    plan: Plan | ListPlan
    worksheet: str
    other_worksheets: list[str]
    fresh: int  # rows that are not here yet
    known: int  # rows that are here, or were here before
    notes: list[str] = field(default_factory=list)
    added: int = 0
    is_written: bool = False


def bring_in_list(
    organisation: Organisation, by: Actor, name: str, content: bytes, kind: ListKind, wishes: Wishes
) -> Report:
    """Bring in a whole list of people or teams; commits batch by batch. Raises SheetRefused.

    Nothing is written where a row has a fatal problem, unless the good rows are wished for.
    """
    guessed = receive(name, content, lambda sheet: kind.look(sheet, wishes.columns))
    received = wishes.laid_over(guessed)
    draft = Import(organisation_id=organisation.id, what=kind.what)
    draft.mapping = received.mapping
    found = kind.plan(draft, received.sheet)
    read = received.sheet.worksheet, received.sheet.other_worksheets
    report = Report(found, *read, len(found.rows), found.known, [*unknown_headings(guessed), *found.notes])
    if not wishes.allow(found):
        return report
    importing = kept(received, organisation, by, kind.what)
    batches.begin(importing, found.rows, len(found.refused_rows), by)
    written = finished(report, importing, by)
    return replace(written, known=found.known + written.known)


def unknown_headings(guessed: Received) -> list[str]:
    """Said where the columns had to be named one by one: the first row of a list is never taken for a line."""
    row = guessed.mapping.heading_row
    return (
        []
        if guessed.mapping.columns
        else [f"No heading is known here, so row {row} is taken for the headings."]
    )


def kept(received: Received, organisation: Organisation, by: Actor, what: str) -> Import:
    """The file as it is kept while it comes in. Never commits."""
    return keep(received, organisation.id, by.id if isinstance(by, Person) else None, what)


def finished(
    report: Report, importing: Import, by: Actor, said: Progress = lambda done, total: None
) -> Report:
    """Write what has begun, each batch in a transaction of its own."""
    database.start_writing()
    while not batches.go_on(importing.id, by, most=1):
        said(importing.done_rows, importing.total_rows)
    db.session.refresh(importing)
    return replace(report, added=importing.added_rows, known=importing.known_rows, is_written=True)
