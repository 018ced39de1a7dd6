"""What it means for ideas that somebody leaves: they stay, and a lead names another owner."""

from collections.abc import Iterator

from sqlalchemy import func, select

from improve.core.db import db
from improve.core.text import plural
from improve.ideas.models import Idea
from improve.ideas.stages import Stage
from improve.people.leaving import tells_of_leaving
from improve.people.models import Person

UNDER_WAY = (Stage.READY, Stage.TESTING, Stage.EMBEDDING)


@tells_of_leaving
def owned_ideas(person: Person, team_id: str | None) -> Iterator[str]:
    """How many ideas somebody owns that are not finished."""
    rows = select(func.count()).where(
        Idea.organisation_id == person.organisation_id, Idea.owner_id == person.id, Idea.stage.in_(UNDER_WAY)
    )
    count = db.session.scalar(rows if team_id is None else rows.where(Idea.team_id == team_id)) or 0
    if count:
        unfinished = plural(count, "unfinished idea") + ("" if team_id is None else " here")
        stays = "It stays" if count == 1 else "They stay"
        yield f"{person.first_name} owns {unfinished}. {stays} in that name until a lead names another owner."
