"""What the first pages show, each list in one bounded query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, case, func, literal, or_, select, union_all
from sqlalchemy.orm import joinedload, lazyload

from improve.core import clock
from improve.core.db import db
from improve.escalations.proposals import Proposal
from improve.ideas.facts import Answer
from improve.ideas.models import Idea
from improve.ideas.offers import Offer
from improve.ideas.stages import OPEN_STAGES, Stage
from improve.people.models import Person
from improve.teams.models import Organisation, Team

LISTED = 10  # rows of a list on a first page
WINDOW = timedelta(days=28)


@dataclass(frozen=True)
class Answers:
    """Answers to one's ideas that one has not marked as read, newest first; and what was done last where one works."""

    unread: list[tuple[Answer, Idea]]
    done: tuple[Idea, Answer] | None


def answers_for(person: Person, teams: Sequence[Team] = ()) -> Answers:
    """Both in one statement. Without `teams` nothing of what was done is read."""
    wanted = [_unread(person), *([_done_last(teams)] if teams else [])]
    which = union_all(*(select(rows.subquery()) for rows in wanted)).subquery()
    rows = select(Answer, Idea, which.c.why).join(Idea, Idea.id == Answer.idea_id)
    rows = rows.join(which, which.c.id == Answer.id).options(lazyload(Idea.team))
    newest = rows.order_by(Answer.written_on.desc(), Answer.written_at.desc(), Answer.id)
    found = db.session.execute(newest).all()
    done = [(idea, answer) for answer, idea, why in found if why == "done"]
    return Answers(
        [(answer, idea) for answer, idea, why in found if why == "unread"], done[0] if done else None
    )


def _unread(person: Person) -> Any:
    rows = select(Answer.id, literal("unread").label("why")).join(Idea, Idea.id == Answer.idea_id)
    mine = rows.where(Idea.author_id == person.id, Answer.read_on.is_(None))
    return mine.order_by(Answer.written_on.desc(), Answer.written_at.desc(), Answer.id).limit(3)


def _done_last(teams: Sequence[Team]) -> Any:
    """You said, we did: the idea of these teams that was done last, and what changed."""
    is_done = and_(Answer.idea_id == Idea.id, Answer.kind == "done")
    rows = select(Answer.id, literal("done").label("why")).join(Idea, is_done)
    done = rows.where(Idea.team_id.in_([team.id for team in teams]), Idea.stage == Stage.DONE)
    return done.order_by(Idea.stage_since.desc(), Idea.id).limit(1)


def my_ideas(person: Person) -> list[Idea]:
    """One's own ideas, newest first."""
    rows = select(Idea).where(Idea.author_id == person.id).options(joinedload(Idea.team))
    return list(db.session.scalars(rows.order_by(Idea.received_on.desc(), Idea.id).limit(LISTED)))


def owned_ideas(person: Person) -> list[Idea]:
    """Open ideas that one looks after."""
    stages = (Stage.READY, Stage.TESTING, Stage.EMBEDDING)
    rows = (
        select(Idea).where(Idea.owner_id == person.id, Idea.stage.in_(stages)).options(joinedload(Idea.team))
    )
    return list(db.session.scalars(rows.order_by(Idea.stage_since, Idea.id).limit(LISTED)))


def waiting_for_answer(teams: Sequence[Team]) -> tuple[list[Idea], int]:
    """New ideas of these teams without a first answer, due first; and how many there are in all."""
    ids = [team.id for team in teams]
    waiting = (Idea.team_id.in_(ids), Idea.stage == Stage.NEW, Idea.answered_at.is_(None))
    count = select(func.count()).select_from(Idea).where(*waiting).correlate(None).scalar_subquery()
    rows = select(Idea, count).options(joinedload(Idea.team)).where(*waiting)
    found = db.session.execute(rows.order_by(Idea.answer_due_at, Idea.id).limit(LISTED)).all()
    return [row[0] for row in found], found[0][1] if found else 0


