"""The lists: what waits for the teams one answers for, what one's own teams raised, everything that is open."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from sqlalchemy import Select, and_, or_

from improve.core.access import find, open_to, viewer
from improve.core.db import db
from improve.escalations import policy
from improve.escalations.models import Escalation
from improve.escalations.proposals_read import proposals_by, proposals_for
from improve.escalations.reading import for_lists, waiting, waits_for
from improve.escalations.routes import bp
from improve.escalations.states import OPEN
from improve.people.models import Person
from improve.teams.models import Organisation
from improve.teams.policy import teams_of

PAGE = 25  # escalations on a page
NOTHING_HERE = {
    "me": "Nothing waits for an answer of yours.",
    "to-us": "Nothing waits for an answer of your teams.",
    "from-us": "Your teams have raised nothing yet.",
    "open": "Nothing waits for an answer anywhere.",
}


@dataclass(frozen=True)
class Chip:
    """One way to look at the list."""

    name: str
    href: str
    is_here: bool


@bp.get("/escalations")
@open_to(Person)
def index() -> str:
    """Oldest due first; what was raised by one's own teams newest first."""
    answers_here = bool(policy.teams_answering(viewer()))
    show = request.args.get("show", "")
    show = show if show in NOTHING_HERE else "to-us" if answers_here else "from-us"
    rows, more = page_of(show, request.args.get("after"))
    zone = db.session.get_one(Organisation, viewer().organisation_id).time_zone
    return render_template(
        "escalations/index.html",
        lines=waiting(rows, zone),
        show=show,
        chips=chips(show, answers_here),
        proposals=proposals_for(viewer()) if show == "to-us" else [],
        own_proposals=proposals_by(viewer()) if show == "from-us" else [],
        nothing=NOTHING_HERE[show],
        older=url_for(".index", show=show, after=rows[-1].id) if more else None,
        newer=url_for(".index", show=show) if request.args.get("after") else None,
    )


def chips(show: str, answers_here: bool) -> list[Chip]:
    """The ways to look that make sense for the viewer."""
    named = {"me": "Waiting for me", "to-us": "Waiting for us", "from-us": "Raised by us", "open": "All open"}
    wanted = [key for key in named if key not in ("me", "to-us") or answers_here]
    return [Chip(named[key], url_for(".index", show=key), key == show) for key in wanted]


def page_of(show: str, after: str | None) -> tuple[list[Escalation], bool]:
    """One page of the list, and whether there is more."""
    rows, newest_first = for_lists(policy.visible_to(viewer())), show == "from-us"
    if show == "me":
        rows = rows.where(waits_for(viewer()))
    if show == "to-us":
        rows = rows.where(Escalation.to_team_id.in_([team.id for team in policy.teams_answering(viewer())]))
    if newest_first:
        rows = rows.where(Escalation.from_team_id.in_([team.id for team in teams_of(viewer())]))
    else:
        rows = rows.where(Escalation.state.in_(OPEN))
    if after:
        rows = rows.where(behind(find(policy.visible_to(viewer()), Escalation.id, after), newest_first))
    found = list(db.session.scalars(ordered(rows, newest_first).limit(PAGE + 1)))
    return found[:PAGE], len(found) > PAGE


def ordered(rows: Select[Escalation], newest_first: bool) -> Select[Escalation]:
    """The order of the list; ids part what is of one moment."""
    if newest_first:
        return rows.order_by(Escalation.raised_at.desc(), Escalation.id.desc())
    return rows.order_by(Escalation.due_at, Escalation.id)


def behind(last: Escalation, newest_first: bool) -> Any:
    """What comes after the last one of the page before."""
    if newest_first:
        at, same = Escalation.raised_at < last.raised_at, Escalation.raised_at == last.raised_at
        return or_(at, and_(same, Escalation.id < last.id))
    later, same = Escalation.due_at > last.due_at, Escalation.due_at == last.due_at
    return or_(later, and_(same, Escalation.id > last.id))
