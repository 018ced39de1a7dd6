"""Which column holds what: the guess, and what a person makes of it."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from improve.core import db as database
from improve.core.access import open_to, viewer
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, refuse
from improve.imports.columns import Mapping, letter, whole
from improve.imports.forms import ColumnsForm, HeadingForm, WorksheetForm
from improve.imports.models import Import
from improve.imports.planning import boards
from improve.imports.routes import bp
from improve.imports.routes.sending import opened
from improve.imports.rows import Sheet, SheetRefused, in_words, is_blank
from improve.imports.sending import guess_below, read_worksheet, sheet_of, take_worksheet
from improve.people.models import Person

SAMPLES, SAMPLE_MOST = 3, 60  # values of a column that are shown, and characters of each
BEGUN = "This import has begun; its columns stay as they are."


@bp.get("/imports/<import_id>/columns")
@open_to(Person)
def columns(import_id: str) -> str | Response:
    """The guess; with ?heading_row another one, below that row."""
    importing = opened(import_id)
    if importing.started_at is not None:
        return redirect(url_for(".show", import_id=import_id))
    sheet = sheet_of(importing)
    asked = whole(request.args.get("heading_row", ""))
    other = guess_below(sheet, asked, team_names()) if asked else None
    return render_template("imports/columns.html", **words(importing, sheet, other or importing.mapping))


@bp.post("/imports/<import_id>/columns")
@open_to(Person)
def save_columns(import_id: str) -> Response:
    """Keep what was chosen."""
    database.start_reading()
    importing = waiting(import_id)
    sheet = sheet_of(importing)
    heading = guess_below(sheet, whole(request.form.get("heading_row", "")) or 0, [])
    form = ColumnsForm().offer(heading or importing.mapping, sheet.width)
    mapping = form.chosen(sheet) if form.validate() else None
    if mapping is None or mapping.problems():
        return refuse("imports/columns.html", **words(importing, sheet, heading or importing.mapping, form))
    database.start_writing()
    waiting(import_id).mapping = mapping
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
        form = ColumnsForm(formdata=None, data=mapping.to_form()).offer(mapping, sheet.width)
    form.heading_row.data = str(mapping.heading_row)
    heading = HeadingForm(formdata=None, data={"heading_row": str(mapping.heading_row)}).offer(sheet)
    heading.heading_row.id = "headings"  # the other form carries the row too
    return {
        "importing": importing,
        "form": form,
        "heading": heading,
        "worksheets": worksheet_form(sheet) if sheet.other_worksheets else None,
        "samples": samples(sheet, mapping),
    }


def worksheet_form(sheet: Sheet) -> WorksheetForm:
    """The present worksheet and the others."""
    return WorksheetForm(data={"worksheet": sheet.worksheet}).offer(
        [sheet.worksheet, *sheet.other_worksheets]
    )


def samples(sheet: Sheet, mapping: Mapping) -> list[tuple[str, str, list[str]]]:
    """Letter, heading and the first values of each column that holds something."""
    below = [row for row in sheet.rows if row.number > mapping.heading_row]
    found = []
    for at in range(sheet.width):
        filled = (in_words(row.cell(at)) for row in below if not is_blank(row.cell(at)))
        values = [shortened(value) for value, _ in zip(filled, range(SAMPLES), strict=False)]
        heading = mapping.headings[at] if at < len(mapping.headings) else ""
        if values or heading:
            found.append((letter(at), heading, values))
    return found


def shortened(value: str) -> str:
    """Enough to tell what a column holds."""
    return value if len(value) <= SAMPLE_MOST else f"{value[:SAMPLE_MOST]}…"
