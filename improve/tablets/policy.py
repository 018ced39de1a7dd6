"""Who sees which tablets, and who may add or revoke them. See docs/states.md."""

from typing import Any

from sqlalchemy import Select, false, or_, select

from improve.people.models import Person
from improve.tablets.links import Link
from improve.tablets.models import Tablet
from improve.teams.models import Team
from improve.teams.policy import leads, may_administer, teams_led_by

ONLY_ITS_LEADS = "Only a lead of this team or an administrator may do that."


def visible_to(viewer: Any) -> Select[Tablet]:
    """An administrator sees all of the organisation, a lead those of the own teams and below."""
    return select(Tablet).where(_of_teams_of(viewer, Tablet.organisation_id, Tablet.team_id))


def links_visible_to(viewer: Any) -> Select[Link]:
    """The walls and posters of the same teams."""
    return select(Link).where(_of_teams_of(viewer, Link.organisation_id, Link.team_id))


def _of_teams_of(viewer: Any, organisation_id: Any, team_id: Any) -> Any:
    if not isinstance(viewer, Person):
        return false()
    if may_administer(viewer):
        return organisation_id == viewer.organisation_id
    led = [Team.path.startswith(team.path) for team in teams_led_by(viewer)]
    return (organisation_id == viewer.organisation_id) & team_id.in_(
        select(Team.id).where(or_(false(), *led))
    )


def may_manage(person: Any, team: Team) -> bool:
    """Add, give a new code, revoke: a lead of the team or above, or an administrator of the organisation."""
    same = isinstance(person, Person) and person.organisation_id == team.organisation_id
    return leads(person, team) or (same and may_administer(person))
