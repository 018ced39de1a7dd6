"""What other pages show of escalations: a line for each card of a board, what waits for somebody, what came back."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, and_, bindparam, case, func, or_, select, union_all
from sqlalchemy.orm import joinedload

from improve.core import clock
from improve.core.db import columns, db
from improve.core.languages import gettext as _
from improve.escalations import policy
from improve.escalations.models import Escalation
from improve.escalations.states import OPEN, State
from improve.escalations.words import due_kind, due_words
from improve.ideas.models import Idea
from improve.people.models import Person
from improve.teams.models import Team

R = TypeVar("R")  # what a row is: an escalation, or its id


@dataclass(frozen=True)
class EscalationLine:
    """The open escalation of one card: "With Older medicine, due today, 14:00", "Ruth Calder has it"."""

    escalation_id: str
    idea_id: str
    team_label: str
    owner_name: str  # empty: the leads of that team
    due_at: datetime
    due: str  # "Due today, 14:00", "3 hours late"
    kind: str  # late, soon or plain
    is_late: bool

    @property
    def words(self) -> str:
        """ "With Older medicine, due today, 14:00"."""
        due = f"{self.due[:1].lower()}{self.due[1:]}"
        return _("With %(team)s, %(due)s", team=self.team_label, due=due)

    @property
    def who(self) -> str:
        """ "Ruth Calder has it"."""
        return _("%(name)s has it", name=self.owner_name) if self.owner_name else _("Its leads have it")


OPEN_ESCALATIONS = (
    select(
        Escalation.id, Escalation.idea_id, Escalation.due_at,
        Team.name, Team.short_name, Person.name.label("owner"), Person.deactivated_at.label("owner_left"),
    )
    .join(Team, Team.id == Escalation.to_team_id)
    .outerjoin(Person, Person.id == Escalation.owner_id)
    .where(Escalation.idea_id.in_(bindparam("ideas", expanding=True)), Escalation.state.in_(OPEN))
)  # fmt: skip


def open_escalations(idea_ids: Collection[str], zone: str = "Europe/London") -> dict[str, EscalationLine]:
    """The open escalation of each of these ideas that has one; one query, none for no ideas."""
    if not idea_ids:
        return {}
    now = clock.now()
    found = columns(OPEN_ESCALATIONS, {"ideas": list(idea_ids)})
    return {row.idea_id: _line(row, now, zone) for row in found}


def _line(row: Any, now: datetime, zone: str) -> EscalationLine:
    return EscalationLine(
        escalation_id=row.id,
        idea_id=row.idea_id,
        team_label=row.short_name or row.name,
        owner_name=row.owner if row.owner and row.owner_left is None else "",
        due_at=row.due_at,
        due=due_words(row.due_at, now, zone),
        kind=due_kind(row.due_at, now, zone),
        is_late=row.due_at < now,
    )


@dataclass(frozen=True)
class Waiting:
    """One escalation in a list, with its due time in words."""

    escalation: Escalation
    stands: Escalation  # the last link of its chain: where it is now, or how it ended
    due: str
    kind: str

    @property
    def idea(self) -> Idea:
        """What it is about."""
        return self.escalation.idea

    @property
    def who(self) -> str:
        """ "Ruth Calder has it"."""
        holder = self.stands.holder
        return f"{holder.name} has it" if holder else f"The leads of {self.stands.to_team.label} have it"


def waiting(rows: Iterable[Escalation], zone: str) -> list[Waiting]:
    """With the due times in words."""
    now, rows = clock.now(), list(rows)
    last = last_links({row.first_id for row in rows if row.further_id})
    stand = [(row, last[row.first_id] if row.further_id else row) for row in rows]
    return [
        Waiting(row, at, due_words(at.due_at, now, zone), due_kind(at.due_at, now, zone)) for row, at in stand
    ]


def last_links(chains: Collection[str]) -> dict[str, Escalation]:
    """Where each of these chains stands now, by the id of its first link; none asks nothing."""
    if not chains:
        return {}
    rows = for_lists(
        select(Escalation).where(Escalation.first_id.in_(chains), Escalation.further_id.is_(None))
    )
    return {row.first_id: row for row in db.session.scalars(rows)}


def waiting_for(person: Person, limit: int, zone: str = "Europe/London") -> list[Waiting]:
    """What waits for an answer of that very person, oldest due first: theirs, and what nobody there has yet."""
    rows = _waiting_for(for_lists(policy.visible_to(person)), person)
    return waiting(db.session.scalars(rows.limit(limit)), zone)


def _waiting_for(rows: Select[R], person: Person) -> Select[R]:
    theirs = rows.where(Escalation.state.in_(OPEN), waits_for(person))
    return theirs.order_by(Escalation.due_at, Escalation.id)


@dataclass(frozen=True)
class HowMany:
    """What waits for somebody, and how much of it is late."""

    all: int
    late: int


def how_many_wait(person: Person) -> HowMany:
    """Everything that `waiting_for` would list."""
    rows = policy.visible_to(person).where(Escalation.state.in_(OPEN), waits_for(person))
    late = func.coalesce(func.sum(case((Escalation.due_at < clock.now(), 1), else_=0)), 0)
    return HowMany(*db.session.execute(rows.with_only_columns(func.count(), late)).one())


def waits_for(person: Person) -> Any:
    """It is theirs, or nobody's yet at a team that they answer for."""
    teams = [team.id for team in policy.teams_answering(person)]
    return or_(
        Escalation.owner_id == person.id,
        and_(Escalation.to_team_id.in_(teams), Escalation.owner_id.is_(None)),
    )


