"""No two active teams of an organisation answer to one name: a log or a list could not tell which one is meant."""

from sqlalchemy import select

from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.teams.keys import Called, why_taken
from improve.teams.models import Team

FIELDS = {"name": "name", "short_name": "short name"}


class NameTaken(RuleBroken):
    """Another team is called so. `field`: where it was typed."""

    def __init__(self, why: str, field: str) -> None:
        super().__init__(f"{why[0].upper()}{why[1:]}. Choose another {FIELDS[field]}.")
        self.field = field


def refuse_taken(organisation_id: str, wanted: dict[str, str], team_id: str = "") -> None:
    """Raise NameTaken where a name or a short name is one of another active team. `team_id`: whose they are to be."""
    rows = select(Team.name, Team.short_name).where(
        Team.organisation_id == organisation_id, Team.deactivated_at.is_(None), Team.id != team_id
    )
    others = [Called(*row) for row in db.session.execute(rows.order_by(Team.name))]
    for field, words in wanted.items():
        if why := why_taken(words, others):
            raise NameTaken(why, field)
