"""What lists show of proposals: those that wait for a lead, and one's own."""

from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from improve.core.db import db
from improve.escalations import policy
from improve.escalations.proposals import Proposal
from improve.people.models import Person
from improve.teams.standing_in import teams_answered_by


def proposals_for(person: Person, limit: int = 20) -> list[Proposal]:
    """What colleagues propose to raise and this lead may decide, oldest first."""
    led = [team.id for team in teams_answered_by(person)]
    if not led:
        return []
    rows = policy.proposals_visible_to(person).where(Proposal.team_id.in_(led), Proposal.ended_at.is_(None))
    return list(db.session.scalars(_named(rows).order_by(Proposal.proposed_at, Proposal.id).limit(limit)))


def proposals_by(person: Person, limit: int = 10) -> list[Proposal]:
    """What somebody proposed to raise, newest first, with what became of it."""
    rows = policy.proposals_visible_to(person).where(Proposal.proposed_by_id == person.id)
    return list(
        db.session.scalars(_named(rows).order_by(Proposal.proposed_at.desc(), Proposal.id).limit(limit))
    )


def _named(rows: Select[Proposal]) -> Select[Proposal]:
    return rows.options(
        joinedload(Proposal.idea), joinedload(Proposal.proposed_by), joinedload(Proposal.team)
    )
