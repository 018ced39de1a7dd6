"""How honestly tests are run: the lamps of a team or the organisation, beside what was published."""

from dataclasses import dataclass
from typing import Any

from flask import g, render_template, request
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from improve.core.access import find, open_to, viewer
from improve.pdsa import policy
from improve.pdsa.fidelity import NAMES
from improve.pdsa.lit import behind, counts
from improve.pdsa.models import Cycle
from improve.pdsa.published import PUBLISHED, Published
from improve.pdsa.routes import bp
from improve.people.models import Person
from improve.teams.models import Team
from improve.teams.policy import teams_of
from improve.teams.policy import visible_to as visible_teams

A_PAGE = 50  # cycles


@dataclass(frozen=True)
class Row:
    """One lamp: of how many cycles it is lit, and what was published."""

    key: str
    name: str
    lit: int
    share: str
    published: Published


@bp.get("/fidelity")
@open_to(Person)
def fidelity() -> str:
    """Five shares, each beside the published one."""
    team = asked_team()
    ended, lit = counts(cycles_of(team), g.organisation.today)
    rows = [Row(key, name, lit[key], percent(lit[key], ended), PUBLISHED[key]) for key, name in NAMES.items()]
    return render_template(
        "pdsa/fidelity.html", team=team, ended=ended, rows=rows, teams=teams_of(viewer()), is_few=ended < FEW
    )


@bp.get("/fidelity/cycles")
@open_to(Person)
def fidelity_cycles() -> str:
    """The cycles behind a number."""
    team, key = asked_team(), request.args.get("lamp", "")
    is_lit = {"yes": True, "no": False}.get(request.args.get("lit", ""))
    if key and key not in NAMES:
        raise NotFound
    page = max(request.args.get("page", 1, type=int), 1)
    begin = (min(page, MOST_PAGES) - 1) * A_PAGE
    found = behind(cycles_of(team), g.organisation.today, key, is_lit if key else None, begin, A_PAGE + 1)
    return render_template(
        "pdsa/fidelity_cycles.html", team=team, key=key, name=NAMES.get(key, ""), is_lit=is_lit, page=page,
        cycles=found[:A_PAGE], is_more=len(found) > A_PAGE,
    )  # fmt: skip


FEW = 20  # cycles: with fewer a share says little
MOST_PAGES = 1_000


def asked_team() -> Team | None:
    """The team of the address; none for the whole organisation."""
    wanted = request.args.get("team")
    return find(visible_teams(viewer()), Team.id, wanted) if wanted else None


def cycles_of(team: Team | None) -> Any:
    """The ids of the cycles of a team and those below it, as far as the viewer may see them."""
    rows = policy.visible_to(viewer()).with_only_columns(Cycle.id)
    if team is None:
        return rows
    below = select(Team.id).where(Team.path.startswith(team.path, autoescape=True))
    return rows.where(Cycle.team_id.in_(below))


def percent(part: int, whole: int) -> str:
    """ "12.5"; nothing of nothing."""
    return f"{100 * part / whole:.1f}" if whole else ""