@dataclass(frozen=True)
class Asked:
    """What somebody asks of a lead: to take an idea (`kind` offer), or to raise one (proposal)."""

    kind: str
    id: str
    headline: str
    who: str
    words: str


def asked_of(teams: Sequence[Team]) -> list[Asked]:
    """Ideas that other teams offer to these, and that colleagues propose to raise, oldest first; in one query."""
    ids = [team.id for team in teams]
    if not ids:
        return []
    team_label = func.coalesce(func.nullif(Team.short_name, ""), Team.name)
    offers = (
        select(literal("offer").label("kind"), Offer.id, Idea.headline, team_label.label("who"),
               Offer.why.label("words"), Offer.offered_at.label("at"))
        .join(Idea, Idea.id == Offer.idea_id)
        .join(Team, Team.id == Offer.from_team_id)
        .where(Offer.to_team_id.in_(ids), Offer.ended_at.is_(None), Idea.stage.in_((Stage.NEW, Stage.READY)))
    )  # fmt: skip
    proposals = (
        select(
            literal("proposal"), Proposal.id, Idea.headline, Person.name, Proposal.ask, Proposal.proposed_at
        )
        .join(Idea, Idea.id == Proposal.idea_id)
        .join(Person, Person.id == Proposal.proposed_by_id)
        .where(Proposal.team_id.in_(ids), Proposal.ended_at.is_(None), Idea.stage.in_(OPEN_STAGES))
    )
    asked = union_all(offers, proposals).subquery()
    found = db.session.execute(select(asked).order_by(asked.c.at, asked.c.id).limit(2 * LISTED))
    return [Asked(*row[:5]) for row in found]


@dataclass(frozen=True)
class Answering:
    """First answers of the ideas of four weeks."""

    in_time: int
    later: int
    waiting: int
    late: int

    @property
    def total(self) -> int:
        """All ideas of the window."""
        return self.in_time + self.later + self.waiting + self.late

    @property
    def share(self) -> int:
        """Answered in time, of 100 whose answer was due or given."""
        settled = self.in_time + self.later + self.late
        return round(100 * self.in_time / settled) if settled else 100


def answering(organisation: Organisation) -> Answering:
    """Are we answering? Ideas received in the last 28 days, by what became of their first answer."""
    now = clock.now()
    in_time = and_(Idea.answered_at.is_not(None), Idea.answered_at <= Idea.answer_due_at)
    late = and_(Idea.answered_at.is_(None), Idea.answer_due_at < now)
    kind = case(
        (in_time, "in_time"), (Idea.answered_at.is_not(None), "later"), (late, "late"), else_="waiting"
    )
    since = (now - WINDOW).date()
    rows = (
        select(kind.label("kind"), func.count())
        .where(
            Idea.organisation_id == organisation.id,
            Idea.received_on >= since,
            Idea.answer_due_at.is_not(None),
        )
        .where(or_(Idea.stage != Stage.WITHDRAWN, Idea.answered_at.is_not(None)))
        .group_by(kind)
    )
    counts = {row[0]: row[1] for row in db.session.execute(rows)}
    return Answering(**{name: counts.get(name, 0) for name in ("in_time", "later", "waiting", "late")})


@dataclass(frozen=True)
class TeamWaiting:
    """A team whose ideas wait beyond their due time."""

    id: str
    name: str
    late: int


def latest_teams(organisation: Organisation) -> list[TeamWaiting]:
    """Teams with late first answers, most first."""
    late = func.count().label("late")
    rows = (
        select(Team.id, Team.name, late)
        .join(Idea, Idea.team_id == Team.id)
        .where(Idea.organisation_id == organisation.id, Idea.stage == Stage.NEW, Idea.answered_at.is_(None))
        .where(Idea.answer_due_at < clock.now(), Idea.asked_at.is_(None))
        .group_by(Team.id, Team.name)
        .order_by(late.desc(), Team.name)
        .limit(5)
    )
    return [TeamWaiting(*row) for row in db.session.execute(rows)]
