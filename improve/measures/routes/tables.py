"""Readings in a table: typed into cells, pasted from a spreadsheet, or sent as a file; everything is shown first."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote_plus

from flask import render_template, request, url_for

from improve.core import db as database
from improve.core.access import open_to, viewer
from improve.core.errors import RuleBroken
from improve.core.forms import refused_words
from improve.core.htmx import answer, refuse
from improve.core.once import once
from improve.core.sheets import sheet as sheets
from improve.core.sheets.rows import SheetRefused
from improve.core.text import one_line, plural
from improve.measures import entry, policy
from improve.measures.columns import NOTE, TableRefused
from improve.measures.entry import Placed, Table
from improve.measures.figure_forms import denominator_label, value_label
from improve.measures.forms import TableForm, UploadForm
from improve.measures.models import Measure
from improve.measures.pasted import Cells, ReadRow, read_rows, read_text
from improve.measures.routes import bp
from improve.measures.routes.loading import load, to_enter
from improve.measures.sheets import as_text
from improve.people.models import Person

EMPTY_ROWS = 10
MOST_TYPED = 200  # rows of cells on the page; more are pasted as text
LONGEST_CELL = 500  # characters that are looked at
PAGE = 20  # readings
SHOWN_GOOD, SHOWN_WRONG = 10, 200  # rows of a preview
LARGEST_FORM = 480_000  # bytes, as a form sends it; a form may have 512 KB
NAMES = ("on", "value", "denominator", "note")


class NothingToEnter(RuleBroken):
    """No row of the table is new and right."""

    status = 422


class Clashing(RuleBroken):
    """Some dates have a reading already, and nobody has said what about those."""


@bp.get("/measures/<measure_id>/readings")
@open_to(Person)
def readings(measure_id: str) -> str:
    """A table to type into, a field to paste into, and what is there."""
    measure = load(measure_id)
    return render_template("measures/readings.html", **page(measure, TableForm()))


@bp.post("/measures/<measure_id>/readings/typed")
@open_to(Person)
def enter_typed(measure_id: str) -> Any:
    """The cells that were filled."""
    measure, form = to_enter(measure_id), TableForm()
    read = looked_through(read_rows(typed_cells(), entry.sense_of(measure)))
    return take(measure, form, read, "measures/readings.html")


@bp.post("/measures/<measure_id>/readings/pasted")
@open_to(Person)
def enter_pasted(measure_id: str) -> Any:
    """First a look at what was understood, then in it goes."""
    measure, form = to_enter(measure_id), TableForm()
    try:
        read = looked_through(read_text(form.table.data or "", entry.sense_of(measure)))
    except TableRefused as refused:
        form.table.errors = [str(refused)]
        return refuse("measures/paste.html", **preview(measure, form, Table()))
    if not form.enter.data:
        return render_template("measures/paste.html", **preview(measure, form, entry.compared(measure, read)))
    return take(measure, form, read, "measures/paste.html")


@bp.get("/measures/<measure_id>/upload")
@open_to(Person)
def upload(measure_id: str) -> str:
    """Takes a file."""
    return render_template("measures/upload.html", measure=to_enter(measure_id), form=UploadForm())


@bp.post("/measures/<measure_id>/upload")
@open_to(Person)
def receive(measure_id: str) -> Any:
    """The file as a table, shown like one that was pasted. Nothing is kept yet."""
    database.start_reading()
    measure, form = to_enter(measure_id), UploadForm()
    sent: Any = form.sheet.data
    if not sent or not sent.filename:
        form.sheet.errors = ["Choose a file"]
        return refuse("measures/upload.html", measure=measure, form=form)
    try:
        text = as_text(sheets.read(sent.filename, sent.stream))
        read = looked_through(read_text(small_enough(text), entry.sense_of(measure)))
    except (SheetRefused, TableRefused) as refused:
        form.sheet.errors = [str(refused)]
        return refuse("measures/upload.html", measure=measure, form=form)
    shown = TableForm(None, data={"table": text})
    return render_template("measures/paste.html", **preview(measure, shown, entry.compared(measure, read)))


def looked_through(read: Sequence[ReadRow]) -> list[ReadRow]:
    """The same rows; a note that not everybody may read says so at its cell. What is skipped is not stored either."""
    notes = {row.cells.note for row in read if not row.is_gap}
    said = {note: sentence for note in notes if (sentence := refused_words(note))}
    return [
        replace(row, wrong={**row.wrong, NOTE: said[row.cells.note]})
        if row.cells.note in said and not row.is_gap
        else row
        for row in read
    ]


def take(measure: Measure, form: TableForm, read: Sequence[ReadRow], template: str) -> Any:
    """Enter all rows, or the good ones; whatever stays behind is shown again, with what is wrong at its cell."""
    wrong = any(row.wrong for row in read)
    show = page if template == "measures/readings.html" else preview
    measure.hold()
    table = entry.compared(measure, read)
    if wrong and form.enter.data != "good":
        return refuse(template, **show(measure, form, table))
    said = sentence(table, form)
    try:
        once(viewer().id, form.key.data, f"{form.enter.data} {form.same_date.data} {words(read)}",
             lambda: enter_once(measure, table, form))  # fmt: skip
    except RuleBroken as broken:
        form.say(broken, form.same_date if isinstance(broken, Clashing) else None)
        return refuse(template, status=broken.status, **show(load(measure.id), form, table, asks=True))
    if wrong:
        return left_over(measure, table, template, said)
    return answer(otherwise=url_for(".readings", measure_id=measure.id), say=said)


def enter_once(measure: Measure, table: Table, form: TableForm) -> str:
    """Raises Clashing or NothingToEnter."""
    if table.clashing and form.same_date.data not in (entry.LEAVE, entry.REPLACE, entry.BOTH):
        raise Clashing("Choose what to do with the dates that have a reading already")
    if not entry.enter(measure, viewer(), table, form.same_date.data or ""):
        raise NothingToEnter(nothing(table))
    return measure.id


def nothing(table: Table) -> str:
    """Why no row goes in."""
    if table.known:
        return "All of these readings are here already."
    return "There is no reading to enter: fill in a date and a figure."


def sentence(table: Table, form: TableForm) -> str:
    """What was done, and what was not."""
    said = [f"{plural(len(table.enterable(form.same_date.data or '')), 'reading')} entered."]
    if table.gaps:
        said.append(f"{plural(table.gaps, 'row')} without a figure skipped.")
    if table.known:
        said.append(f"{plural(table.known, 'reading')} here already.")
    return " ".join(said)


def left_over(measure: Measure, table: Table, template: str, said: str) -> Any:
    """The good rows are in; the others are on the page, under a new key."""
    database.commit()
    rest, form = Table(table.wrong), TableForm(None)
    form.table.data = "\n".join("\t".join(text_of(row)) for row in table.wrong)
    show = page if template == "measures/readings.html" else preview
    return render_template(template, **show(measure, form, rest), done=said)


def text_of(row: Placed) -> list[str]:
    """Its cells in our own order."""
    found = row.read.cells
    middle = [found.value, found.denominator] if found.denominator else [found.value]
    return [found.on, *middle, found.note]


def words(read: Sequence[ReadRow]) -> str:
    """What was sent, for the same table sent twice."""
    return repr([row.cells for row in read])


def page(measure: Measure, form: TableForm, table: Table | None = None, asks: bool = False) -> dict[str, Any]:
    """The page with the cells."""
    table = table or Table()
    before = request.args.get("before", "")
    held, older = entry.page_of(measure, before, PAGE)
    last = max([row.read.number for row in table.rows], default=0)
    blank = [Placed(ReadRow(Cells(number))) for number in range(last + 1, last + 1 + EMPTY_ROWS)]
    return labels(measure) | {
        "form": form, "table": table, "rows": [*table.rows, *blank], "held": held, "older": older,
        "before": before, "asks": asks and bool(table.clashing), "links": links(table),
        "may_enter": policy.may_enter(viewer(), measure) and not measure.is_ended,
    }  # fmt: skip


def preview(measure: Measure, form: TableForm, table: Table, asks: bool = False) -> dict[str, Any]:
    """The page that shows what was understood of a pasted table."""
    good = [row for row in table.rows if row.read.is_good]
    return labels(measure) | {
        "form": form, "table": table, "wrong": table.wrong[:SHOWN_WRONG], "good": good[:SHOWN_GOOD],
        "number": len(good), "asks": asks, "new": len([row for row in good if not row.is_known]),
    }  # fmt: skip


def labels(measure: Measure) -> dict[str, Any]:
    """The measure, and what its columns are called."""
    out_of = denominator_label(measure).rstrip("?") if measure.has_denominator else ""
    return {"measure": measure, "value_label": value_label(measure).rstrip("?"), "out_of_label": out_of}


def links(table: Table) -> list[tuple[str, str]]:
    """Each problem, with the cell where it is."""
    return [
        (f"#{name}-{row.read.number}", f"Row {row.read.number}: {said}")
        for row in table.wrong
        for name, said in row.read.wrong.items()
    ]


def typed_cells() -> list[Cells]:
    """The rows of the page as they were filled."""

    def cell(name: str, number: int) -> str:
        return one_line(request.form.get(f"{name}-{number}", "")[:LONGEST_CELL])

    return [Cells(number, *(cell(name, number) for name in NAMES)) for number in range(1, MOST_TYPED + 1)]


def small_enough(text: str) -> str:
    """What a form can send back."""
    if len(quote_plus(text)) > LARGEST_FORM:
        raise TableRefused(
            "This sheet holds too many words for one go. Keep only the columns with the readings."
        )
    return text
