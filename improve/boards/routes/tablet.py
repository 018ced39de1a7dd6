"""The ward tablet: the board at a glance, the whole board, who to tell first."""

from flask import abort, render_template, request

from improve.boards.filters import Filter
from improve.boards.reading import read_board, read_lane
from improve.boards.routes import bp
from improve.boards.tablet_reading import glance
from improve.capture.shell import carried_by_the_board
from improve.core.access import open_to, viewer
from improve.ideas.stages import LANES, Stage
from improve.measures.entry import on_the_tablet
from improve.tablets.models import Tablet
from improve.teams.in_charge import in_charge_of

FIRST = 6  # cards of a lane on the page of the whole board


@bp.get("/tablet")
@open_to(Tablet)
def tablet() -> str:
    """What the tablet shows by itself, all day. Asked for again each minute while nobody touches it."""
    team = viewer().team
    today = team.organisation.today
    shown = {"glance": glance(team), "measured": on_the_tablet(team, today), **carried_by_the_board(team)}
    here = {"in_charge": in_charge_of(team), "today": today, "is_live": True}
    return render_template("boards/tablet/idle.html", **here, **shown)


@bp.get("/tablet/board")
@open_to(Tablet)
def tablet_board() -> str:
    """All lanes, the first cards of each."""
    board = read_board(viewer().team, Filter())
    return render_template("boards/tablet/board.html", board=board, first=FIRST)


@bp.get("/tablet/board/<stage>")
@open_to(Tablet)
def tablet_lane(stage: str) -> str:
    """One lane, paged."""
    if stage not in [found.value for found in LANES]:
        abort(404)
    lane = read_lane(viewer().team, Stage(stage), Filter(), mark())
    return render_template("boards/tablet/lane.html", lane=lane)


def mark() -> str:
    """From which card on; only what an id is made of."""
    after = request.args.get("after", "")[:16]
    return after if after.isalnum() and after.isascii() else ""


@bp.get("/tablet/doors")
@open_to(Tablet)
def tablet_doors() -> str:
    """Danger now, incidents, concerns about people: a person first."""
    team = viewer().team
    return render_template("boards/tablet/doors.html", doors=team.doors, in_charge=in_charge_of(team))
