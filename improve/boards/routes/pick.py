"""Which first? Effort and difference: Implement, Possible, Challenge, Not now."""

from dataclasses import replace
from typing import Any

from flask import render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from improve.boards.picking import Grid, code_of, next_unsized, one_of, read_grid
from improve.boards.routes import bp
from improve.core.access import find, open_to, viewer
from improve.core.htmx import refuse
from improve.core.text import listing, tidy
from improve.ideas.forms import SizeForm
from improve.ideas.models import Idea
from improve.ideas.routes.taking_steps import found, taken_with
from improve.people.models import Person
from improve.teams.models import Team
from improve.teams.policy import leads, leads_of, visible_to


@bp.get("/teams/<team_id>/pick")
@open_to(Person)
def which_first(team_id: str) -> str:
    """The grid, and the form that places one idea: that of the address, else the next one that is not sized."""
    team = find(visible_to(viewer()), Team.id, team_id)
    placing = one_of(team, asked_for("idea")) or next_unsized(team, asked_for("skip"))
    return render_template("boards/pick.html", **shown(team, placing, form_of(placing) if placing else None))


@bp.post("/teams/<team_id>/pick")
@open_to(Person)
def place(team_id: str) -> Response:
    """Place an idea; with something missing the same page again, with its grid."""
    team = find(visible_to(viewer()), Team.id, team_id)
    idea, size = found(tidy(request.form.get("idea", ""))[:16], "size")
    if idea.team_id != team.id:
        raise NotFound
    form = form_of(idea)
    if not form.validate():
        return refuse("boards/pick.html", **shown(team, idea, form))
    code = code_of(int(form.effort.data), int(form.impact.data))
    return taken_with(form, idea, replace(size, said=f"Placed in “{Grid.NAMES[code]}”."))


def asked_for(name: str) -> str:
    """The id of an idea in the address, or in the form that was sent."""
    return tidy(request.values.get(name, ""))[:16]


def shown(team: Team, placing: Idea | None, form: SizeForm | None) -> dict[str, Any]:
    """What the page shows. Whoever skipped an idea goes on behind it, and is not asked for it again at once."""
    skipped = asked_for("skip")
    here: dict[str, Any] = {"team_id": team.id} | ({"skip": skipped} if skipped else {})
    return {
        "team": team,
        "grid": read_grid(team, placing),
        "placing": placing,
        "form": form,
        "may_place": leads(viewer(), team),
        "who_places": who_places(team),
        "skipped": skipped,
        "next": url_for("boards.which_first", **here),
    }


def who_places(team: Team) -> str:
    """The sentence for everybody else."""
    names = listing([person.name for person in leads_of(team)])
    where = f"of {team.name}" if names else "of the team above"
    return f"The leads {where} place ideas{': ' if names else ''}{names}."


def form_of(idea: Idea) -> SizeForm:
    """The form, with what was judged before."""
    return SizeForm(data={"effort": str(idea.effort or ""), "impact": str(idea.impact or "")})
