"""What goals want to know about ideas: how many serve them, which, and what happens next with each."""

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Connection, event, func, inspect, literal, select, union_all, update
from sqlalchemy.orm import Mapper

from improve.core import clock, when
from improve.core.db import db
from improve.goals import serving
from improve.goals.serving import ServingIdea, Shown, StageCount
from improve.ideas import policy
from improve.ideas.facts import IdeaGoal
from improve.ideas.models import Idea
from improve.ideas.stages import STAGE_WORDS, Stage

PAGE = 20  # ideas on a page of a goal
BOARD_ORDER = (
    Stage.NEW,
    Stage.READY,
    Stage.TESTING,
    Stage.EMBEDDING,
    Stage.DONE,
    Stage.LEARNED,
    Stage.NOT_NOW,
)
READING_ORDER = (
    Stage.TESTING,
    Stage.EMBEDDING,
    Stage.DONE,
    Stage.LEARNED,
    Stage.READY,
    Stage.NEW,
    Stage.NOT_NOW,
)
TRIED = READING_ORDER[:-1]  # what was answered with "not now" is no way to the goal
LISTED = "*"  # beside the branches, whose names are ids
KINDS = {Stage.DONE: "good", Stage.EMBEDDING: "good", Stage.NEW: "plain", Stage.NOT_NOW: "plain"}

Sayings = Callable[[list[Idea]], dict[str, str]]
_sayings: dict[Stage, Sayings] = {}


def says_next(stage: Stage) -> Callable[[Sayings], Sayings]:
    """For ideas at that stage, a feature above says what happens next: ideas in, sentence by id out."""

    def add(sayings: Sayings) -> Sayings:
        _sayings[stage] = sayings
        return sayings

    return add


class Ideas:
    """Answers the goals."""

    def counts(self, goal_ids: Collection[str]) -> dict[str, list[StageCount]]:
        """For each goal with ideas of its own: how many at each stage, in the order of the board."""
        rows = select(IdeaGoal.goal_id, IdeaGoal.stage, func.count()).where(*_serving(goal_ids, BOARD_ORDER))
        found: dict[str, dict[str, int]] = {}
        for goal_id, stage, number in db.session.execute(rows.group_by(IdeaGoal.goal_id, IdeaGoal.stage)):
            found.setdefault(goal_id, {})[stage] = number
        return {goal_id: _in_order(numbers) for goal_id, numbers in found.items()}

    def shown(
        self, branches: dict[str, list[str]], whole: str, viewer: Any, most: int, after: str = ""
    ) -> Shown:
        """Ideas by branch, and a page of those of branch `whole`; see goals/serving.py."""
        counts = _totals(branches)
        keys = _keys(branches, counts, whole, most, after)
        listed, tried = keys.pop(LISTED)[: PAGE + 1], {name: keys[name][:most] for name in branches}
        wanted = {idea_id for some in (listed[:PAGE], *tried.values()) for _, idea_id in some}
        ideas = _described(wanted, viewer)
        return Shown(
            counts=counts,
            tried={name: [ideas[key] for _, key in some if key in ideas] for name, some in tried.items()},
            listed=[ideas[key] for _, key in listed[:PAGE] if key in ideas],
            after=".".join(listed[PAGE - 1]) if len(listed) > PAGE else "",
        )


def _totals(branches: dict[str, list[str]]) -> dict[str, list[StageCount]]:
    """For each branch, how many ideas stand at each stage; one that serves two of its goals counts once."""
    found: dict[str, dict[str, int]] = {name: {} for name in branches}
    for name, stage, number in db.session.execute(
        union_all(*(_total(*branch) for branch in branches.items()))
    ):
        found[name][stage] = number
    return {name: _in_order(numbers) for name, numbers in found.items()}


def _total(name: str, goal_ids: list[str]) -> Any:
    """Of one goal, plain counting is enough, and many times quicker."""
    each = func.count(IdeaGoal.idea_id.distinct()) if len(goal_ids) > 1 else func.count()
    rows = select(literal(name).label("branch"), IdeaGoal.stage, each.label("ideas"))
    return rows.where(*_serving(goal_ids, BOARD_ORDER)).group_by(IdeaGoal.stage)


def _keys(
    branches: dict[str, list[str]],
    counts: dict[str, list[StageCount]],
    whole: str,
    most: int,
    after: str,
) -> dict[str, list[tuple[str, str]]]:
    """For each branch, and for the list, the first (stage, idea) in reading order; one statement for all of them."""
    first = [
        _first(ids, stage, most, "", name)
        for name, ids in branches.items()
        for stage in _enough(counts[name], TRIED, most)
    ]
    later = dict(_from(after))
    listed = _enough(counts[whole], tuple(later), serving.number(counts[whole]) if after else PAGE + 1)
    first += [_first(branches[whole], stage, PAGE + 1, later[stage], LISTED) for stage in listed]
    keys: dict[str, list[tuple[str, str]]] = {name: [] for name in (*branches, LISTED)}
    if not first:
        return keys
    ranked = union_all(*first).subquery()
    for name, rank, idea_id in db.session.execute(select(ranked).order_by(ranked.c.rank, ranked.c.idea_id)):
        keys[name].append((READING_ORDER[rank].value, idea_id))
    return keys


