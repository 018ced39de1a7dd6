"""What other pages show of cycles: a line on each card, what is due, the ramp of an idea."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from improve.core import clock, when
from improve.core.db import columns, db
from improve.core.languages import gettext as _
from improve.ideas.facts import GainCheck
from improve.ideas.models import Idea
from improve.ideas.stages import Stage
from improve.pdsa.models import Cycle
from improve.pdsa.words import OPEN, SCALES, State, fixed_day, plain_number
from improve.people.models import Person
from improve.teams.models import Team

LISTED = 20


@dataclass(frozen=True)
class CycleLine:
    """The open cycle of one card."""

    cycle_id: str
    idea_id: str
    number: int
    scale: str
    due: str  # "study due Thursday"
    is_late: bool


OPEN_CYCLES = select(
    Cycle.id,
    Cycle.idea_id,
    Cycle.number,
    Cycle.scale,
    Cycle.state,
    Cycle.starts_on,
    Cycle.ends_on,
    Cycle.refused_at,
).where(Cycle.idea_id.in_(bindparam("ideas", expanding=True)), Cycle.state.in_(OPEN))


def open_cycles(idea_ids: Collection[str]) -> dict[str, CycleLine]:
    """The open cycle of each of these ideas that has one; one query, none for no ideas."""
    if not idea_ids:
        return {}
    today = clock.today()
    found = columns(OPEN_CYCLES, {"ideas": list(idea_ids)})
    return {row.idea_id: _line(row, today) for row in found}


def _line(row: Any, today: date) -> CycleLine:
    due, is_late = due_words(row, today)
    return CycleLine(row.id, row.idea_id, row.number, _(SCALES[row.scale]), due, is_late)


def due_words(cycle: Any, today: date) -> tuple[str, bool]:
    """What comes next and when, and whether that day has passed."""
    on = cycle.starts_on if cycle.state == State.PLANNED else cycle.ends_on
    day, is_late = when.short_day(on, today), on < today
    if cycle.state == State.PLANNED and cycle.refused_at:
        return _("not approved: change the plan"), is_late
    if cycle.state == State.PLANNED:
        return _("Do was to start %(day)s", day=day) if is_late else _("Do starts %(day)s", day=day), is_late
    if cycle.state == State.STUDIED:
        return _("decide now"), is_late
    return _("study was due %(day)s", day=day) if is_late else _("study due %(day)s", day=day), is_late


@dataclass(frozen=True)
class Due:
    """A test or a check that wants something soon."""

    title: str
    href: str
    detail: str
    due: str
    on: date
    is_late: bool


def due_for(teams: Sequence[Team], until: date) -> list[Due]:
    """Cycles and gain checks of these teams due until a day, earliest first."""
    ids = [team.id for team in teams]
    if not ids:
        return []
    found = [*_cycles_due(ids, until), *_checks_due(ids, until)]
    return sorted(found, key=lambda due: (due.on, due.title))[:LISTED]


def approvals_for(person: Person) -> list[Cycle]:
    """Tests that wait for this very person to say whether they are safe to try, the first to start first."""
    rows = (
        select(Cycle)
        .join(Cycle.idea)
        .where(Cycle.approver_id == person.id, Cycle.state == State.PLANNED, Idea.stage == Stage.TESTING)
        .where(Cycle.affects_patient, Cycle.approved_at.is_(None), Cycle.planned_by_id != person.id)
        .where(Cycle.refused_at.is_(None))
        .options(contains_eager(Cycle.idea), joinedload(Cycle.planned_by).load_only(Person.name))
    )
    return list(db.session.scalars(rows.order_by(Cycle.starts_on, Cycle.id).limit(LISTED)))


def _cycles_due(team_ids: list[str], until: date) -> list[Due]:
    starts_soon = and_(Cycle.state == State.PLANNED, Cycle.starts_on <= until)
    due = or_(Cycle.ends_on <= until, starts_soon, Cycle.state == State.STUDIED)
    rows = (
        select(Cycle)
        .join(Cycle.idea)
        .where(Cycle.team_id.in_(team_ids), Cycle.state.in_(OPEN), due, Idea.stage == Stage.TESTING)
    )
    today = clock.today()
    cycles = db.session.scalars(
        rows.options(contains_eager(Cycle.idea)).order_by(Cycle.ends_on, Cycle.id).limit(LISTED)
    )
    return [_cycle_due(cycle, today) for cycle in cycles]


def _cycle_due(cycle: Cycle, today: date) -> Due:
    due, is_late = due_words(cycle, today)
    detail = f"Cycle {cycle.number}, {SCALES[cycle.scale].lower()}. Predicted: {prediction_words(cycle)}"
    on = cycle.starts_on if cycle.state == State.PLANNED else cycle.ends_on
    return Due(cycle.idea.headline, f"/cycles/{cycle.id}", detail, due[:1].upper() + due[1:], on, is_late)


def _checks_due(team_ids: list[str], until: date) -> list[Due]:
    rows = (
        select(GainCheck, Idea)
        .join(Idea, Idea.id == GainCheck.idea_id)
        .where(Idea.team_id.in_(team_ids), Idea.stage == Stage.EMBEDDING)
        .where(GainCheck.still_in_use.is_(None), GainCheck.due_on <= until)
        .order_by(GainCheck.due_on, GainCheck.id)
        .limit(LISTED)
    )
    today = clock.today()
    return [
        Due(
            title=idea.headline,
            href=f"/gain-checks/{check.id}",
            detail=f"Still in use? {check.days}-day check",
            due=f"Check {'was ' if check.due_on < today else ''}due {when.short_day(check.due_on, today)}",
            on=check.due_on,
            is_late=check.due_on < today,
        )
        for check, idea in db.session.execute(rows)
    ]


def prediction_words(cycle: Cycle) -> str:
    """ "goes down to 12 a week by 3 March"."""
    direction = {"up": "goes up", "down": "goes down", "same": "stays the same"}[cycle.prediction_direction]
    amount = f" to {plain_number(cycle.prediction_amount)}" if cycle.prediction_amount is not None else ""
    unit = f" {cycle.prediction_unit}" if amount and cycle.prediction_unit else ""
    return f"{direction}{amount}{unit} by {fixed_day(cycle.prediction_by, clock.today())}"
