"""Bringing in: each request some rows, then the page asks for the next by itself, or a person does."""

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from improve.core import db as database
from improve.core.access import administrators_step_up, open_to, viewer
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.htmx import answer
from improve.core.sheets.rows import SheetRefused
from improve.core.text import plural
from improve.imports import batches, writing
from improve.imports.models import IDEAS, Import
from improve.imports.planning import plan_of, without_alike
from improve.imports.routes import bp
from improve.imports.routes.sending import open_boards, opened
from improve.people.models import Person

BATCHES = 2  # a request: 200 rows, so that it stays short
NOTHING = "There is no row that can be brought in. Look at the problems first."


@bp.post("/imports/<import_id>/run")
@open_to(Person)
@administrators_step_up
def run(import_id: str) -> Response:
    """Begin, or go on; what is planned is worked out before anything is locked."""
    database.start_reading()
    importing = opened(import_id)
    if importing.started_at is None:
        begin(importing)
    database.start_writing()
    return go_on(importing, url_for(".show", import_id=import_id), url_for(".run", import_id=import_id))


def begin(importing: Import) -> None:
    """Fix the plan."""
    try:
        found = plan_of(importing, open_boards())
    except SheetRefused as gone:
        raise RuleBroken(str(gone)) from None
    if "leave_alike" in request.form:
        found = without_alike(found, importing.organisation_id)
    if importing.mapping.problems() or not found.rows:
        raise RuleBroken(NOTHING)
    database.start_writing()
    writing.begin(importing, found, by=viewer())


def go_on(importing: Import, page: str, address: str) -> Response:
    """The next rows; at the end the page that says what became of them."""
    is_finished = batches.go_on(importing.id, by=viewer(), most=BATCHES)
    db.session.refresh(importing)
    if is_finished:
        return answer(None, otherwise=page, say=done_words(importing))
    return answer("imports/_progress.html", otherwise=page, importing=importing, run=address)


def done_words(importing: Import) -> str:
    """One sentence about the whole."""
    if importing.what == IDEAS:
        return f"{plural(importing.added_rows, 'idea')} brought in."
    return f"{plural(importing.added_rows, 'line')} brought in."


def progress_page(importing: Import, address: str) -> str:
    """The page that goes on by itself."""
    return render_template("imports/running.html", importing=importing, run=address)
