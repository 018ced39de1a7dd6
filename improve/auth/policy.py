"""Who needs a second factor, and who may help whom to sign in."""

from typing import Any

from improve.people.models import Person
from improve.teams import policy as teams
from improve.teams.models import Organisation


def needs_second_factor(person: Person, organisation: Organisation) -> bool:
    """Administrators and executives; not in the demonstration, where everybody tries every role."""
    return not organisation.is_demonstration and (person.is_administrator or teams.is_executive(person))


def may_help_sign_in(viewer: Any, person: Person) -> bool:
    """May make a one-time code: an administrator for everybody else, a lead for plain members of the own teams.

    A lead may not for those who may do more than the lead: a code opens the account.
    """
    if (
        not isinstance(viewer, Person)
        or viewer.organisation_id != person.organisation_id
        or viewer.id == person.id
    ):
        return False
    if viewer.is_administrator:
        return True
    has_more = (
        person.is_administrator
        or person.is_guardian
        or bool(teams.teams_led_by(person))
        or teams.is_executive(person)
    )
    return not has_more and any(teams.leads(viewer, team) for team in teams.teams_of(person))
