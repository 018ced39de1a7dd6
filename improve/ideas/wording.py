"""The codes of ideas in words, for pages and mail."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint
from sqlalchemy import select

from improve.core import when
from improve.core.db import db
from improve.core.ids import new_id
from improve.core.languages import gettext, noop
from improve.core.words import today
from improve.ideas import road, stages
from improve.ideas.facts import Comment
from improve.ideas.models import Idea
from improve.ideas.stages import STAGE_WORDS, Stage

ANSWERS = {
    "accept": noop("Yes: accepted"),
    "decline": noop("Not now"),
    "done": noop("Done"),
    "ask": noop("A question to the author"),
    "answer": noop("To the author"),
    "merge": noop("Others said the same"),
    "adopt": noop("It worked: it becomes the normal way"),
    "learned": noop("It was tested and left: what we learned"),
    "withhold": noop("Withheld"),
}
THANKS = {
    "done": noop("Thank you. This began with your idea."),
    "adopt": noop("Thank you. Your idea was tested, and it stays."),
    "learned": noop(
        "Thank you. Your idea was tested. What it taught us is kept for everybody who comes after."
    ),
    "merge": noop("Thank you. Your idea and its supporters count there."),
}
NEXT = {
    Stage.NEW: noop("It waits for its first answer."),
    Stage.READY: noop("It is accepted. The next step is a small test, or doing it."),
    Stage.TESTING: noop("It is being tested. The cycle says what is next."),
    Stage.EMBEDDING: noop("It was adopted. Is it still in use?"),
    Stage.DONE: noop("It is done."),
    Stage.NOT_NOW: noop("It was answered with “not now”."),
    Stage.LEARNED: noop("It was tested and left. What was learned is kept."),
    Stage.MERGED: noop("It counts with the idea it was merged into."),
    Stage.WITHDRAWN: noop("Its author took it back."),
    Stage.WITHHELD: noop("It is out of sight."),
}

NEW_AND_ANSWERED = noop("It has an answer. What becomes of it is not decided yet.")


def next_words(idea: Idea) -> str:
    """What is next with an idea, by its stage."""
    if idea.stage == Stage.NEW and idea.answered_at is not None:
        return gettext(NEW_AND_ANSWERED)
    return gettext(NEXT[Stage(idea.stage)])


def week(on: date) -> str:
    """The Monday of a day's week, in words: how the replies of an anonymous author are dated."""
    return when.day(when.monday(on), today())


def owner_words(idea: Idea) -> str:
    """ "Ben Okoro", "Ben Okoro (has left)", "the team"."""
    if idea.owner is None:
        return gettext("the team")
    if idea.owner.is_active:
        return idea.owner.name
    return gettext("%(name)s (has left)", name=idea.owner.name)


def said_of(words: dict[Any, str]) -> Callable[[str], str]:
    """A vocabulary in the language of the request; nothing for a code that it does not have."""
    return lambda code: gettext(words.get(code, ""))


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
        "stage_words": lambda stage: gettext(STAGE_WORDS[Stage(stage)]),
        "benefit_words": said_of(stages.BENEFITS),
        "waste_words": stages.WASTES.get,
        "effort_words": stages.EFFORTS.get,
        "impact_words": stages.IMPACTS.get,
        "reason_words": said_of(stages.DECLINE_REASONS),
        "answer_words": said_of(ANSWERS),
        "thanks_words": said_of(THANKS),
        "next_words": next_words,
        "week": week,
        "owner_words": owner_words,
        "passed": lambda idea: road.passed(idea.stage, [answer.kind for answer in idea.answers]),
    }
    for name, said in filters.items():
        bp.add_app_template_filter(said, name)
    bp.add_app_template_global(thread_comments, "thread_comments")
    bp.add_app_template_global(new_id, "new_key")
