"""Reading a board: one indexed read for all lanes, one each for counts, cycles and escalations."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import String, bindparam, func, select

from improve.boards.cards import GROUPS, Card, Clock, add_cycle, add_escalation, card_of
from improve.boards.filters import Filter, Tallies, tally, values
from improve.boards.moving import NOBODY, Mover
from improve.boards.reasons import say_why
from improve.boards.rows import before, first_page, lane_rows, mark, named
from improve.core import clock as core_clock
from improve.core.db import columns
from improve.escalations.reading import open_escalations
from improve.ideas.models import Idea
from improve.ideas.stages import LANES, Stage
from improve.pdsa.reading import open_cycles
from improve.teams.models import Team

DONE_SHOWN = 10  # cards of the last lane on the first page
PAGE_OPEN = 25  # of each other lane; where some hold fewer, the others show more
ROOM = 100  # of all these lanes together
MORE = 40

EFFORT = attrgetter("effort")
RULES = {
    Stage.NEW: "Easiest first, then oldest.",
    Stage.READY: "Accepted. Each gets an owner.",
    Stage.TESTING: "Small tests, one cycle at a time.",
    Stage.EMBEDDING: "Checked at 30, 60, 90 days.",
    Stage.DONE: "Newest first.",
}


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
    found: int | None = None  # how many of them a filter shows
    before: int = 0  # cards that stand on earlier pages
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
    def of_count(self) -> str:
        """What follows its number: how many there are without the filter, else how many there may be."""
        whole = self.limit if self.found is None else self.count
        return f" of {whole}" if whole is not None else ""

    @property
    def place(self) -> str:
        """Which of its cards a page shows: "Cards 41 to 51 of 51"; nothing where it shows them all."""
        found = self.count if self.found is None else self.found
        if not self.cards or len(self.cards) >= found:
            return ""
        return f"Cards {self.before + 1:,} to {self.before + len(self.cards):,} of {found:,}"

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
    def found(self) -> int:
        """Cards that the filter shows, on this page and on those behind it."""
        return sum(lane.found or 0 for lane in self.lanes)

    @property
    def count(self) -> int:
        """Cards of all lanes, without a filter."""
        return sum(lane.count for lane in self.lanes)


def read_board(team: Team, chosen: Filter, mover: Mover = NOBODY) -> Board:
    """The first page of a board."""
    counts = stage_counts(team)
    sizes = page_sizes(counts)
    asked = values(team, chosen, mover.id) | {f"limit_{stage}": size + 1 for stage, size in sizes.items()}
    by_stage: dict[Stage, list[Any]] = {stage: [] for stage in LANES}
    for row in columns(first_page(chosen.shape), asked):
        by_stage[row.stage].append(row)
    lanes = [make_lane(team, stage, by_stage[stage], counts, sizes[stage], mover) for stage in LANES]
    dress([card for lane in lanes for card in lane.cards], team)
    return Board(team, lanes, counts, chosen)


def count_found(board: Board) -> Tallies:
    """How many cards each filter finds; the heads of the lanes then say how many of theirs are shown."""
    tallies = tally(board.team, board.filter)
    if board.filter.is_on:
        for lane in board.lanes:
            lane.found = tallies.found.get(lane.stage.value, 0)
    return tallies


def read_lane(
    team: Team, stage: Stage, chosen: Filter, after: str = "", mover: Mover = NOBODY, *, is_page: bool = False
) -> Lane:
    """More of one lane, from a mark on; for stages beside the lanes too (not now, learned)."""
    last = mark(team, after)
    rows = columns(named(lane_rows(stage, chosen, MORE + 1, last)), values(team, chosen, mover.id))
    lane = make_lane(team, stage, rows, stage_counts(team), MORE, mover)
    lane.group_before = GROUPS[last.effort] if last is not None else ""
    dress(lane.cards, team)
    say_why(lane.cards, stage)
    if is_page:
        lane.found, lane.before = before(team, stage, chosen, last)
    return lane


def page_sizes(counts: dict[str, int]) -> dict[Stage, int]:
    """How many cards each lane shows at first: what one lane does not need, the longer ones share."""
    held = {stage: counts.get(stage.value, 0) for stage in LANES if stage != Stage.DONE}
    sizes = {stage: min(count, PAGE_OPEN) for stage, count in held.items()}
    while (longer := [stage for stage in held if held[stage] > sizes[stage]]) and sum(sizes.values()) < ROOM:
        for stage in longer[: ROOM - sum(sizes.values())]:
            sizes[stage] += 1
    return {**{stage: max(size, PAGE_OPEN) for stage, size in sizes.items()}, Stage.DONE: DONE_SHOWN}


STAGE_COUNTS = (
    select(Idea.stage, func.count())
    .where(Idea.team_id == bindparam("team", type_=String))
    .group_by(Idea.stage)
)


def stage_counts(team: Team) -> dict[str, int]:
    """How many ideas of the team stand at each stage; read from the index alone."""
    return {str(stage): count for stage, count in columns(STAGE_COUNTS, {"team": team.id})}


def make_lane(
    team: Team, stage: Stage, rows: Sequence[Any], counts: dict[str, int], page: int, mover: Mover
) -> Lane:
    """A lane with its cards, at most `page`, and the mark of the next ones."""
    now = Clock(core_clock.now(), team.organisation.time_zone)
    lane = Lane(
        stage, stage.value.replace("_", " ").capitalize(), RULES.get(stage, ""), counts.get(stage.value, 0)
    )
    lane.limit = team.testing_limit if stage == Stage.TESTING else None
    lane.cards = [card_of(row, now, team.stale_days, mover) for row in rows[:page]]
    lane.more = rows[page - 1].id if len(rows) > page else None
    return lane


def dress(cards: list[Card], team: Team) -> None:
    """Add cycles and escalations to the cards: one query each."""
    cycles = open_cycles([card.id for card in cards if card.stage == Stage.TESTING])
    raised = open_escalations([card.id for card in cards], team.organisation.time_zone)
    for card in cards:
        add_cycle(card, cycles.get(card.id))
        add_escalation(card, raised.get(card.id))
