"""What it means for escalations that somebody leaves: what they accepted is the leads' again (listening.py)."""

from collections.abc import Iterator

from sqlalchemy import func, select

from improve.core.db import db
from improve.core.text import plural
from improve.escalations.models import Escalation
from improve.escalations.states import State
from improve.people.leaving import tells_of_leaving
from improve.people.models import Person


@tells_of_leaving
def accepted_escalations(person: Person, team_id: str | None) -> Iterator[str]:
    """How many escalations go back to the leads."""
    rows = select(func.count()).where(Escalation.owner_id == person.id, Escalation.state == State.ACCEPTED)
    count = db.session.scalar(rows if team_id is None else rows.where(Escalation.to_team_id == team_id)) or 0
    if count:
        go = "goes" if count == 1 else "go"
        yield (
            f"{plural(count, 'escalation')} that {person.first_name} has accepted {go} back to the leads of the team."
        )
