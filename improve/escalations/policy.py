"""Who sees which escalations, and who may do what with them. See docs/states.md."""

from typing import Any

from sqlalchemy import Select, false, or_, select

from improve.escalations.models import Escalation
from improve.escalations.proposals import Proposal
from improve.ideas import policy as ideas
from improve.ideas.models import Idea
from improve.people.models import Person
from improve.teams.models import EXECUTIVE_TIER, Team
from improve.teams.policy import is_executive, is_member, leads, leads_directly, teams_led_by, teams_of
from improve.teams.standing_in import teams_answered_by

ONLY_THE_RECEIVING = "Only a lead of the team it was raised to may do that."
ONLY_THE_ASKING = "Only a lead of the team that raised it may do that."
ONLY_THE_OWN_LEADS = "Only a lead of this team may decide that."


def visible_to(viewer: Any) -> Select[Escalation]:
    """Who sees an idea sees what was raised for it."""
    if not isinstance(viewer, Person):
        return select(Escalation).where(false())
    return select(Escalation).where(
        Escalation.organisation_id == viewer.organisation_id, _sees_idea(viewer, Escalation)
    )


def proposals_visible_to(viewer: Any) -> Select[Proposal]:
    """Leads of the team and those above, and who proposed it."""
    if not isinstance(viewer, Person):
        return select(Proposal).where(false())
    mine = [Proposal.proposed_by_id == viewer.id]
    if led := [Team.path.startswith(team.path) for team in teams_led_by(viewer)]:
        mine.append(Proposal.team_id.in_(select(Team.id).where(or_(*led))))
    return select(Proposal).where(
        Proposal.organisation_id == viewer.organisation_id, _sees_idea(viewer, Proposal), or_(*mine)
    )


def _sees_idea(viewer: Person, about: type[Escalation] | type[Proposal]) -> Any:
    """Asked idea by idea: a list of all ideas one sees would be made anew for every page."""
    seen = ideas.visible_to(viewer).with_only_columns(Idea.id).where(Idea.id == about.idea_id)
    return seen.correlate(about).exists()


def teams_answering(person: Person) -> list[Team]:
    """The teams for which somebody answers: those they lead or stand in for, and their executive team."""
    answered = teams_answered_by(person)
    sits_in = [team for team in teams_of(person) if team.tier >= EXECUTIVE_TIER and team not in answered]
    return [*sits_in, *answered]


def may_raise(person: Any, idea: Idea) -> bool:
    """A lead of the team or above, and executives."""
    return leads(person, idea.team) or (
        is_executive(person) and person.organisation_id == idea.organisation_id
    )


def may_propose(person: Any, _idea: Idea) -> bool:
    """Every signed-in person who sees the idea."""
    return isinstance(person, Person)


def may_decide(person: Any, proposal: Proposal) -> bool:
    """Raise what was proposed, or not: a lead of the team or above."""
    return leads(person, proposal.team)


def may_answer(person: Any, escalation: Escalation) -> bool:
    """Accept, hand over, answer, return, raise further: at the receiving team, or a lead above it."""
    return leads(person, escalation.to_team) or _sits_in(person, escalation.to_team)


def stands_in(person: Any, escalation: Escalation) -> bool:
    """Acts from above, because the leads of the receiving team do not; shown as such."""
    return not leads_directly(person, escalation.to_team) and not _sits_in(person, escalation.to_team)


def _sits_in(person: Any, team: Team) -> bool:
    return team.tier >= EXECUTIVE_TIER and is_member(person, team)


def may_withdraw(person: Any, escalation: Escalation) -> bool:
    """Withdraw, close: a lead of the team that asked, or of the idea's. Who leads above is asked here, and answers."""
    return leads_directly(person, escalation.from_team) or leads_directly(person, escalation.idea.team)