def came_back_to(
    person: Person, teams: Collection[Team], since: datetime, limit: int = 20
) -> list[Escalation]:
    """Answers to what these teams raised, newest first. Whoever had it on the way up hears of it too.

    The idea may have been withheld since, or moved to a team that withheld it: only who still sees it reads of it.
    """
    rows = _came_back_to(for_lists(policy.visible_to(person)), teams, since)
    return list(db.session.scalars(rows.limit(limit)))


def _came_back_to(rows: Select[R], teams: Collection[Team], since: datetime) -> Select[R]:
    ids = [team.id for team in teams]
    chains = select(Escalation.first_id).where(Escalation.from_team_id.in_(ids))
    theirs = rows.where(
        or_(Escalation.from_team_id.in_(ids), Escalation.first_id.in_(chains)),
        Escalation.state.in_((State.ANSWERED, State.RETURNED)),  # closed: the team that asked has read it
        Escalation.answered_at >= since,
    )
    return theirs.order_by(Escalation.answered_at.desc(), Escalation.id)


@dataclass(frozen=True)
class WaitingAndBack:
    """What a first page shows of escalations."""

    waiting: list[Waiting]
    came_back: list[Escalation]


WAITING_SHOWN, BACK_SHOWN = 5, 3


def waiting_and_back(person: Person, teams: Collection[Team], since: datetime, zone: str) -> WaitingAndBack:
    """The first few of both, in one statement: what waits is open, what came back is not."""
    ids = policy.visible_to(person).with_only_columns(Escalation.id)
    wanted = (
        _waiting_for(ids, person).limit(WAITING_SHOWN),
        _came_back_to(ids, teams, since).limit(BACK_SHOWN),
    )
    chosen = union_all(*(select(rows.subquery()) for rows in wanted)).subquery()
    found = list(db.session.scalars(for_lists(select(Escalation).join(chosen, chosen.c.id == Escalation.id))))
    waits = sorted((row for row in found if row.is_open), key=lambda row: (row.due_at, row.id))
    back = [row for row in found if not row.is_open and row.answered_at is not None]
    back.sort(key=lambda row: (row.answered_at, row.id), reverse=True)
    return WaitingAndBack(waiting(waits, zone), back)


def for_lists(rows: Select[Escalation]) -> Select[Escalation]:
    """With all that a line of a list says."""
    people = (Escalation.owner, Escalation.raised_by, Escalation.answered_by)
    named = (joinedload(person).load_only(Person.name, Person.deactivated_at) for person in people)
    joined = (joinedload(one) for one in (Escalation.idea, Escalation.from_team, Escalation.to_team))
    return rows.options(*joined, *named)
