"""What an import would do, each problem at its row, and what a person has still to decide."""

from typing import Any

from flask import redirect, render_template, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from improve.core import db as database
from improve.core.access import open_to, require, viewer
from improve.core.db import db
from improve.core.htmx import answer, refuse
from improve.core.sheets.rows import SheetRefused
from improve.ideas.models import Idea
from improve.imports import policy
from improve.imports.authors import unmatched
from improve.imports.forms import ChoicesForm, choices_form
from improve.imports.models import Import, ImportedRow
from improve.imports.plan import Plan
from improve.imports.planning import Boards, Preview, plan_of, preview
from improve.imports.routes import bp
from improve.imports.routes.columns import waiting
from improve.imports.routes.running import progress_page
from improve.imports.routes.sending import LEADS, open_boards, opened, page_number
from improve.imports.team_names import CREATE
from improve.people.models import Person
from improve.teams.models import Team
from improve.teams.tree import choices

PLANNED_SHOWN = 50  # ideas
PROBLEMS_SHOWN = 50


@bp.get("/imports/<import_id>")
@open_to(Person)
def show(import_id: str) -> str | Response:
    """Before it begins the preview, then the progress, in the end what became of it."""
    importing = opened(import_id)
    if importing.finished_at is not None:
        return finished_page(importing)
    if importing.is_going_on:
        return progress_page(importing, run_address(importing))
    if importing.mapping.problems():
        return redirect(url_for(".columns", import_id=import_id))
    here = open_boards()
    try:
        found = preview(importing, here)
    except SheetRefused as gone:
        return render_template("imports/gone.html", importing=importing, sentence=str(gone))
    return render_template("imports/show.html", **words(importing, found, form_for(found.plan, here)))


@bp.post("/imports/<import_id>/choices")
@open_to(Person)
def choose(import_id: str) -> Response:
    """Keep what unknown names and stages mean."""
    database.start_reading()
    importing, here = waiting(import_id), open_boards()
    form = form_for(plan_of(importing, here), here)
    if not form.validate():
        return refuse("imports/show.html", **words(importing, preview(importing, here), form))
    creates = CREATE in form.chosen_teams().values()
    require(not creates or policy.may_create_teams(viewer()), LEADS)
    database.start_writing()
    importing = waiting(import_id)
    importing.team_choices = importing.team_choices | form.chosen_teams()
    importing.stage_choices = importing.stage_choices | form.chosen_stages()
    if creates and "new_below_id" in form:
        importing.new_below_id = form["new_below_id"].data or None
    return answer(
        None, otherwise=url_for(".show", import_id=import_id), say="The preview follows your choices."
    )


@bp.post("/imports/<import_id>/choices/removal")
@open_to(Person)
def choose_again(import_id: str) -> Response:
    """Ask again what names and stages mean; the team of rows without one stays."""
    importing = waiting(import_id)
    importing.team_choices = {name: chosen for name, chosen in importing.team_choices.items() if not name}
    importing.stage_choices, importing.new_below_id = {}, None
    return answer(None, otherwise=url_for(".show", import_id=import_id), say="You can choose again.")


def form_for(found: Plan, here: Boards) -> ChoicesForm:
    """The questions that the plan leaves open."""
    parents = choices(viewer(), above_tier=1) if policy.may_create_teams(viewer()) else None
    return choices_form(found.unknown_teams, found.unknown_stages, here, parents)


def words(importing: Import, found: Preview, form: ChoicesForm) -> dict[str, Any]:
    """What the preview shows."""
    page = page_number("problems")
    start = (page - 1) * PROBLEMS_SHOWN
    return {
        "importing": importing,
        "preview": found,
        "plan": found.plan,
        "form": form,
        "page": page,
        "has_chosen": any(importing.team_choices) or bool(importing.stage_choices),
        "problems": found.plan.problems[start : start + PROBLEMS_SHOWN],
        "has_more": len(found.plan.problems) > start + PROBLEMS_SHOWN,
        "planned": found.fresh[:PLANNED_SHOWN],
        "run": run_address(importing),
    }


def run_address(importing: Import) -> str:
    """Where the next rows are brought in."""
    return url_for("imports.run", import_id=importing.id)


def finished_page(importing: Import) -> str:
    """Counts, and the boards on which the ideas are."""
    boards = (
        select(Team.id, Team.name, Team.headcount, func.count())
        .join(Idea, Idea.team_id == Team.id)
        .join(ImportedRow, ImportedRow.idea_id == Idea.id)
        .where(ImportedRow.import_id == importing.id)
        .group_by(Team.id, Team.name, Team.headcount)
        .order_by(func.count().desc(), Team.name)
        .limit(PLANNED_SHOWN)
    )
    names = unmatched(importing).with_only_columns(func.count(Idea.says_name.distinct()))
    return render_template(
        "imports/finished.html",
        importing=importing,
        boards=db.session.execute(boards).all(),
        names=db.session.scalar(names),
    )
