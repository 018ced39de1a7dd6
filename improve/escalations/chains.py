"""All that was raised for an idea: each time a chain of links, in which a team asks the one above it."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from improve.core import clock
from improve.core.db import columns, db
from improve.escalations.models import Escalation
from improve.escalations.states import CAME_BACK, NO_FIRST_ANSWER, State
from improve.escalations.words import due_kind, due_words, promise_words
from improve.ideas.models import Idea
from improve.people.models import Person


@dataclass(frozen=True)
class Chain:
    """What was raised once, and how far it went."""

    links: list[Escalation]

    @property
    def last(self) -> Escalation:
        """Where it stands now."""
        return self.links[-1]

    @property
    def is_open(self) -> bool:
        """It waits for an answer."""
        return self.last.is_open

    @property
    def due(self) -> str:
        """ "23 hours late", "Due today, 16:40"."""
        return due_words(self.last.due_at, clock.now(), self._zone)

    @property
    def due_kind(self) -> str:
        """The kind of tag that goes with it: late, soon or plain."""
        return due_kind(self.last.due_at, clock.now(), self._zone)

    @property
    def _zone(self) -> str:
        return self.last.to_team.organisation.time_zone

    @property
    def is_first_answer(self) -> bool:
        """It rose because nobody answered the author."""
        return self.links[0].reason == NO_FIRST_ANSWER

    @property
    def promise(self) -> str:
        """ "Answered in 30 hours; promised 48", in working time of who answered; empty before."""
        last = self.last
        if last.answered_at is None:
            return ""
        taken = last.to_team.working_hours_between(last.raised_at, last.answered_at)
        return promise_words(taken, last.to_team.working_hours_between(last.raised_at, last.due_at))

    @property
    def was_kept(self) -> bool:
        """The answer came in time."""
        return self.last.answered_at is not None and self.last.answered_at <= self.last.due_at

    @property
    def is_answered(self) -> bool:
        """Answered or returned."""
        return self.last.state in CAME_BACK

    @property
    def is_withdrawn(self) -> bool:
        """The team needed no answer any more."""
        return self.last.state == State.WITHDRAWN


PEOPLE = (
    Escalation.raised_by, Escalation.owner, Escalation.accepted_by, Escalation.answered_by, Escalation.ended_by,
)  # fmt: skip
# Made once each: they stand on the page of every idea. Most ideas were never raised, and to ask that is cheap.
RAISED = select(Escalation.id).where(Escalation.idea_id == bindparam("idea")).limit(1)
CHAINS = (
    select(Escalation)
    .where(Escalation.idea_id == bindparam("idea"))
    .options(joinedload(Escalation.from_team), joinedload(Escalation.to_team))
    .options(
        *(joinedload(person).load_only(Person.name, Person.job, Person.deactivated_at) for person in PEOPLE)
    )
    .order_by(Escalation.raised_at, Escalation.number)
)


def chains_of(idea: Idea) -> list[Chain]:
    """All that was raised for an idea, newest first."""
    if not columns(RAISED, {"idea": idea.id}):
        return []
    chains: dict[str, list[Escalation]] = {}
    for link in db.session.scalars(CHAINS, {"idea": idea.id}):
        chains.setdefault(link.first_id, []).append(link)
    return [Chain(links) for links in reversed(chains.values())]


def chain_of(idea: Idea) -> Chain | None:
    """What was raised last for an idea."""
    return next(iter(chains_of(idea)), None)
