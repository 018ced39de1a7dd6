"""The board: lanes by stage, filters, more of a lane."""

from urllib.parse import quote

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from improve.boards.filters import SHOWS, Filter
from improve.boards.moving import mover
from improve.boards.reading import count_found, read_board, read_lane
from improve.boards.routes import bp
from improve.core.access import find, open_to, viewer
from improve.core.htmx import htmx
from improve.core.text import tidy
from improve.goals.policy import choices as goal_choices
from improve.ideas.stages import Stage
from improve.people.models import Person
from improve.tablets.models import Tablet
from improve.teams.in_charge import in_charge_of
from improve.teams.models import Team
from improve.teams.policy import home_team, is_member, leads, names_of, visible_to

STAGES = (Stage.NEW, Stage.READY, Stage.TESTING, Stage.EMBEDDING, Stage.DONE, Stage.NOT_NOW, Stage.LEARNED)


@bp.get("/board")
@open_to(Person)
def mine() -> Response:
    """One's own board; the list of teams for somebody who works in none."""
    team = home_team(viewer())
    return redirect(url_for("boards.show", team_id=team.id) if team else url_for("teams.index"))


@bp.get("/teams/<team_id>/board")
@open_to(Person, Tablet)
def show(team_id: str) -> str:
    """The board of a team."""
    team = find(visible_to(viewer()), Team.id, team_id)
    chosen = chosen_filter()
    board = read_board(team, chosen, mover(viewer(), team))
    goals, owners = ([], []) if viewer().is_tablet else (goal_choices(viewer(), team), names_of(team))
    works_here = is_member(viewer(), team)
    return render_template(
        "boards/show.html",
        board=board,
        tallies=count_found(board),
        team=team,
        goals=goals,
        owners=owners,
        may_enter=works_here or leads(viewer(), team),
        works_here=works_here,
        in_charge=in_charge_of(team) if works_here else None,
        back=quote(here(team, chosen), safe=""),
    )


@bp.get("/teams/<team_id>/board/lanes/<stage>")
@open_to(Person, Tablet)
def lane(team_id: str, stage: str) -> str:
    """More of one lane; a page of its own without htmx."""
    team = find(visible_to(viewer()), Team.id, team_id)
    if stage not in [found.value for found in STAGES]:
        abort(404)
    chosen = chosen_filter()
    after = tidy(request.args.get("after", ""))[:16]
    found = read_lane(team, Stage(stage), chosen, after, mover(viewer(), team), is_page=not htmx)
    board = here(team, chosen)
    back = quote(board if htmx else request.full_path.rstrip("?"), safe="")
    return render_template("boards/lane.html", lane=found, team=team, chosen=chosen, here=board, back=back)


def here(team: Team, chosen: Filter) -> str:
    """The board with its filters: where one comes back to from a card."""
    return url_for("boards.show", team_id=team.id, **chosen.address)


def chosen_filter() -> Filter:
    """The filters in the address."""
    values = {name: tidy(request.args.get(name, ""))[:16] for name in ("show", "goal", "owner")}
    return Filter(**values | ({} if values["show"] in SHOWS else {"show": ""}))
