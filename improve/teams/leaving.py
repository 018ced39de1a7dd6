"""What it means for a team that somebody leaves it: somebody must answer its ideas."""

from collections.abc import Iterator

from improve.core.text import listing
from improve.people.leaving import tells_of_leaving
from improve.people.models import Person
from improve.teams.models import Team
from improve.teams.policy import leads_of, teams_led_by


@tells_of_leaving
def without_a_lead(person: Person, team_id: str | None) -> Iterator[str]:
    """For each team that somebody leads alone: who answers from then on."""
    for team in teams_led_by(person):
        if team_id in (None, team.id) and [lead.id for lead in leads_of(team)] == [person.id]:
            yield f"{team.name} is then without a lead. {who_answers(team, person)}"


def who_answers(team: Team, but: Person) -> str:
    """The leads of the nearest team above that has any."""
    above, names = next_leads(team, but)
    if above is None:
        return "No team above has one either: nobody can answer its ideas until a lead is named."
    return f"Until it has one, {listing(names)} of {above.name} can answer its ideas."


def next_leads(team: Team, but: Person | None = None) -> tuple[Team | None, list[str]]:
    """The nearest team above with a lead, and the names of its leads, without somebody who leaves."""
    above = team.parent
    while above is not None:
        names = [lead.name for lead in leads_of(above) if lead is not but]
        if names:
            return above, names
        above = above.parent
    return None, []
