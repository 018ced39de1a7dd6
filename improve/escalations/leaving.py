"""What it means for escalations that somebody leaves, or a team closes: the leads there or above have them again."""

from collections.abc import Iterator

from sqlalchemy import func, select

from improve.core.db import db
from improve.core.text import plural
from improve.escalations.models import Escalation
from improve.escalations.states import OPEN, State
from improve.people.leaving import tells_of_leaving
from improve.people.models import Person
from improve.teams.closing import tells_of_closing
from improve.teams.models import Team


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


@tells_of_closing
def raised_to(team: Team) -> Iterator[str]:
    """What others have raised to it."""
    rows = select(func.count()).where(Escalation.to_team_id == team.id, Escalation.state.in_(OPEN))
    if count := db.session.scalar(rows) or 0:
        wait = (
            "waits for an answer of this team, and then of those above"
            if count == 1
            else ("wait for an answer of this team, and then of those above")
        )
        yield f"{plural(count, 'escalation')} {wait}."
