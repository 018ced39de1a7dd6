"""The small facts beside an idea, in one read: goals, measures, contributors, photos, merged ideas, support, an offer.

One statement, made once: the page of an idea is opened more often than any other but the board.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from improve.core import clock
from improve.core.db import columns
from improve.goals.models import Goal
from improve.ideas.facts import Contributor, IdeaGoal, Photo, Support
from improve.ideas.models import Idea
from improve.ideas.offers import Offer
from improve.measures.models import Measure
from improve.people.models import Person

NO_SIZE = cast(null(), Integer)  # PostgreSQL wants the parts of a union to agree on types
IDEA: Any = bindparam("idea")
HEAD: Any = bindparam("head")
VIEWER: Any = bindparam("viewer")
TODAY: Any = bindparam("today")


@dataclass(frozen=True)
class Fact:
    """One of them; photos have no label, and only they have a size."""

    id: str
    label: str
    width: int | None
    height: int | None


def _part(kind: str, key: Any, label: Any, *size: Any) -> Select[Any]:
    width, height = size or (NO_SIZE, NO_SIZE)
    return select(literal_column(f"'{kind}'").label("kind"), key.label("id"), cast(label, Text).label("label"),
                  width.label("width"), height.label("height"))  # fmt: skip


_supports = or_(Support.person_id == VIEWER, and_(Support.tablet_id == VIEWER, Support.given_on == TODAY))
FACTS = union_all(
    _part("goal", Goal.id, Goal.title)
    .join(IdeaGoal, IdeaGoal.goal_id == Goal.id)
    .where(IdeaGoal.idea_id == IDEA),
    _part("measure", Measure.id, Measure.name).where(Measure.idea_id == IDEA),
    _part("contributor", Person.id, Person.name)
    .join(Contributor, Contributor.person_id == Person.id)
    .where(Contributor.idea_id == IDEA),
    _part("photo", Photo.id, literal_column("''"), Photo.width, Photo.height).where(Photo.idea_id == IDEA),
    _part("merged", Idea.id, Idea.headline).where(Idea.merged_into_id == IDEA),
    _part("support", Support.id, literal_column("''")).where(Support.idea_id == HEAD, _supports),
    _part("offer", Offer.id, literal_column("''")).where(Offer.idea_id == IDEA, Offer.ended_at.is_(None)),
    _part("returned", Offer.id, literal_column("''")).where(
        Offer.idea_id == IDEA, Offer.outcome == "returned"
    ),
).order_by("label", "id")


def small_facts(idea: Idea, viewer: Any) -> dict[str, list[Fact]]:
    """By kind: goal, measure, contributor, photo, merged, support (the viewer's, of the head), offer (open),
    returned (offers that came back)."""
    today = clock.today(idea.team.organisation.time_zone)
    asked = {"idea": idea.id, "head": idea.merged_into_id or idea.id, "viewer": viewer.id, "today": today}
    found: dict[str, list[Fact]] = defaultdict(list)
    for kind, *values in columns(FACTS, asked):
        found[kind].append(Fact(*values))
    return found
