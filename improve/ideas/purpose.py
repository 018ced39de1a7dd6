"""Tells measures, which stand below, what idea they are for."""

from typing import Any

from improve.core.db import db
from improve.ideas.models import Idea
from improve.ideas.policy import visible_to
from improve.measures import purposes
from improve.measures.purposes import IDEA, Purpose


def look(viewer: Any, idea_id: str) -> Purpose | None:
    """The idea, if the viewer may see it."""
    idea = db.session.scalars(visible_to(viewer).where(Idea.id == idea_id)).first()
    return Purpose(IDEA, idea.id, idea.headline, f"/ideas/{idea.id}") if idea else None


purposes.register(IDEA, look)
