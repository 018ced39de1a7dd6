"""Which measures a team has, a page at a time. Reads."""

from typing import Any

from sqlalchemy import tuple_

from improve.core.db import db
from improve.measures import policy
from improve.measures.models import Measure
from improve.teams.models import Team

PAGE = 24


def of_team(viewer: Any, team: Team, *, ended: bool, after: str = "") -> tuple[list[Measure], str]:
    """By name; and where the next page begins, empty after the last."""
    rows = policy.visible_to(viewer).where(Measure.team_id == team.id)
    rows = rows.where(Measure.ended_at.is_not(None) if ended else Measure.ended_at.is_(None))
    name, _, key = after.rpartition("~")
    if key:
        rows = rows.where(tuple_(Measure.name, Measure.id) > (name, key))
    found = list(db.session.scalars(rows.order_by(Measure.name, Measure.id).limit(PAGE + 1)))
    more = len(found) > PAGE
    return found[:PAGE], f"{found[PAGE - 1].name}~{found[PAGE - 1].id}" if more else ""
