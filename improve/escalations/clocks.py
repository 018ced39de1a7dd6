"""What rises by itself when a clock runs out. Called by the scheduler, in batches; nothing here commits."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from improve.core.db import db
from improve.escalations.models import Escalation, raise_for
from improve.escalations.states import NO_FIRST_ANSWER, OPEN
from improve.events.record import PROGRAM
from improve.ideas.models import Idea
from improve.ideas.stages import OPEN_STAGES, Stage
from improve.teams.models import Team

BATCH = 100  # rows a transaction: a write lock of some tens of milliseconds
ASK = "This idea waits for its first answer longer than was promised. Please see that its author gets one."


def rise_unanswered(now: datetime, limit: int = BATCH) -> int:
    """New ideas that nobody answered in time go to the parent team's leads, each once; how many went."""
    overdue = (
        select(Idea)
        .where(Idea.stage == Stage.NEW, Idea.answer_due_at <= now, Idea.answer_rises_at <= now)
        .where(Idea.answered_at.is_(None), Idea.asked_at.is_(None))
        .where(_has_above(Idea.team_id), ~_was_raised())
        .order_by(Idea.answer_due_at, Idea.id)
        .limit(limit)
    )
    ideas = list(db.session.scalars(overdue))
    for idea in ideas:
        raise_for(idea, PROGRAM, NO_FIRST_ANSWER, ASK)
    return len(ideas)


def _was_raised() -> ColumnElement[bool]:
    """It rose by itself before, or waits for an answer from above for another reason."""
    before = aliased(Escalation)
    by_itself = (before.reason == NO_FIRST_ANSWER) | before.state.in_(OPEN)
    return select(before.id).where(before.idea_id == Idea.id, by_itself).exists()


def _has_above(team_id: Any) -> ColumnElement[bool]:
    """Some team above is still there (see `team_above`). Asked in SQL: what cannot rise must not fill the batch."""
    here, above = aliased(Team), aliased(Team)
    up = select(here.id).join(above, here.path.startswith(above.path))
    return up.where(here.id == team_id, above.id != here.id, above.deactivated_at.is_(None)).exists()


def rise_breached(now: datetime, limit: int = BATCH) -> int:
    """What was not answered in time goes one tier further; at the top it stays, late. How many went."""
    late = (
        select(Escalation)
        .join(Escalation.idea)
        .where(Escalation.state.in_(OPEN), Escalation.due_at <= now)
        .where(_has_above(Escalation.to_team_id), Idea.stage.in_(OPEN_STAGES))
        .order_by(Escalation.due_at, Escalation.id)
        .limit(limit)
    )
    rising = list(db.session.scalars(late))
    for escalation in rising:
        escalation.rise()
    return len(rising)


def end_pauses(now: datetime, limit: int = BATCH) -> int:
    """Questions that the author did not answer in 3 working days no longer stop the answer clock; how many."""
    over = select(Idea).where(Idea.pause_ends_at <= now).order_by(Idea.pause_ends_at, Idea.id).limit(limit)
    ideas = list(db.session.scalars(over))
    for idea in ideas:
        idea.end_pause()
    return len(ideas)
