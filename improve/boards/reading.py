"""Reading a board: one indexed read for all lanes, one each for counts, cycles and escalations."""

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    union_all,
)

from improve.boards.cards import GROUPS, LEFT, Card, Clock, add_cycle, add_escalation, card_of
from improve.core import clock as core_clock
from improve.core.db import UtcDateTime, columns, db
from improve.escalations.models import Escalation
from improve.escalations.reading import open_escalations
from improve.escalations.states import OPEN
from improve.goals.models import Goal, GoalStatus
from improve.ideas.facts import IdeaGoal
from improve.ideas.models import Idea
from improve.ideas.stages import LANES, Stage
from improve.pdsa.reading import open_cycles
from improve.people.models import Person
from improve.teams.models import Team

DONE_SHOWN = 10  # cards of the last lane on the first page
PAGE_OPEN = 25  # of each other lane; where some hold fewer, the others show more
ROOM = 100  # of all these lanes together
MORE = 40

COLUMNS = (
    Idea.id, Idea.stage, Idea.headline, Idea.received_on, Idea.supporters, Idea.owner_id, Idea.effort, Idea.impact,
    Idea.authorship, Idea.answer_amber_at, Idea.answer_due_at, Idea.answered_at, Idea.asked_at,
    Idea.last_event_at, Idea.stage_since,
)  # fmt: skip
EFFORT = attrgetter("effort")
RULES = {
    Stage.NEW: "Easiest first, then oldest.",
    Stage.READY: "Accepted. Each gets an owner.",
    Stage.TESTING: "Small tests, one cycle at a time.",
    Stage.EMBEDDING: "Checked at 30, 60, 90 days.",
    Stage.DONE: "Newest first.",
}


@dataclass(frozen=True)
class Filter:
    """What of a board is shown."""

    show: str = ""  # due, raised
    goal: str = ""
    owner: str = ""

    @property
    def shape(self) -> "Filter":
        """Its kind, without its values."""
        show = self.show if self.show in ("due", "raised") else ""
        return Filter(show, "goal" if self.goal else "", "owner" if self.owner else "")

    @property
    def address(self) -> dict[str, Any]:
        """What the address of a page says to be filtered so."""
        return {name: value for name, value in vars(self).items() if value}

    @property
    def is_on(self) -> bool:
        """Whether anything is left out."""
        return self.number > 0

    @property
    def number(self) -> int:
        """How many filters are set."""
        return len(self.address)


@dataclass(frozen=True)
class Group:
    """Cards of a lane under one heading, or under none."""

    cards: list[Card]
    effort: int = 0
    heading: str = ""


@dataclass
class Lane:
    """One stage of the board."""

    stage: Stage
    name: str
    rule: str
    count: int
    limit: int | None = None
    cards: list[Card] = field(default_factory=list)
    more: str | None = None  # the mark from which the next cards are read
    group_before: str = ""  # under whose heading the page before ended

    @property
    def groups(self) -> list[Group]:
        """Its cards by effort where that is their order: each heading once, though the lane comes in several pages."""
        if self.stage != Stage.NEW:
            return [Group(self.cards)]
        found = [Group(list(cards), effort, GROUPS[effort]) for effort, cards in groupby(self.cards, EFFORT)]
        if found and found[0].heading == self.group_before:
            found[0] = Group(found[0].cards)
        return found

    @property
    def is_full(self) -> bool:
        """Whether its limit is reached."""
        return self.limit is not None and self.count >= self.limit

    @property
    def full_words(self) -> str:
        """What a full lane asks for."""
        if self.limit is None or self.count < self.limit:
            return ""
        over = self.count - self.limit
        return f"{over} over the limit: finish one first." if over else "Full: finish one before the next."

    @property
    def places(self) -> list[bool]:
        """The slots of a limited lane: taken or free."""
        return [place < self.count for place in range(min(self.limit or 0, 12))]


