"""What the ward tablet shows: a glance at the board, and the latest "you said, we did"."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from improve.boards.cards import Card, Clock, card_of
from improve.boards.filters import Filter, values
from improve.boards.reading import dress, stage_counts
from improve.boards.rows import COLUMNS, lane_rows, named
from improve.core import clock, when
from improve.core.db import db
from improve.core.languages import gettext as _
from improve.core.languages import ngettext
from improve.ideas.facts import Answer
from improve.ideas.first_answers import DUE_FIRST
from improve.ideas.models import Idea
from improve.ideas.stages import OPEN_STAGES, Stage
from improve.teams.models import Team

SHOWN = {
    Stage.NEW: 2,
    Stage.TESTING: 2,
    Stage.EMBEDDING: 1,
}  # cards; the sixth place leads to the whole board
PLAIN = Filter()


@dataclass
class GlanceLane:
    """One of the three lanes."""

    stage: Stage
    name: str
    note: str
    nothing: str
    cards: list[Card] = field(default_factory=list)


@dataclass(frozen=True)
class YouSaid:
    """The idea that was done last, and what was done."""

    idea_id: str
    said: str
    did: str
    done_at: datetime


@dataclass
class Glance:
    """The board, as far as it fits."""

    lanes: list[GlanceLane]
    you_said: YouSaid | None
    more: str


def glance(team: Team) -> Glance:
    """Read what the idle tablet shows."""
    counts = stage_counts(team)
    now = Clock(clock.now(), team.organisation.time_zone)
    lanes = lanes_of(team, counts)
    rows = rows_by_stage(team)
    for lane in lanes:
        lane.cards = [card_of(row, now, team.stale_days) for row in rows[lane.stage]]
        if lane.stage == Stage.EMBEDDING:
            _say_since(lane.cards, rows[lane.stage], now)
    cards = [card for lane in lanes for card in lane.cards]
    dress(cards, team)
    return Glance(lanes, latest_done(team), more_words(counts, len(cards)))


def lanes_of(team: Team, counts: dict[str, int]) -> list[GlanceLane]:
    """The three lanes, still empty."""
    new, testing = counts.get("new", 0), counts.get("testing", 0)
    return [
        GlanceLane(
            Stage.NEW,
            _("New"),
            _("%(number)s to answer", number=f"{new:,}") if new else "",
            _("No idea waits. The next one could be yours."),
        ),
        GlanceLane(
            Stage.TESTING,
            _("Testing"),
            _("%(number)s of %(limit)s at once", number=testing, limit=team.testing_limit),
            _("No test is running now."),
        ),
        GlanceLane(Stage.EMBEDDING, _("Embedding"), _("still in use?"), _("Nothing is being kept up now.")),
    ]


def rows_by_stage(team: Team) -> dict[Stage, list[Any]]:
    """The rows of the three lanes, in their order; one statement."""
    reads = [due_first(team), *(lane_rows(stage, PLAIN, SHOWN[stage]) for stage in list(SHOWN)[1:])]
    by_stage: dict[Stage, list[Any]] = {stage: [] for stage in SHOWN}
    for row in db.session.execute(named(*reads), values(team, PLAIN)):
        by_stage[Stage(row.stage)].append(row)
    by_stage[Stage.NEW].sort(key=lambda row: (row.answer_due_at, row.received_on, row.id))
    for stage in (Stage.TESTING, Stage.EMBEDDING):
        by_stage[stage].sort(key=lambda row: (row.stage_since, row.id))
    return by_stage


def due_first(team: Team) -> Select[Any]:
    """New ideas, the one whose answer is due soonest first; of those due together, the oldest."""
    new = (Idea.team_id == team.id, Idea.stage == Stage.NEW, Idea.answer_due_at.is_not(None))
    columns: tuple[Any, ...] = COLUMNS
    rows = select(*columns).where(*new)
    return rows.order_by(*DUE_FIRST).limit(SHOWN[Stage.NEW])


def _say_since(cards: list[Card], rows: list[Any], now: Clock) -> None:
    for card, row in zip(cards, rows, strict=True):
        if row.check_on is not None:
            continue  # a check is due: its card says so
        since = when.local(row.stage_since, now.zone).date()
        card.flag, card.flag_kind = _("Adopted %(ago)s", ago=when.ago(since, now.today)), "good"


def latest_done(team: Team) -> YouSaid | None:
    """The idea that was done last with words on what changed."""
    rows = select(Idea.id, Idea.headline, Answer.words, Idea.stage_since).join(
        Answer, Answer.idea_id == Idea.id
    )
    done = rows.where(Idea.team_id == team.id, Idea.stage == Stage.DONE, Answer.kind == "done")
    found = db.session.execute(
        done.order_by(Idea.stage_since.desc(), Idea.id.desc(), Answer.id).limit(1)
    ).first()
    return YouSaid(*found) if found else None


def more_words(counts: dict[str, int], shown: int) -> str:
    """What "See the whole board" leads to."""
    more = sum(counts.get(stage.value, 0) for stage in OPEN_STAGES) - shown
    done = counts.get("done", 0)
    said = [ngettext("%(num)s more open idea", "%(num)s more open ideas", more)] if more > 0 else []
    if done:
        said.append(_("%(number)s done", number=f"{done:,}"))
    return ", ".join(said) or _("All that is open is here.")