def _enough(counts: list[StageCount], stages: tuple[Stage, ...], most: int) -> list[Stage]:
    """The stages to read for the first `most` ideas: those that have some, until there are enough."""
    numbers, wanted, found = {count.stage: count.number for count in counts}, [], 0
    for stage in stages:
        if found < most and numbers.get(stage):
            wanted.append(stage)
            found += numbers[stage]
    return wanted


def _serving(goal_ids: Collection[str], stages: tuple[Stage, ...]) -> tuple[Any, Any]:
    return IdeaGoal.goal_id.in_(goal_ids), IdeaGoal.stage.in_([stage.value for stage in stages])


def _in_order(numbers: dict[str, int]) -> list[StageCount]:
    """Stages that have ideas, in the order of the board."""
    known = ((stage, numbers.get(stage.value, 0)) for stage in BOARD_ORDER)
    return [StageCount(stage.value, STAGE_WORDS[stage].lower(), number) for stage, number in known if number]


def _first(goal_ids: Collection[str], stage: Stage, most: int, later: str, branch: str) -> Any:
    """The first ideas of one stage: a short read of one stretch of the index, however many there are."""
    rank = literal(READING_ORDER.index(stage)).label("rank")
    rows = select(literal(branch).label("branch"), rank, IdeaGoal.idea_id).where(
        *_serving(goal_ids, (stage,))
    )
    rows = rows.where(IdeaGoal.idea_id > later).distinct().order_by(IdeaGoal.idea_id).limit(most)
    return select(rows.subquery())


def _from(after: str) -> list[tuple[Stage, str]]:
    """The stages that are still to read, and behind which idea each begins."""
    stage, _, idea_id = after.partition(".")
    idea_id = idea_id if idea_id.isalnum() else ""  # PostgreSQL takes no null byte
    start = READING_ORDER.index(Stage(stage)) if stage in READING_ORDER else 0
    return [(left, idea_id if left == stage else "") for left in READING_ORDER[start:]]


def _described(idea_ids: Collection[str], viewer: Any) -> dict[str, ServingIdea]:
    """These ideas as the page of a goal shows them, by id."""
    ideas = list(db.session.scalars(policy.visible_to(viewer).where(Idea.id.in_(idea_ids))))
    said = _said(ideas)
    return {
        idea.id: ServingIdea(
            idea.id, idea.headline, idea.team.label, idea.stage.value, STAGE_WORDS[idea.stage],
            KINDS.get(idea.stage, ""), said.get(idea.id) or next_words(idea), f"/ideas/{idea.id}",
        )
        for idea in ideas
    }  # fmt: skip


def _said(ideas: list[Idea]) -> dict[str, str]:
    said: dict[str, str] = {}
    for stage, sayings in _sayings.items():
        if some := [idea for idea in ideas if idea.stage == stage]:
            said.update(sayings(some))
    return said


def next_words(idea: Idea) -> str:
    """What happens next with an idea, as far as the idea itself knows."""
    zone = idea.team.organisation.time_zone
    since = when.short_day(when.local(idea.stage_since, zone).date(), clock.today(zone))
    return {
        Stage.NEW: _answer_words(idea, zone),
        Stage.READY: "Somebody starts a first test",
        Stage.TESTING: "The test that is running ends",
        Stage.EMBEDDING: "It is being kept up",
        Stage.DONE: f"Done since {since}",
        Stage.LEARNED: "What was learned is kept",
        Stage.NOT_NOW: f"Answered “not now”, {since}",
    }.get(idea.stage, "")


def _answer_words(idea: Idea, zone: str) -> str:
    """When the first answer is due; of an anonymous idea only the day: a time would give its author away."""
    due = idea.answer_due_at
    if idea.answered_at is not None:
        return "The lead says what becomes of it"
    if due is None or idea.asked_at is not None:
        return "The author was asked a question" if idea.asked_at else "The first answer"
    today = clock.today(zone)
    told = (
        when.short_day(when.local(due, zone).date(), today)
        if idea.is_anonymous
        else when.short_moment(due, zone)
    )
    return f"First answer {'due' if due >= clock.now() else 'was due'} {told}"


@event.listens_for(IdeaGoal, "before_insert")
def take_stage(_mapper: Mapper[Any], connection: Connection, link: IdeaGoal) -> None:
    """A new link takes over the stage that its idea has."""
    if not link.stage:
        link.stage = connection.scalars(select(Idea.stage).where(Idea.id == link.idea_id)).one().value


@event.listens_for(Idea, "after_update")
def follow_stage(_mapper: Mapper[Any], connection: Connection, idea: Idea) -> None:
    """The links of an idea follow its stage, whoever moved it."""
    if inspect(idea).attrs.stage.history.has_changes():
        connection.execute(
            update(IdeaGoal).where(IdeaGoal.idea_id == idea.id).values(stage=Stage(idea.stage).value)
        )


serving.register(Ideas())