@dataclass
class Board:
    """A team's board."""

    team: Team
    lanes: list[Lane]
    counts: dict[str, int]
    filter: Filter

    @property
    def open_count(self) -> int:
        """Ideas that are not closed."""
        return sum(self.counts.get(stage, 0) for stage in ("new", "ready", "testing", "embedding"))

    @property
    def shown(self) -> int:
        """Cards on the page."""
        return sum(len(lane.cards) for lane in self.lanes)


def read_board(team: Team, chosen: Filter) -> Board:
    """The first page of a board."""
    counts = stage_counts(team)
    sizes = page_sizes(counts)
    asked = values(team, chosen) | {f"limit_{stage}": size + 1 for stage, size in sizes.items()}
    by_stage: dict[Stage, list[Any]] = {stage: [] for stage in LANES}
    for row in columns(first_page(chosen.shape), asked):
        by_stage[row.stage].append(row)
    lanes = [make_lane(team, stage, by_stage[stage], counts, sizes[stage]) for stage in LANES]
    dress([card for lane in lanes for card in lane.cards], team)
    return Board(team, lanes, counts, chosen)


def read_lane(team: Team, stage: Stage, chosen: Filter, after: str = "") -> Lane:
    """More of one lane, from a mark on; for stages beside the lanes too (not now, learned)."""
    last = _mark(team, after)
    rows = list(db.session.execute(named(lane_rows(team, stage, chosen, MORE + 1, last))))
    lane = make_lane(team, stage, rows, stage_counts(team), MORE)
    lane.group_before = GROUPS[last.effort] if last is not None else ""
    dress(lane.cards, team)
    return lane


def page_sizes(counts: dict[str, int]) -> dict[Stage, int]:
    """How many cards each lane shows at first: what one lane does not need, the longer ones share."""
    held = {stage: counts.get(stage.value, 0) for stage in LANES if stage != Stage.DONE}
    sizes = {stage: min(count, PAGE_OPEN) for stage, count in held.items()}
    while (longer := [stage for stage in held if held[stage] > sizes[stage]]) and sum(sizes.values()) < ROOM:
        for stage in longer[: ROOM - sum(sizes.values())]:
            sizes[stage] += 1
    return {**{stage: max(size, PAGE_OPEN) for stage, size in sizes.items()}, Stage.DONE: DONE_SHOWN}


@lru_cache
def first_page(shape: Filter) -> Select[Any]:
    """All lanes in one statement, made once for each kind of filter: making it takes longer than running it."""
    lanes = [lane_of("", stage, shape, bindparam(f"limit_{stage}", type_=Integer)) for stage in LANES]
    return named(*lanes)


def named(*lanes: Select[Any]) -> Select[Any]:
    """The rows of these lanes, with the name of the owner and the goal's line: of several goals, the first by name."""
    found = union_all(*(rows.subquery().select() for rows in lanes)).subquery()
    name = case((Person.deactivated_at.is_(None), Person.name), else_=Person.name + LEFT)
    owner = select(name).where(Person.id == found.c.owner_id).scalar_subquery()
    title = select(func.min(Goal.title)).join(IdeaGoal, IdeaGoal.goal_id == Goal.id)
    title = title.where(Goal.status == GoalStatus.PUBLISHED)
    goal = title.where(IdeaGoal.idea_id == found.c.id).scalar_subquery()
    return select(found, owner.label("owner"), goal.label("goal"))


STAGE_COUNTS = select(Idea.stage, func.count()).where(Idea.team_id == bindparam("team")).group_by(Idea.stage)


def stage_counts(team: Team) -> dict[str, int]:
    """How many ideas of the team stand at each stage; read from the index alone."""
    return {str(stage): count for stage, count in columns(STAGE_COUNTS, {"team": team.id})}


def lane_rows(team: Team, stage: Stage, chosen: Filter, limit: int, last: Idea | None = None) -> Any:
    """The rows of a lane in its order: those behind `last`, or from the first."""
    rows = lane_of(team.id, stage, chosen, limit)
    return rows.where(_behind(last, stage)) if last is not None else rows


