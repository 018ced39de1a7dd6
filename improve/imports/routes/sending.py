"""Sending an idea log, and the logs one has sent."""

from flask import render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from improve.core import db as database
from improve.core.access import find, open_to, require, viewer
from improve.core.db import db
from improve.core.htmx import answer, refuse
from improve.core.sheets.rows import SheetRefused
from improve.imports import policy
from improve.imports.forms import LogForm, check_file
from improve.imports.models import IDEAS, Import
from improve.imports.planning import Boards, boards
from improve.imports.routes import bp
from improve.imports.sending import Received, keep, receive_log
from improve.people.models import Person

LEADS = "Only a lead, or an administrator, brings in an idea log."
NOT_YOURS = "Only who sent this file, or an administrator, opens it."
SHOWN = 10  # imports


@bp.get("/imports/new")
@open_to(Person)
def new() -> str:
    """The page that takes a file."""
    require(policy.may_import(viewer()), LEADS)
    return render_template("imports/new.html", form=log_form(open_boards()), imports=latest())


@bp.post("/imports")
@open_to(Person)
def send() -> Response:
    """Take a file; it is read before anything is locked."""
    database.start_reading()
    require(policy.may_import(viewer()), LEADS)
    here = open_boards()
    form = log_form(here)
    received = receive_at(form, here) if form.validate() else None
    if received is None:
        return refuse("imports/new.html", form=form, imports=latest())
    database.start_writing()
    importing = keep(received, viewer().organisation_id, viewer().id)
    importing.team_choices = {"": form.team.data} if form.team.data else {}
    return answer(None, otherwise=url_for(".columns", import_id=importing.id))


def receive_at(form: LogForm, here: Boards) -> Received | None:
    """The file, if it can be used; else why not stands at the field."""
    if not check_file(form):
        return None
    try:
        return receive_log(form.sheet.data.filename or "", form.sheet.data.stream, list(here.names))
    except SheetRefused as refused:
        form.sheet.errors = [str(refused)]
        return None


def log_form(here: Boards) -> LogForm:
    """The form; who may bring ideas to one board alone need not choose it."""
    only = here.own[0][0] if len(here.own) == 1 else ""
    return LogForm().offer(here.own, only)


def open_boards() -> Boards:
    """All teams, and those that the viewer may bring ideas to."""
    return boards(viewer().organisation_id, policy.teams_to_import_to(viewer()))


def opened(import_id: str) -> Import:
    """An import of ideas, for those who may open it; else 404 or 403."""
    ideas = policy.visible_to(viewer()).where(Import.what == IDEAS)
    importing = find(ideas, Import.id, import_id)
    require(policy.may_open(viewer(), importing), NOT_YOURS)
    return importing


def latest() -> list[Import]:
    """The last logs that the viewer sent."""
    mine = select(Import).where(
        Import.organisation_id == viewer().organisation_id, Import.by_id == viewer().id, Import.what == IDEAS
    )
    return list(db.session.scalars(mine.order_by(Import.sent_at.desc()).limit(SHOWN)))


def page_number(name: str) -> int:
    """Which page of a long list is asked for, from 1."""
    asked = request.args.get(name, "")
    return max(int(asked), 1) if asked.isdecimal() and len(asked) <= 6 else 1
