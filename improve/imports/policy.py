"""Who brings in logs, to which boards, and who sees an import. Lists of people and teams are for administrators."""

from typing import Any

from sqlalchemy import Select, false, or_, select

from improve.imports.models import Import
from improve.people.models import Person
from improve.teams.models import Team
from improve.teams.policy import may_administer, teams_led_by


def visible_to(viewer: Any) -> Select[Import]:
    """The imports of one's own organisation; whether one opens is asked besides."""
    imports = select(Import)
    if isinstance(viewer, Person):
        return imports.where(Import.organisation_id == viewer.organisation_id)
    return imports.where(false())


def may_import(viewer: Any) -> bool:
    """Leads for the teams they lead and those below, administrators for all."""
    return isinstance(viewer, Person) and (may_administer(viewer) or bool(teams_led_by(viewer)))


def may_open(viewer: Any, importing: Import) -> bool:
    """Who sent it, and administrators."""
    mine = isinstance(viewer, Person) and importing.by_id == viewer.id
    return may_import(viewer) and (mine or may_administer(viewer))


def may_create_teams(viewer: Any) -> bool:
    """A team that a log names and nobody knows."""
    return may_administer(viewer)


def teams_to_import_to(viewer: Any) -> Select[Team]:
    """The active teams whose ideas somebody may bring in."""
    if not isinstance(viewer, Person):
        return select(Team).where(false())
    active = select(Team).where(Team.organisation_id == viewer.organisation_id, Team.deactivated_at.is_(None))
    if may_administer(viewer):
        return active
    return active.where(or_(false(), *(Team.path.startswith(led.path) for led in teams_led_by(viewer))))
