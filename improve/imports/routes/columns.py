"""Which column holds what: the guess, and what a person makes of it."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from improve.core import db as database
from improve.core.access import open_to, viewer
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, refuse
from improve.core.sheets.rows import Sheet, SheetRefused
from improve.imports.columns import NO_HEADINGS, Mapping, guess_below, heading_at, whole
from improve.imports.forms import ColumnsForm, HeadingForm, WorksheetForm, columns_form
from improve.imports.models import Import
from improve.imports.planning import boards
from improve.imports.routes import bp
from improve.imports.routes.sending import opened
from improve.imports.samples import columns_of
from improve.imports.sending import read_worksheet, sheet_of, take_worksheet
from improve.people.models import Person

BEGUN = "This import has begun; its columns stay as they are."


@bp.get("/imports/<import_id>/columns")
@open_to(Person)
def columns(import_id: str) -> str | Response:
    """The guess; with ?heading_row another one, below that row."""
    importing = opened(import_id)
    if importing.started_at is not None:
        return redirect(url_for(".show", import_id=import_id))
    try:
        sheet = sheet_of(importing)
    except SheetRefused as gone:
        return render_template("imports/gone.html", importing=importing, sentence=str(gone))
    other = heading_at(sheet, whole(request.args.get("heading_row", "")))
    mapping = guess_below(sheet, other, team_names()) if other else importing.mapping
    return render_template("imports/columns.html", **words(importing, sheet, mapping))


@bp.post("/imports/<import_id>/columns")
@open_to(Person)
def save_columns(import_id: str) -> Response:
    """Keep what was chosen."""
    database.start_reading()
    importing = waiting(import_id)
    sheet = sheet_of(importing)
    heading = heading_at(sheet, whole(request.form.get("heading_row", "")))
    mapping = guess_below(sheet, heading) if heading else importing.mapping
    form = columns_form(mapping, columns_of(sheet, mapping))
    chosen = form.chosen(mapping) if form.validate() else None
    if chosen is None or form.has_problems:
        return refuse("imports/columns.html", **words(importing, sheet, mapping, form))
    database.start_writing()
    waiting(import_id).mapping = chosen
    return answer(None, otherwise=url_for(".show", import_id=import_id))


@bp.post("/imports/<import_id>/worksheet")
@open_to(Person)
def change_worksheet(import_id: str) -> Response:
    """Read another worksheet of the same workbook."""
    database.start_reading()
    importing = waiting(import_id)
    sheet = sheet_of(importing)
    form = worksheet_form(sheet)
    try:
        chosen = read_worksheet(importing, form.worksheet.data, team_names()) if form.validate() else None
    except SheetRefused as refused:
        chosen, form.worksheet.errors = None, [str(refused)]
    if chosen is None:
        page = words(importing, sheet, importing.mapping) | {"worksheets": form}
        return refuse("imports/columns.html", **page)
    database.start_writing()
    take_worksheet(waiting(import_id), chosen)
    return answer(None, otherwise=url_for(".columns", import_id=import_id))


def waiting(import_id: str) -> Import:
    """An import that has not begun."""
    importing = opened(import_id)
    if importing.started_at is not None:
        raise RuleBroken(BEGUN)
    return importing


def team_names() -> list[str]:
    """The names of teams, by which their column is known."""
    return list(boards(viewer().organisation_id).names)


def words(
    importing: Import, sheet: Sheet, mapping: Mapping, form: ColumnsForm | None = None
) -> dict[str, Any]:
    """What the page shows."""
    if form is None:
        form = columns_form(mapping, columns_of(sheet, mapping), formdata=None)
    heading = HeadingForm(formdata=None, data={"heading_row": str(mapping.heading_row)}).offer(sheet)
    heading.heading_row.id = "headings"  # the other form carries the row too
    return {
        "importing": importing,
        "form": form,
        "heading": heading,
        "has_headings": mapping.heading_row != NO_HEADINGS.number,
        "worksheets": worksheet_form(sheet) if sheet.other_worksheets else None,
    }


def worksheet_form(sheet: Sheet) -> WorksheetForm:
    """The present worksheet and the others."""
    return WorksheetForm(data={"worksheet": sheet.worksheet}).offer(
        [sheet.worksheet, *sheet.other_worksheets]
    )
