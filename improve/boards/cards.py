"""Cards: what a board shows of an idea, each fact ready in words, so that the template only places them."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from improve.boards.filters import end_of_day
from improve.boards.moving import NOBODY, Mover
from improve.core import when
from improve.core.languages import gettext as _
from improve.escalations.reading import EscalationLine
from improve.ideas.stages import NOT_SIZED, Stage
from improve.pdsa.reading import CycleLine
from improve.pdsa.words import State

LEFT = " (has left)"
GROUPS = {NOT_SIZED: "Not sized", 1: "Easy", 2: "Some work", 3: "A lot of work"}


@dataclass(frozen=True)
class Clock:
    """Now, and where: what the words of a card are reckoned from."""

    now: datetime
    zone: str

    @cached_property
    def today(self) -> date:
        """The date there."""
        return when.local(self.now, self.zone).date()

    @cached_property
    def tonight(self) -> datetime:
        """The midnight in which that day ends."""
        return end_of_day(self.now, self.zone)


@dataclass(slots=True, unsafe_hash=True)  # it changes no more once it is dressed, and only then is it shown
class Card:
    """One idea on a board."""

    id: str
    stage: Stage
    title: str
    age: str
    supporters: int
    owner: str
    effort: int
    impact: int
    edge: str = ""  # late, soon, kept, raised
    flag: str = ""  # the answer clock, or what became of it, in words
    flag_kind: str = ""
    flag_icon: str = "clock"
    goal: str = ""
    cycle: CycleLine | None = None
    raised: EscalationLine | None = None
    is_stale: bool = False
    test_due: str = ""  # the state of a test that wants something today, or did before
    may_move: bool = False  # a step is open to whoever looks
    why: str = ""  # of a lane beside the board: why not now, or what was learned, and what comes next
    words: str = ""
    next_step: str = ""

    @property
    def edge_class(self) -> str:
        """The colour of its edge, as the class that follows the card's own."""
        return f" {self.edge}" if self.edge else ""

    @property
    def flag_class(self) -> str:
        """The colour of its flag, likewise."""
        return f" {self.flag_kind}" if self.flag_kind else ""


def card_of(row: Any, clock: Clock, stale_days: int, mover: Mover = NOBODY) -> Card:
    """A card from one row of the lanes."""
    card = Card(
        id=row.id,
        stage=row.stage,
        title=row.headline,
        age=when.age(row.received_on, clock.today),
        supporters=row.supporters,
        owner=owner_words(row.owner or ""),
        effort=row.effort,
        impact=row.impact,
        goal=row.goal or "",
        test_due=row.test_due or "",
        may_move=mover.may_move(row),
    )
    card.is_stale = (
        row.stage in (Stage.READY, Stage.TESTING) and (clock.now - row.last_event_at).days >= stale_days
    )
    if row.stage == Stage.NEW:
        _say_answer_clock(card, row, clock)
    elif row.stage in (Stage.EMBEDDING, Stage.DONE):
        card.edge = "kept"
    if row.check_on is not None:
        _say_check(card, row, clock)
    if row.stage == Stage.DONE:
        since = when.local(row.stage_since, clock.zone).date()
        card.flag, card.flag_kind, card.flag_icon = (
            _("Done %(day)s", day=when.short_day(since, clock.today)),
            "good",
            "check",
        )
    return card


def owner_words(name: str) -> str:
    """The database says in English that somebody has left."""
    return _("%(name)s (has left)", name=name.removesuffix(LEFT)) if name.endswith(LEFT) else name


def _say_answer_clock(card: Card, row: Any, clock: Clock) -> None:
    if row.answered_at is not None or row.answer_due_at is None:
        card.flag, card.flag_kind, card.flag_icon = _("Answered, to decide"), "plain", "speech"
        return
    if row.asked_at is not None:
        card.flag, card.flag_kind, card.flag_icon = _("Asked the author"), "plain", "question"
        return
    due = when.local(row.answer_due_at, clock.zone)
    day_only = row.authorship == "anonymous"
    words = (
        when.short_day(due.date(), clock.today)
        if day_only
        else when.short_moment(row.answer_due_at, clock.zone)
    )
    if row.answer_due_at <= clock.now:
        card.edge = card.flag_kind = "late"
        card.flag = _("Late since %(moment)s", moment=words)
    else:
        is_soon = row.answer_amber_at <= clock.now or row.answer_due_at <= clock.tonight
        card.edge = card.flag_kind = "soon" if is_soon else ""
        said = _("Answer due by the end of %(day)s", day=words) if day_only else ""
        card.flag = said or _("Answer due %(moment)s", moment=words)


def _say_check(card: Card, row: Any, clock: Clock) -> None:
    """A check after adoption that is due today, or was before."""
    is_late, day = row.check_on < clock.today, when.short_day(row.check_on, clock.today)
    card.edge = card.flag_kind = "late" if is_late else "soon"
    card.flag_icon = "calendar"
    card.flag = (
        _("%(days)s-day check was due %(day)s", days=row.check_days, day=day)
        if is_late
        else _("%(days)s-day check due %(day)s", days=row.check_days, day=day)
    )


def add_cycle(card: Card, cycle: CycleLine | None) -> None:
    """The cycle in progress, and when it is due. To decide is never late: no day was given for it."""
    card.cycle = cycle
    if cycle is not None and card.stage == Stage.TESTING:
        is_late = cycle.is_late and card.test_due != State.STUDIED
        card.flag_kind = "late" if is_late else "soon" if card.test_due else ""
        card.edge = card.flag_kind or card.edge
        card.flag, card.flag_icon = (
            _("Cycle %(number)s, %(due)s", number=cycle.number, due=cycle.due),
            "cycle",
        )


def add_escalation(card: Card, line: EscalationLine | None) -> None:
    """With whom it is, and when they answer."""
    card.raised = line
    if line is not None:
        card.edge = "late" if line.is_late else "raised"
