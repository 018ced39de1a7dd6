"""Loads the demonstration into an empty database, in one transaction: it is there whole or not at all."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from sqlalchemy import func, select

from improve.cli.loading import goals, ideas, measures
from improve.cli.loading.content import Content, days_until
from improve.cli.loading.story import Happening, play
from improve.cli.loading.trust import Trust, found
from improve.core import clock
from improve.core import db as database
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.escalations import clocks
from improve.events.chain import BATCH, seal_waiting
from improve.ideas.models import Idea
from improve.ideas.stages import Stage
from improve.people.models import Person
from improve.teams.models import Organisation


@dataclass(frozen=True)
class Loaded:
    """How much there is now."""

    teams: int
    people: int
    ideas: int
    measures: int
    happenings: int


def load(content: Content, password_hash: str) -> Loaded:
    """Play the story up to now. Commits.

    Raises RuleBroken in a database that has anything, ContentRefused for the YAML.
    """
    days = days_until(clock.now(), content.organisation["time_zone"])
    database.start_writing()
    refuse_unless_empty()
    trust = found(content, days, password_hash)
    played = play(everything(content, trust), days.now)
    let_rise(days.now)
    trust.use_tablets()
    while seal_waiting() == BATCH:
        pass
    database.commit()
    return Loaded(len(trust.teams), len(trust.people), len(content.ideas), len(trust.measures), played)


def everything(content: Content, trust: Trust) -> Iterator[Happening]:
    """All that happens, in the order of the files."""
    aims = [goals.happenings(said, trust) for said in content.goals]
    figures = [measures.happenings(said, trust) for said in content.measures]
    return chain(*aims, *(ideas.happenings(said, trust) for said in content.ideas), *figures)


def let_rise(now: datetime) -> None:
    """What nobody answered in time rose by itself, within the hour in which its time ran out."""
    moment = first_due() or now
    while moment <= now:
        with clock.set_to(moment):
            clocks.end_pauses(moment)
            clocks.rise_unanswered(moment)
            clocks.rise_breached(moment)
        moment += timedelta(hours=1)


def first_due() -> datetime | None:
    """When the first clock of the ideas that still wait for an answer runs out."""
    first = func.min(func.coalesce(Idea.pause_ends_at, Idea.answer_rises_at))
    return db.session.scalar(select(first).where(Idea.stage == Stage.NEW, Idea.answered_at.is_(None)))


def refuse_unless_empty() -> None:
    """The demonstration never mixes with anything else."""
    if (
        db.session.scalars(select(Organisation.id).limit(1)).first()
        or db.session.scalars(select(Person.id).limit(1)).first()
    ):
        raise RuleBroken("This database is not empty, so the demonstration is not loaded into it.")


def is_loaded() -> bool:
    """The demonstration is there already."""
    return (
        db.session.scalars(select(Organisation.id).where(Organisation.is_demonstration).limit(1)).first()
        is not None
    )
