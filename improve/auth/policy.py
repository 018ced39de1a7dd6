"""Who needs a second factor, and who may help whom to sign in."""

from typing import Any

from improve.core import clock
from improve.people.models import Person
from improve.teams import policy as teams
from improve.teams.models import Membership, Organisation


def needs_second_factor(person: Person, organisation: Organisation) -> bool:
    """Administrators and executives; not in the demonstration, where everybody tries every role."""
    return not organisation.is_demonstration and (person.is_administrator or teams.is_executive(person))


def may_help_sign_in(viewer: Any, person: Person) -> bool:
    """May make a one-time code: an administrator for everybody else, a lead for plain members of the own teams.

    A lead may not for those who may do more than the lead, nor for whoever joined today: a code opens the account.
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
    return not has_more and any(_has_settled_in(found, viewer) for found in teams.memberships(person))


def _has_settled_in(membership: Membership, lead: Person) -> bool:
    """A member of a team of the lead since yesterday at least: nobody is taken in to take the account over."""
    return teams.leads(lead, membership.team) and membership.joined_on < clock.today()
