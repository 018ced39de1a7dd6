"""Changing what teams and organisations are set to. Which fields changed is recorded, not what they say."""

from typing import Any

from improve.core.db import db
from improve.events.record import Actor, record
from improve.people.models import Person
from improve.teams.events import OrganisationChanged, TeamChanged
from improve.teams.models import Organisation, Team
from improve.teams.naming import FIELDS, refuse_taken


def change_team(team: Team, values: dict[str, Any], by: Actor) -> list[str]:
    """Save fields of a team; the names of those that changed. Never commits. Raises NameTaken."""
    called = {name: values[name] for name in FIELDS if values.get(name, "") not in ("", getattr(team, name))}
    if called:
        refuse_taken(team.organisation_id, called, team.id)
    changed = apply(team, values)
    if changed:
        db.session.flush()
        record(TeamChanged(team.id, changed=changed), about=team, by=by)
    return changed


def change_organisation(organisation: Organisation, values: dict[str, Any], by: Person) -> list[str]:
    """Save settings of the organisation; the names of those that changed. Never commits."""
    changed = apply(organisation, values)
    if changed:
        organisation.__dict__.pop("holiday_dates", None)
        record(OrganisationChanged(organisation.id, changed=changed), about=by, by=by)
    return changed


def apply(row: Team | Organisation, values: dict[str, Any]) -> list[str]:
    """Set the fields that differ; their names."""
    changed = [name for name, value in values.items() if value != getattr(row, name)]
    for name in changed:
        setattr(row, name, values[name])
    return changed
