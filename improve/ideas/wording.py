"""The codes of ideas in words, for pages and mail."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import Blueprint
from sqlalchemy import select

from improve.core import when
from improve.core.db import db
from improve.core.ids import new_id
from improve.core.words import today
from improve.ideas import stages
from improve.ideas.facts import Comment
from improve.ideas.models import Idea
from improve.ideas.stages import STAGE_WORDS, Stage

ANSWERS = {
    "accept": "Yes: accepted",
    "decline": "Not now",
    "done": "Done",
    "ask": "A question to the author",
    "answer": "To the author",
    "merge": "Others said the same",
    "adopt": "It worked: it becomes the normal way",
    "learned": "It was tested and left: what we learned",
    "withhold": "Withheld",
}
THANKS = {
    "done": "Thank you. This began with your idea.",
    "adopt": "Thank you. Your idea was tested, and it stays.",
    "learned": "Thank you. Your idea was tested. What it taught us is kept for everybody who comes after.",
    "merge": "Thank you. Your idea and its supporters count there.",
}
NEXT = {
    Stage.NEW: "It waits for its first answer.",
    Stage.READY: "It is accepted. The next step is a small test, or doing it.",
    Stage.TESTING: "It is being tested. The cycle says what is next.",
    Stage.EMBEDDING: "It was adopted. Is it still in use?",
    Stage.DONE: "It is done.",
    Stage.NOT_NOW: "It was answered with “not now”.",
    Stage.LEARNED: "It was tested and left. What was learned is kept.",
    Stage.MERGED: "It counts with the idea it was merged into.",
    Stage.WITHDRAWN: "Its author took it back.",
    Stage.WITHHELD: "It is out of sight.",
}


def week(on: date) -> str:
    """The Monday of a day's week, in words: how the replies of an anonymous author are dated."""
    return when.day(on - timedelta(days=on.weekday()), today())


def thread_comments(idea: Idea) -> list[Comment]:
    """What was written below an idea, oldest first."""
    rows = (
        select(Comment)
        .where(Comment.idea_id == idea.id)
        .order_by(Comment.written_on, Comment.written_at, Comment.id)
    )
    return list(db.session.scalars(rows))


def teach(bp: Blueprint) -> None:
    """Register the words with the templates."""
    filters: dict[str, Callable[..., Any]] = {
        "stage_words": lambda stage: STAGE_WORDS[Stage(stage)],
        "benefit_words": stages.BENEFITS.get,
        "waste_words": stages.WASTES.get,
        "effort_words": stages.EFFORTS.get,
        "impact_words": stages.IMPACTS.get,
        "reason_words": stages.DECLINE_REASONS.get,
        "answer_words": ANSWERS.get,
        "thanks_words": THANKS.get,
        "next_words": lambda stage: NEXT[Stage(stage)],
        "week": week,
    }
    for name, said in filters.items():
        bp.add_app_template_filter(said, name)
    bp.add_app_template_global(thread_comments, "thread_comments")
    bp.add_app_template_global(new_id, "new_key")
