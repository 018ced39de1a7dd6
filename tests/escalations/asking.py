"""Words and looks that the tests of escalations share."""

from sqlalchemy import select

from improve.core.db import db
from improve.events.models import EventRow

ASK = "May we keep 20 blankets of our own?"
FORM = {"reason": "money or authority", "ask": ASK}


def steps_of(subject_id, team):
    """The names of what a team's board heard about something."""
    rows = select(EventRow.name).where(EventRow.subject_id == subject_id, EventRow.team_id == team.id)
    return set(db.session.scalars(rows))
