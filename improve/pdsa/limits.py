"""How much a team, and one owner, may have in testing at once."""

from sqlalchemy import func, select

from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.ideas.models import Idea
from improve.ideas.stages import Stage
from improve.teams.models import Team


def check_limits(idea: Idea) -> None:
    """Raises RuleBroken where the team or the owner has no place left. Checked under the write lock of the change."""
    team = idea.team
    # Two who plan at the same moment: the second one waits here, and then counts the first.
    db.session.execute(select(Team.id).where(Team.id == team.id).with_for_update())
    taken = _count(Idea.team_id == team.id)
    if taken >= team.testing_limit:
        raise RuleBroken(f"Testing is full ({taken} of {team.testing_limit}). Finish one first.")
    if idea.owner_id is None:
        return
    owned = _count(Idea.team_id == team.id, Idea.owner_id == idea.owner_id)
    if owned >= team.owner_limit:
        name = idea.owner.name if idea.owner else "The owner"
        raise RuleBroken(f"{name} has {owned} ideas in testing, which is the limit. Finish one first.")


def _count(*conditions: object) -> int:
    rows = select(func.count()).select_from(Idea).where(Idea.stage == Stage.TESTING, *conditions)  # type: ignore[arg-type]
    return db.session.scalar(rows) or 0
