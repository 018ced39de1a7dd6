"""What a wall shows: four ideas at most, large, each with what happens next; how many wait; the team's goal.

The idea whose answer is due soonest, one test, one escalation, the newest "you said, we did". No names of authors.
"""

from dataclasses import dataclass

from sqlalchemy import select

from improve.boards.cards import Card, Clock, card_of
from improve.boards.filters import Filter, values
from improve.boards.reading import dress, stage_counts
from improve.boards.rows import lane_rows, named
from improve.boards.tablet_reading import YouSaid, due_first, latest_done
from improve.core import clock
from improve.core.db import db
from improve.core.languages import gettext as _
from improve.goals.models import Goal, GoalStatus
from improve.ideas.stages import Stage
from improve.teams.models import Team

READ = 12  # cards of a lane that are looked through for one that is raised
RAISABLE = (Stage.NEW, Stage.READY, Stage.TESTING)


@dataclass(frozen=True)
class Tile:
    """One idea, or what became of one."""

    title: str
    flag: str
    kind: str  # late, soon, up, good, or none
    icon: str


@dataclass(frozen=True)
class WallPage:
    """The whole screen."""

    tiles: list[Tile]
    waiting: int
    testing: int
    goal: str


def read_wall(team: Team) -> WallPage:
    """Read it; a tile that has nothing to show is left out, and the others grow."""
    counts, cards = stage_counts(team), first_cards(team)
    raised = next((card for card in cards if card.raised), None)
    due = next((card for card in cards if card.stage == Stage.NEW and card is not raised), None)
    test = next((card for card in cards if card.stage == Stage.TESTING and card is not raised), None)
    tiles = [tile_of(card) for card in (due, test, raised) if card]
    if done := latest_done(team):
        tiles.append(told(done))
    return WallPage(
        tiles,
        waiting=counts.get(Stage.NEW, 0),
        testing=counts.get(Stage.TESTING, 0),
        goal=goal_of(team),
    )


def first_cards(team: Team) -> list[Card]:
    """The first cards of the lanes, dressed with cycles and escalations."""
    now = Clock(clock.now(), team.organisation.time_zone)
    lanes = [lane_rows(stage, Filter(), READ) for stage in RAISABLE if stage != Stage.NEW]
    rows = list(db.session.execute(named(due_first(team), *lanes), values(team, Filter())))
    rows.sort(key=lambda row: (row.answer_due_at or row.stage_since, row.id))
    cards = [card_of(row, now, team.stale_days) for row in rows]
    dress(cards, team)
    return cards


def tile_of(card: Card) -> Tile:
    """What is next, and when."""
    if card.raised:
        return Tile(card.title, card.raised.words, "late" if card.raised.is_late else "up", "up")
    return Tile(card.title, card.flag, card.flag_kind, "clock" if card.stage == Stage.NEW else "chart")


def told(done: YouSaid) -> Tile:
    """What came of the last idea."""
    return Tile(done.did, _("You said, we did"), "good", "check")


def goal_of(team: Team) -> str:
    """The team's own goal; the nearest above it where it has none."""
    goals = select(Goal.title).join(Team, Team.id == Goal.team_id).where(Goal.status == GoalStatus.PUBLISHED)
    path = team.path.strip("/").split("/")
    nearest = goals.where(Goal.team_id.in_(path)).order_by(Team.tier, Goal.title, Goal.id).limit(1)
    return db.session.scalar(nearest) or ""
