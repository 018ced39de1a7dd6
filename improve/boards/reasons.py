"""Beside the lanes: why an idea was answered with "not now", and what was learned from one that was tested and left."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import bindparam, select

from improve.boards.cards import Card
from improve.core.db import columns
from improve.ideas.facts import Answer
from improve.ideas.stages import DECLINE_REASONS, Stage
from improve.pdsa.models import Cycle

IDEAS: Any = bindparam("ideas", expanding=True)
DECLINES = (
    select(Answer.idea_id, Answer.reason, Answer.words, Answer.next_step)
    .where(Answer.idea_id.in_(IDEAS), Answer.kind == "decline")
    .order_by(Answer.written_on, Answer.written_at, Answer.id)
)
LESSONS = (
    select(Cycle.idea_id, Cycle.learned, Cycle.decision_words)
    .where(Cycle.idea_id.in_(IDEAS), Cycle.decision == "abandon")
    .order_by(Cycle.number)
)


def say_why(cards: list[Card], stage: Stage) -> None:
    """The last reason and next step of each card, or what was learned; one query for a page of either."""
    said: dict[Stage, tuple[Any, Callable[[Card, Any], None]]] = {
        Stage.NOT_NOW: (DECLINES, _say_decline),
        Stage.LEARNED: (LESSONS, _say_lesson),
    }
    if not cards or stage not in said:
        return
    rows, say = said[stage]
    by_id = {card.id: card for card in cards}
    for row in columns(rows, {"ideas": list(by_id)}):
        say(by_id[row.idea_id], row)


def _say_decline(card: Card, row: Any) -> None:
    card.why = DECLINE_REASONS.get(row.reason, "")
    card.words, card.next_step = row.words, row.next_step


def _say_lesson(card: Card, row: Any) -> None:
    card.why, card.words = "What was learned", row.learned or row.decision_words
