"""What the first pages show, each list in one bounded query."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, literal, select, union_all
from sqlalchemy.orm import joinedload, lazyload

from improve.core.db import db
from improve.escalations.proposals import Proposal
from improve.ideas.facts import Answer
from improve.ideas.first_answers import DUE_FIRST, undecided
from improve.ideas.leaving import UNDER_WAY
from improve.ideas.models import Idea
from improve.ideas.offers import Offer
from improve.ideas.patients.holding import is_waiting_for_a_look
from improve.ideas.stages import OPEN_STAGES, Stage
from improve.people.models import Person
from improve.teams.models import Team

LISTED = 10  # rows of a list on a first page
TEAM_LABEL = func.coalesce(func.nullif(Team.short_name, ""), Team.name)


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


def has_teams(person: Person) -> bool:
    """Whether there is a team that an idea could go to; in a system that was just set up there is none."""
    here = select(Team.id).where(
        Team.organisation_id == person.organisation_id, Team.deactivated_at.is_(None)
    )
    return db.session.scalars(here.limit(1)).first() is not None


def my_ideas(person: Person) -> list[Idea]:
    """One's own ideas, newest first."""
    rows = select(Idea).where(Idea.author_id == person.id).options(joinedload(Idea.team))
    return list(db.session.scalars(rows.order_by(Idea.received_on.desc(), Idea.id).limit(LISTED)))


def owned_ideas(person: Person) -> list[Idea]:
    """Open ideas that one looks after."""
    rows = select(Idea).where(Idea.owner_id == person.id, Idea.stage.in_(UNDER_WAY))
    rows = rows.options(joinedload(Idea.team))
    return list(db.session.scalars(rows.order_by(Idea.stage_since, Idea.id).limit(LISTED)))


def waiting_for_answer(teams: Sequence[Team]) -> tuple[list[Idea], int]:
    """New ideas of these teams, due first, those that wait for their author last; and how many wait for the lead."""
    ids = [team.id for team in teams]
    waiting, is_asked = (Idea.team_id.in_(ids), undecided()), Idea.asked_at.is_not(None)
    counted = select(func.count()).select_from(Idea).where(*waiting, ~is_asked)
    rows = (
        select(Idea, counted.correlate(None).scalar_subquery()).options(joinedload(Idea.team)).where(*waiting)
    )
    found = db.session.execute(rows.order_by(is_asked, *DUE_FIRST).limit(LISTED)).all()
    return [row[0] for row in found], found[0][1] if found else 0


@dataclass(frozen=True)
class Asked:
    """What is asked of a lead. `kind`: take an idea (offer), raise one (proposal), name who owns one (owner); or of
    anybody: say whether an idea is theirs (named)."""

    kind: str
    id: str
    headline: str
    who: str
    words: str


def asked_of(person: Person, teams: Sequence[Team] = ()) -> list[Asked]:
    """What waits besides answers for somebody, and for the leads of these teams, oldest first; in one query."""
    ids = [team.id for team in teams]
    of_leads = (_offers(ids), _proposals(ids), _without_owner(ids), _held(ids)) if ids else ()
    asked = union_all(_named(person), *of_leads).subquery()
    found = db.session.execute(select(asked).order_by(asked.c.at, asked.c.id).limit(4 * LISTED))
    return [Asked(*row[:5]) for row in found]


def _named(person: Person) -> Any:
    """Ideas of which a tablet says that they are this person's."""
    rows = select(literal("named").label("kind"), Idea.id, Idea.headline, TEAM_LABEL.label("who"),
                  literal("").label("words"), Idea.stage_since.label("at"))  # fmt: skip
    return rows.join(Team, Team.id == Idea.team_id).where(Idea.named_id == person.id)


def _offers(ids: list[str]) -> Any:
    rows = select(literal("offer").label("kind"), Offer.id, Idea.headline, TEAM_LABEL.label("who"),
                  Offer.why.label("words"), Offer.offered_at.label("at"))  # fmt: skip
    rows = rows.join(Idea, Idea.id == Offer.idea_id).join(Team, Team.id == Offer.from_team_id)
    open_stages = (Stage.NEW, Stage.READY)
    return rows.where(Offer.to_team_id.in_(ids), Offer.ended_at.is_(None), Idea.stage.in_(open_stages))


def _proposals(ids: list[str]) -> Any:
    rows = select(literal("proposal"), Proposal.id, Idea.headline, Person.name, Proposal.ask,
                  Proposal.proposed_at)  # fmt: skip
    rows = rows.join(Idea, Idea.id == Proposal.idea_id).join(Person, Person.id == Proposal.proposed_by_id)
    return rows.where(Proposal.team_id.in_(ids), Proposal.ended_at.is_(None), Idea.stage.in_(OPEN_STAGES))


def _held(ids: list[str]) -> Any:
    rows = select(literal("held"), Idea.id, Idea.headline, TEAM_LABEL, literal(""), Idea.stage_since)
    return rows.join(Team, Team.id == Idea.team_id).where(Idea.team_id.in_(ids), is_waiting_for_a_look())


def _without_owner(ids: list[str]) -> Any:
    rows = select(literal("owner"), Idea.id, Idea.headline, TEAM_LABEL, Person.name, Idea.stage_since)
    rows = rows.join(Person, Person.id == Idea.owner_id).join(Team, Team.id == Idea.team_id)
    return rows.where(Idea.team_id.in_(ids), Idea.stage.in_(UNDER_WAY), Person.deactivated_at.is_not(None))
