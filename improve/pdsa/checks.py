"""Is it still in use? The checks 30, 60 and 90 days after adoption."""

from datetime import timedelta

from sqlalchemy import delete, select

from improve.core import clock, when
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.events.record import record
from improve.ideas.facts import GainCheck
from improve.ideas.models import Idea, write
from improve.ideas.stages import WHY_NOT, Stage
from improve.pdsa.events import GainChecked, GainLost
from improve.pdsa.words import CHECK_DAYS
from improve.people.models import Person

LAST_CHECK = CHECK_DAYS[-1]


def plan_checks(idea: Idea) -> None:
    """Ask 30, 60 and 90 days from now whether it is still in use; what is open of an adoption before falls away."""
    db.session.execute(
        delete(GainCheck).where(GainCheck.idea_id == idea.id, GainCheck.still_in_use.is_(None))
    )
    today = clock.today(idea.team.organisation.time_zone)
    for days in CHECK_DAYS:
        check = GainCheck(idea_id=idea.id, days=days, due_on=today + timedelta(days=days), written_on=today)
        check.organisation_id = idea.organisation_id
        db.session.add(check)


def check_gain(check: GainCheck, by: Person, still_in_use: str, words: str) -> None:
    """Answer a check. "no" opens the idea again; the last one that holds finishes it."""
    idea = db.session.get_one(Idea, check.idea_id)
    if check.still_in_use is not None:
        raise RuleBroken("This check was answered already.")
    if idea.stage != Stage.EMBEDDING:
        raise RuleBroken(WHY_NOT[Stage(idea.stage)])
    _must_be_due(check, idea, still_in_use)
    write(check, idea, by)
    check.still_in_use, check.words = still_in_use, words
    if still_in_use == "no":
        idea.lose_gain()
        record(GainLost(idea.id, check_id=check.id), about=idea, by=by)
        return
    record(GainChecked(idea.id, check_id=check.id, days=check.days), about=idea, by=by)
    if check.days == LAST_CHECK:
        idea.finish(by, words or f"Still in use after {LAST_CHECK} days.")


def _must_be_due(check: GainCheck, idea: Idea, still_in_use: str) -> None:
    """Three checks on one day would prove nothing. That it is no longer in use can be said at any time."""
    today = clock.today(idea.team.organisation.time_zone)
    if still_in_use != "no" and check.due_on > today:
        raise RuleBroken(f"This check is due {when.short_day(check.due_on, today)}. It can be answered then.")


def checks_of(idea: Idea) -> list[GainCheck]:
    """All checks of an idea, as they fall due."""
    rows = select(GainCheck).where(GainCheck.idea_id == idea.id)
    return list(db.session.scalars(rows.order_by(GainCheck.due_on, GainCheck.id)))


def next_check(idea: Idea) -> GainCheck | None:
    """The open check of an idea that is due next."""
    return next((check for check in checks_of(idea) if check.still_in_use is None), None)
