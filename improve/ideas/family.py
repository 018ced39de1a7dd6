"""Merging: the same problem said twice becomes one idea with a family. By link, reversible, no chains."""

from typing import Any

from sqlalchemy import ScalarSelect, Select, bindparam, func, select

from improve.core.db import columns, db
from improve.core.errors import RuleBroken
from improve.events.record import record
from improve.ideas.events import IdeaMerged, IdeaUnmerged
from improve.ideas.facts import Answer, Support
from improve.ideas.models import Idea, write
from improve.ideas.stages import WHY_NOT, Stage
from improve.people.models import Person


def _number_of(rows: Select[*tuple[Any, ...]]) -> ScalarSelect[int]:
    return select(func.count()).select_from(rows.distinct().subquery()).scalar_subquery()


IN_FAMILY = Support.idea_id.in_(bindparam("family", expanding=True))
MEMBERS = select(Idea.id).where(Idea.merged_into_id == bindparam("idea_id"))
COUNTS = select(
    _number_of(select(Support.person_id).where(IN_FAMILY, Support.person_id.is_not(None))),
    _number_of(select(Support.tablet_id, Support.given_on).where(IN_FAMILY, Support.person_id.is_(None))),
)


def merge(idea: Idea, into: Idea, by: Person, words: str) -> None:
    """Merge `idea` into another; that answers its author. Supporters count once over the family."""
    if idea.stage == Stage.MERGED or into.stage == Stage.MERGED:
        raise RuleBroken(WHY_NOT[Stage.MERGED])
    if idea.id == into.id:
        raise RuleBroken("An idea cannot be merged into itself.")
    for hidden in (Stage.WITHHELD, Stage.WITHDRAWN):
        if hidden in (idea.stage, into.stage):
            raise RuleBroken(WHY_NOT[hidden])
    if idea.stage == Stage.TESTING:
        raise RuleBroken("This idea is being tested. Close its cycle first, or merge the other way round.")
    if members(idea):
        raise RuleBroken(
            "Other ideas were merged into this one. Merge the other way round, or take them apart first."
        )
    answer = write(Answer(kind="merge", words=words), idea, by)
    idea.answered_at = idea.answered_at or answer.written_at
    idea.stage_before, idea.merged_into_id = idea.stage, into.id
    idea.enter(Stage.MERGED)
    into.touch()
    count_supporters(into)
    record(IdeaMerged(idea.id, into_id=into.id), about=idea, by=by)


def unmerge(idea: Idea, by: Person) -> None:
    """Stand alone again, at the stage before; a new idea waits for an answer of its own from now on."""
    if idea.stage != Stage.MERGED or idea.merged_into_id is None:
        raise RuleBroken("This idea is not merged.")
    into = db.session.get_one(Idea, idea.merged_into_id)
    idea.merged_into_id = None
    idea.back_to_stage_before("merge")
    count_supporters(into)
    count_supporters(idea)
    record(IdeaUnmerged(idea.id, from_id=into.id), about=idea, by=by)


def members(idea: Idea) -> list[Idea]:
    """The ideas that were merged into this one."""
    return list(
        db.session.scalars(select(Idea).where(Idea.merged_into_id == idea.id).order_by(Idea.received_on))
    )


def count_supporters(idea: Idea) -> None:
    """Count over the family: each person once, each tablet and day once."""
    db.session.flush()
    family = [idea.id, *(member for (member,) in columns(MEMBERS, {"idea_id": idea.id}))]
    (counted,) = columns(COUNTS, {"family": family})
    idea.supporters = sum(counted)
