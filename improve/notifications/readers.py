"""Who is told for a team: its leads; where it has none, those of the next team above that has some."""

from improve.people.models import Person
from improve.teams.models import EXECUTIVE_TIER, Team
from improve.teams.policy import leads_of, people_of


def leading(team: Team | None) -> list[Person]:
    """The leads of a team. A lead's absence never blocks: without any, those above may act, and are told."""
    while team is not None:
        if found := leads_of(team):
            return found
        team = team.parent
    return []


def answering_for(team: Team) -> list[Person]:
    """Who answers what rose to a team: its leads; of an executive team everybody."""
    everybody = people_of(team) if team.tier >= EXECUTIVE_TIER else []
    return everybody or leading(team)
