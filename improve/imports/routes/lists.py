"""Lists of people and of teams, for administrators: upload, preview, run."""

from flask import render_template, url_for
from werkzeug.wrappers import Response

from improve.core import db as database
from improve.core.access import find, needs_step_up, open_to, require, viewer
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, refuse
from improve.core.sheets.rows import SheetRefused
from improve.imports import batches, people, policy, team_lists
from improve.imports.forms import SheetForm, check_file
from improve.imports.lists import ListKind
from improve.imports.models import PEOPLE, TEAMS, Import
from improve.imports.routes import bp
from improve.imports.routes.running import NOTHING, go_on, progress_page
from improve.imports.routes.sending import page_number
from improve.imports.sending import Received, keep, receive, sheet_of
from improve.people.models import Person
from improve.people.policy import may_manage

ADMINISTRATORS = "Only an administrator brings in people and teams."
PROBLEMS_SHOWN = 50


class Kind(ListKind):
    """A list with its pages."""

    @property
    def address(self) -> str:
        """The page that takes a file."""
        return url_for(f"imports.new_{self.what}")

    def page(self, importing: Import) -> str:
        """The page of one import."""
        return url_for(f"imports.show_{self.what}", import_id=importing.id)

    def run(self, importing: Import) -> str:
        """Where the next rows are brought in."""
        return url_for(f"imports.run_{self.what}", import_id=importing.id)


KINDS = {kind.what: Kind(**vars(kind)) for kind in (people.LIST, team_lists.LIST)}


@bp.get("/people/import")
@open_to(Person)
@needs_step_up
def new_people() -> str:
    """The page that takes a list of people."""
    return new_list(KINDS[PEOPLE])


@bp.post("/people/import")
@open_to(Person)
@needs_step_up
def send_people() -> Response:
    """Take the list."""
    return send_list(KINDS[PEOPLE])


@bp.get("/people/import/<import_id>")
@open_to(Person)
def show_people(import_id: str) -> str:
    """The preview, the progress, what became of it."""
    return show_list(KINDS[PEOPLE], import_id)


@bp.post("/people/import/<import_id>/run")
@open_to(Person)
@needs_step_up
def run_people(import_id: str) -> Response:
    """Begin, or go on."""
    return run_list(KINDS[PEOPLE], import_id)


@bp.get("/teams/import")
@open_to(Person)
@needs_step_up
def new_teams() -> str:
    """The page that takes a list of teams."""
    return new_list(KINDS[TEAMS])


@bp.post("/teams/import")
@open_to(Person)
@needs_step_up
def send_teams() -> Response:
    """Take the list."""
    return send_list(KINDS[TEAMS])


@bp.get("/teams/import/<import_id>")
@open_to(Person)
def show_teams(import_id: str) -> str:
    """The preview, the progress, what became of it."""
    return show_list(KINDS[TEAMS], import_id)


@bp.post("/teams/import/<import_id>/run")
@open_to(Person)
@needs_step_up
def run_teams(import_id: str) -> Response:
    """Begin, or go on."""
    return run_list(KINDS[TEAMS], import_id)


def new_list(kind: Kind) -> str:
    """The page that takes a file."""
    require(may_manage(viewer()), ADMINISTRATORS)
    return render_template("imports/new_list.html", form=SheetForm(), kind=kind)


def send_list(kind: Kind) -> Response:
    """Take a file; it is read before anything is locked."""
    database.start_reading()
    require(may_manage(viewer()), ADMINISTRATORS)
    form = SheetForm()
    received = receive_at(form, kind)
    if received is None:
        return refuse("imports/new_list.html", form=form, kind=kind)
    database.start_writing()
    importing = keep(received, viewer().organisation_id, viewer().id, kind.what)
    return answer(None, otherwise=kind.page(importing))


def receive_at(form: SheetForm, kind: Kind) -> Received | None:
    """The file, if it can be used; else why not stands at the field."""
    if not check_file(form):
        return None
    try:
        sheet = form.sheet.data
        return receive(sheet.filename or "", sheet.stream, lambda read: kind.look(read, {}))
    except SheetRefused as refused:
        form.sheet.errors = [str(refused)]
        return None


def show_list(kind: Kind, import_id: str) -> str:
    """The page of one import, whatever its state."""
    importing = opened(kind, import_id)
    if importing.is_going_on:
        return progress_page(importing, kind.run(importing))
    if importing.finished_at is not None:
        return render_template("imports/finished_list.html", importing=importing, kind=kind)
    try:
        found = kind.plan(importing, sheet_of(importing))
    except SheetRefused as gone:
        return render_template("imports/gone.html", importing=importing, sentence=str(gone))
    page = page_number("problems")
    start = (page - 1) * PROBLEMS_SHOWN
    return render_template(
        "imports/show_list.html",
        importing=importing,
        kind=kind,
        plan=found,
        page=page,
        problems=found.problems[start : start + PROBLEMS_SHOWN],
        has_more=len(found.problems) > start + PROBLEMS_SHOWN,
        run=kind.run(importing),
    )


def run_list(kind: Kind, import_id: str) -> Response:
    """Begin, or go on; what is planned is worked out before anything is locked."""
    database.start_reading()
    importing = opened(kind, import_id)
    if importing.started_at is None:
        begin(kind, importing)
    database.start_writing()
    return go_on(importing, kind.page(importing), kind.run(importing))


def begin(kind: Kind, importing: Import) -> None:
    """Fix the plan."""
    try:
        found = kind.plan(importing, sheet_of(importing))
    except SheetRefused as gone:
        raise RuleBroken(str(gone)) from None
    if not found.rows:
        raise RuleBroken(NOTHING)
    database.start_writing()
    batches.begin(importing, found.rows, len(found.refused_rows), by=viewer())


def opened(kind: Kind, import_id: str) -> Import:
    """An import of that kind, for administrators; else 404 or 403."""
    importing = find(policy.visible_to(viewer()).where(Import.what == kind.what), Import.id, import_id)
    require(may_manage(viewer()), ADMINISTRATORS)
    return importing
