"""What the page of one escalation shows, for one viewer."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from improve.core import clock
from improve.core.access import find, viewer
from improve.core.db import db
from improve.escalations import policy
from improve.escalations.chains import Chain, chains_of
from improve.escalations.forms import Choices, Forms
from improve.escalations.models import Escalation, team_above
from improve.escalations.states import REASONS, State
from improve.escalations.words import due_kind, due_words
from improve.ideas.models import Idea
from improve.teams.models import EXECUTIVE_TIER, Team
from improve.teams.policy import leads_of, people_of


@dataclass(frozen=True)
class EscalationPage:
    """Everything on the page of an escalation."""

    escalation: Escalation
    chain: Chain
    due: str
    due_kind: str
    above: Team | None
    receivers: Choices
    may_answer: bool
    may_accept: bool
    may_withdraw: bool
    may_close: bool
    stands_in: bool


def found(escalation_id: str) -> Escalation:
    """The escalation with what its page and its verbs need; 404 when it is not to be seen."""
    rows = policy.visible_to(viewer()).options(
        joinedload(Escalation.idea).options(selectinload(Idea.texts)),
        joinedload(Escalation.from_team),
        joinedload(Escalation.to_team),
        joinedload(Escalation.owner),
    )
    return find(rows, Escalation.id, escalation_id)


def gather(escalation: Escalation, person: Any) -> EscalationPage:
    """Read the page of an escalation."""
    zone = escalation.to_team.organisation.time_zone
    may_answer = escalation.is_open and policy.may_answer(person, escalation)
    may_end = policy.may_withdraw(person, escalation)
    holder = escalation.holder if escalation.state == State.ACCEPTED else None
    return EscalationPage(
        escalation=escalation,
        chain=next(chain for chain in chains_of(escalation.idea) if escalation in chain.links),
        due=due_words(escalation.due_at, clock.now(), zone),
        due_kind=due_kind(escalation.due_at, clock.now(), zone),
        above=team_above(escalation.to_team) if may_answer else None,
        receivers=receivers(escalation) if may_answer else [],
        may_answer=may_answer,
        may_accept=may_answer and holder is None,
        may_withdraw=may_end and escalation.state == State.RAISED,
        may_close=may_end and escalation.state == State.ANSWERED,
        stands_in=may_answer and policy.stands_in(person, escalation),
    )


def receivers(escalation: Escalation) -> Choices:
    """Who else may have it: the leads of the receiving team, or all of an executive team."""
    team = escalation.to_team
    people = people_of(team) if team.tier >= EXECUTIVE_TIER else leads_of(team)
    return [(person.id, person.name_and_job) for person in people if person.id != escalation.owner_id]


def prepared_forms(escalation: Escalation) -> Forms:
    """The forms of its page, with their choices."""
    return Forms(receivers(escalation), asked_before(escalation))


def asked_before(escalation: Escalation) -> dict[str, str]:
    """What to begin with when it is raised further: the last reason that a person chose, and the ask."""
    reason = escalation.reason
    if reason not in REASONS:
        rows = select(Escalation.reason).where(Escalation.first_id == escalation.first_id)
        rows = rows.where(Escalation.number < escalation.number, Escalation.reason.in_(REASONS))
        reason = db.session.scalar(rows.order_by(Escalation.number.desc()).limit(1)) or ""
    return {"reason": reason, "ask": escalation.ask}
