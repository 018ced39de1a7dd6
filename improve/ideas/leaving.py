"""What it means for ideas that somebody leaves, or a team closes: they stay, and somebody else looks after them."""

from collections.abc import Iterator

from sqlalchemy import func, select

from improve.core.db import db
from improve.core.text import plural
from improve.ideas.first_answers import unanswered
from improve.ideas.models import Idea
from improve.ideas.offers import Offer
from improve.ideas.stages import Stage
from improve.people.leaving import tells_of_leaving
from improve.people.models import Person
from improve.teams.closing import tells_of_closing
from improve.teams.models import Team

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


@tells_of_closing
def ideas_of(team: Team) -> Iterator[str]:
    """What is open there, and what other teams offer it."""
    rows = select(func.count()).where(Idea.team_id == team.id)
    unfinished = db.session.scalar(rows.where(Idea.stage.in_((Stage.NEW, *UNDER_WAY)))) or 0
    if unfinished:
        waiting = db.session.scalar(rows.where(unanswered())) or 0
        more = f", {waiting:,} of them without a first answer" if waiting else ""
        stay = "It stays on its board" if unfinished == 1 else "They stay on its board"
        yield f"{plural(unfinished, 'idea is', 'ideas are')} open here{more}. {stay}, which can still be read."
    offered = (
        select(func.count()).select_from(Offer).where(Offer.to_team_id == team.id, Offer.ended_at.is_(None))
    )
    if count := db.session.scalar(offered) or 0:
        go = "is offered to it and goes" if count == 1 else "are offered to it and go"
        yield f"{count:,} {'idea' if count == 1 else 'ideas'} of other teams {go} back to them."
