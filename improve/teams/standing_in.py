"""Who sees what waits where nobody leads: the leads of the next team above that has some. Nothing waits unseen.

A team that has closed has no leads any more: what is open there waits above as well.
"""

from sqlalchemy import and_, or_, select

from improve.core.db import db
from improve.people.models import Person
from improve.teams.models import Membership, Team
from improve.teams.policy import teams_led_by

LEADS = (
    select(Membership.team_id)
    .join(Person, Person.id == Membership.person_id)
    .where(Membership.is_lead, Membership.left_on.is_(None), Person.deactivated_at.is_(None))
)


def teams_answered_by(person: Person) -> list[Team]:
    """The teams that somebody leads, then those below for which they stand in; read once a request."""
    known: list[Team] | None = person.__dict__.get("_answered")
    if known is None:
        led = teams_led_by(person)
        known = person.__dict__["_answered"] = [*led, *_without_lead_below(led)]
    return known


def _without_lead_below(led: list[Team]) -> list[Team]:
    """Teams without a lead whose next lead above leads one of these."""
    if not led:
        return []
    mine = {team.id for team in led}
    below = or_(*(and_(Team.path.startswith(team.path), Team.id != team.id) for team in led))
    is_led = and_(Team.deactivated_at.is_(None), Team.id.in_(LEADS))
    found = db.session.execute(select(Team.id, Team.path, is_led.label("is_led")).where(below)).all()
    with_lead = mine | {row.id for row in found if row.is_led}
    alone = [row.id for row in found if row.id not in with_lead and _next_lead(row.path, with_lead) in mine]
    if not alone:
        return []
    return list(
        db.session.scalars(select(Team).where(Team.id.in_(alone)).order_by(Team.tier.desc(), Team.name))
    )


def _next_lead(path: str, with_lead: set[str]) -> str:
    return next((team_id for team_id in reversed(path.split("/")) if team_id in with_lead), "")