def _mark(team: Team, after: str) -> Idea | None:
    """The idea behind which a page begins."""
    if not after:
        return None
    return db.session.scalars(select(Idea).where(Idea.id == after, Idea.team_id == team.id)).first()


def lane_of(team_id: str, stage: Stage, chosen: Filter, limit: Any) -> Any:
    """The rows of a lane in its order. What it asks for has names: see `values`."""
    asked = conditions(chosen)
    rows: Any = select(*COLUMNS).where(
        Idea.team_id == bindparam("team", team_id), Idea.stage == stage, *asked
    )
    return rows.order_by(*_order(stage)).limit(limit)


def values(team: Team, chosen: Filter) -> dict[str, Any]:
    """What a statement that is made already is run with."""
    return {"team": team.id, "now": core_clock.now(), "goal": chosen.goal, "owner": chosen.owner}


def _order(stage: Stage) -> tuple[Any, ...]:
    if stage == Stage.NEW:
        return (Idea.effort, Idea.received_on, Idea.id)
    if stage in (Stage.READY, Stage.TESTING, Stage.EMBEDDING):
        return (Idea.stage_since, Idea.id)
    return (Idea.stage_since.desc(), Idea.id.desc())


def _behind(last: Idea, stage: Stage) -> ColumnElement[bool]:
    """Rows that come after `last` in the order of the lane."""
    if stage == Stage.NEW:
        same_effort = and_(Idea.effort == last.effort, Idea.received_on > last.received_on)
        same_day = and_(Idea.effort == last.effort, Idea.received_on == last.received_on, Idea.id > last.id)
        return or_(Idea.effort > last.effort, same_effort, same_day)
    if stage in (Stage.READY, Stage.TESTING, Stage.EMBEDDING):
        return or_(
            Idea.stage_since > last.stage_since, and_(Idea.stage_since == last.stage_since, Idea.id > last.id)
        )
    return or_(
        Idea.stage_since < last.stage_since, and_(Idea.stage_since == last.stage_since, Idea.id < last.id)
    )


def conditions(chosen: Filter) -> list[ColumnElement[bool]]:
    """What a filter asks of an idea."""
    asked: list[ColumnElement[bool]] = []
    if chosen.show == "due":
        now = bindparam("now", core_clock.now(), type_=UtcDateTime)
        asked.append(and_(Idea.answered_at.is_(None), Idea.answer_amber_at <= now))
    if chosen.show == "raised":
        asked.append(exists().where(Escalation.idea_id == Idea.id, Escalation.state.in_(OPEN)))
    if chosen.goal:
        goal: Any = bindparam("goal", chosen.goal)
        asked.append(exists().where(IdeaGoal.idea_id == Idea.id, IdeaGoal.goal_id == goal))
    if chosen.owner:
        asked.append(Idea.owner_id == bindparam("owner", chosen.owner))
    return asked


def make_lane(team: Team, stage: Stage, rows: list[Any], counts: dict[str, int], page: int) -> Lane:
    """A lane with its cards, at most `page`, and the mark of the next ones."""
    now = Clock(core_clock.now(), team.organisation.time_zone)
    lane = Lane(
        stage, stage.value.replace("_", " ").capitalize(), RULES.get(stage, ""), counts.get(stage.value, 0)
    )
    lane.limit = team.testing_limit if stage == Stage.TESTING else None
    lane.cards = [card_of(row, now, team.stale_days) for row in rows[:page]]
    lane.more = rows[page - 1].id if len(rows) > page else None
    return lane


def dress(cards: list[Card], team: Team) -> None:
    """Add cycles and escalations to the cards: one query each."""
    cycles = open_cycles([card.id for card in cards if card.stage == Stage.TESTING])
    raised = open_escalations([card.id for card in cards], team.organisation.time_zone)
    for card in cards:
        add_cycle(card, cycles.get(card.id))
        add_escalation(card, raised.get(card.id))
