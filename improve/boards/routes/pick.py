"""Which first? Effort and difference: Implement, Possible, Challenge, Not now."""

from dataclasses import dataclass

from flask import render_template, request
from sqlalchemy import select

from improve.boards.routes import bp
from improve.core.access import find, open_to, viewer
from improve.core.db import db
from improve.core.text import listing
from improve.ideas.forms import SizeForm
from improve.ideas.models import Idea
from improve.ideas.stages import NOT_SIZED, Stage
from improve.people.models import Person
from improve.teams.models import Team
from improve.teams.policy import leads, leads_of, visible_to

MOST = 200  # ideas on the grid


@dataclass(frozen=True)
class Quadrant:
    """One field of the grid."""

    code: str
    name: str
    words: str
    ideas: list[Idea]


@bp.get("/teams/<team_id>/pick")
@open_to(Person)
def which_first(team_id: str) -> str:
    """The grid, and the form that places one idea."""
    team = find(visible_to(viewer()), Team.id, team_id)
    rows = select(Idea).where(Idea.team_id == team.id, Idea.stage.in_((Stage.NEW, Stage.READY)))
    ideas = list(db.session.scalars(rows.order_by(Idea.effort, Idea.received_on, Idea.id).limit(MOST)))
    unsized = [idea for idea in ideas if NOT_SIZED in (idea.effort, idea.impact)]
    wanted = request.args.get("idea", "")
    placing = next((idea for idea in ideas if idea.id == wanted), unsized[0] if unsized else None)
    return render_template(
        "boards/pick.html",
        team=team,
        quadrants=quadrants(ideas),
        unsized=unsized,
        placing=placing,
        form=form_of(placing) if placing else None,
        may_place=leads(viewer(), team),
        who_places=who_places(team),
    )


def who_places(team: Team) -> str:
    """The sentence for everybody else."""
    names = listing([person.name for person in leads_of(team)])
    where = f"of {team.name}" if names else "of the team above"
    return f"The leads {where} place ideas{': ' if names else ''}{names}."


def quadrants(ideas: list[Idea]) -> list[Quadrant]:
    """The ideas that were sized, in their fields. Little effort is 1 of 3; a big difference is 2 of 2."""
    placed = [idea for idea in ideas if NOT_SIZED not in (idea.effort, idea.impact)]

    def those(easy: bool, big: bool) -> list[Idea]:
        return [idea for idea in placed if (idea.effort == 1) == easy and (idea.impact == 2) == big]

    return [
        Quadrant("implement", "Implement", "Little effort, big difference", those(True, True)),
        Quadrant(
            "challenge",
            "Challenge",
            "More effort, big difference: start with a small test",
            those(False, True),
        ),
        Quadrant("possible", "Possible", "Little effort, small difference", those(True, False)),
        Quadrant("later", "Not now", "More effort, small difference", those(False, False)),
    ]


def form_of(idea: Idea) -> SizeForm:
    """The form, with what was judged before."""
    return SizeForm(data={"effort": str(idea.effort or ""), "impact": str(idea.impact or "")})
