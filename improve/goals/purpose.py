"""Tells measures, which stand below, what goal they are for."""

from typing import Any

from improve.core.db import db
from improve.goals.models import Goal
from improve.goals.policy import visible_to
from improve.measures import purposes
from improve.measures.purposes import GOAL, Purpose


def look(viewer: Any, goal_id: str) -> Purpose | None:
    """The goal, if the viewer may see it."""
    goal = db.session.scalars(visible_to(viewer).where(Goal.id == goal_id)).first()
    return Purpose(GOAL, goal.id, goal.title, f"/goals/{goal.id}") if goal else None


purposes.register(GOAL, look)
