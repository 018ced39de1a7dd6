"""The board on paper, for when the screens are down: one A4 sheet, late and due first."""

from flask import render_template

from improve.boards.filters import Filter
from improve.boards.reading import read_board
from improve.boards.routes import bp
from improve.core.access import find, open_to, viewer
from improve.people.models import Person
from improve.teams.models import Team
from improve.teams.policy import visible_to

ON_PAPER = {"new": 9, "ready": 7, "testing": 5, "embedding": 6}  # cards that fit
URGENCY = {"late": 0, "soon": 1, "raised": 2}


@bp.get("/teams/<team_id>/board/print")
@open_to(Person)
def on_paper(team_id: str) -> str:
    """Four lanes, and empty rows to write on."""
    team = find(visible_to(viewer()), Team.id, team_id)
    board = read_board(team, Filter())
    lanes = [lane for lane in board.lanes if lane.stage.value in ON_PAPER]
    for lane in lanes:
        lane.cards = sorted(lane.cards, key=lambda card: URGENCY.get(card.edge, 3))[
            : ON_PAPER[lane.stage.value]
        ]
    return render_template("boards/print.html", team=team, lanes=lanes, doors=team.doors)
