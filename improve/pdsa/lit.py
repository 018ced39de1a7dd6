"""The lamps as the database knows them: of one idea for its pages, and counted over a team or an organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, case, distinct, exists, func, or_, select
from sqlalchemy.orm import joinedload, undefer

from improve.core.db import db
from improve.measures.readings import Reading
from improve.pdsa.fidelity import LEAST_DATES, ONE_BAY, Facts, Lamp, first_of_all, lamps, next_thing
from improve.pdsa.models import Cycle
from improve.pdsa.observations import Observation
from improve.pdsa.words import State
from improve.people.models import Person

RUN = and_(Cycle.started_at.is_not(None), Cycle.state != State.NOT_RUN)
# What began and is over, also where it was stopped on the way: nobody's share looks better for leaving tests open.
ENDED = and_(Cycle.started_at.is_not(None), Cycle.state.in_((State.ACTED, State.NOT_RUN)))

SEEN: Any = exists().where(Observation.cycle_id == Cycle.id).correlate(Cycle)
# On how many dates the measure of a cycle has readings that count, within it.
DATES: Any = (
    select(func.count(distinct(Reading.on_date)))
    .where(Reading.measure_id == Cycle.measure_id, Reading.on_date >= Cycle.counted_from)
    .where(Reading.on_date <= func.coalesce(Cycle.counted_until, bindparam("today", type_=Date)))
    .where(Reading.removed_at.is_(None), Reading.left_out_at.is_(None))
    .where(or_(Reading.denominator.is_(None), Reading.denominator > 0))
    .correlate(Cycle)
    .scalar_subquery()
)
RAMP: Any = (
    select(Cycle, DATES, SEEN)
    .options(
        joinedload(Cycle.counted),
        joinedload(Cycle.approver).load_only(Person.name),
        undefer(Cycle.baseline_kept),
    )
    .where(Cycle.idea_id == bindparam("idea"))
    .order_by(Cycle.number)
)


@dataclass(frozen=True)
class Honesty:
    """The lamps of a cycle, and the one next thing."""

    lamps: list[Lamp]
    next: Lamp | None
    first: str = ""  # what comes before it: the approval

    @property
    def lit(self) -> int:
        """How many."""
        return sum(lamp.is_lit for lamp in self.lamps)


def ramp_of(idea_id: str, today: date) -> list[tuple[Cycle, Facts]]:
    """The cycles of an idea with their measures, the first one first, each with what the lamps need: one statement."""
    found = db.session.execute(RAMP, {"idea": idea_id, "today": today})
    return [(cycle, _facts(cycle, number, is_seen)) for cycle, number, is_seen in found]


def honesty_of(ramp: Sequence[tuple[Cycle, Facts]], cycle: Cycle) -> Honesty:
    """The lamps of one cycle of a ramp."""
    facts = [known for _, known in ramp]
    this = next(known for other, known in ramp if other.id == cycle.id)
    shown = lamps(facts, this)
    return Honesty(shown, next_thing(shown), first_of_all(this))


def _facts(cycle: Cycle, number: int, is_seen: bool) -> Facts:
    return Facts(
        number=cycle.number,
        state=State(cycle.state),
        scale=cycle.scale,
        is_linked=cycle.previous_id is not None,
        planned_at=cycle.planned_at,
        started_at=cycle.started_at,
        has_prediction=bool(cycle.prediction_direction),
        is_measured=cycle.measure_id is not None,
        dates=number,
        is_planned_in_words=bool(cycle.question and cycle.change),
        is_seen=bool(is_seen),
        is_studied_in_words=bool(cycle.happened),
        is_decided_in_words=bool(cycle.decision_words and cycle.state == State.ACTED),
        waits_for=cycle.approver.name if cycle.needs_approval and cycle.approver else "",
        is_refused=cycle.refused_at is not None,
    )


# --- counted over many -----------------------------------------------------------------------------------------------


def _ramps() -> Any:
    """Of each idea with cycles that ran: how many, the scale of the first, and whether one was smaller than before."""
    before = func.lag(Cycle.scale).over(partition_by=Cycle.idea_id, order_by=Cycle.number)
    steps = (
        select(Cycle.idea_id, Cycle.scale, Cycle.previous_id, before.label("before")).where(RUN).subquery()
    )
    return (
        select(
            steps.c.idea_id,
            func.count().label("run"),
            func.sum(_one_if(and_(steps.c.before.is_not(None), steps.c.previous_id.is_not(None)))).label(
                "linked"
            ),
            func.max(case((steps.c.before.is_(None), steps.c.scale))).label("first_scale"),
            func.max(_one_if(steps.c.before > steps.c.scale)).label("shrank"),
        )
        .group_by(steps.c.idea_id)
        .subquery()
    )


def _one_if(condition: ColumnElement[bool]) -> Any:
    return case((condition, 1), else_=0)


RAMPS = _ramps()
# Each lamp as a condition on a cycle that ended, beside its ramp (see `ended`): says what `fidelity.py` says.
LIT: dict[str, ColumnElement[bool]] = {
    "iterative": and_(RAMPS.c.run >= 2, RAMPS.c.linked >= 1),
    "prediction": and_(Cycle.prediction_direction != "", Cycle.planned_at <= Cycle.started_at),
    "small_scale": and_(RAMPS.c.first_scale <= ONE_BAY, RAMPS.c.shrank == 0),
    "data_over_time": DATES >= LEAST_DATES,
    "documented": and_(
        Cycle.state == State.ACTED, Cycle.question != "", Cycle.change != "", SEEN, Cycle.happened != "",
        Cycle.decision_words != "",
    ),
}  # fmt: skip


def ended(cycles: Any, *what: Any) -> Select[Any]:
    """Of these cycles those that ended, each beside the ramp of its idea. `cycles`: a statement of their ids."""
    rows = select(*what).select_from(Cycle).outerjoin(RAMPS, RAMPS.c.idea_id == Cycle.idea_id)
    return rows.where(ENDED, Cycle.id.in_(cycles))


def counts(cycles: Any, today: date) -> tuple[int, dict[str, int]]:
    """How many cycles ended, and of how many each lamp is lit: one statement."""
    sums = [func.coalesce(func.sum(_one_if(condition)), 0).label(key) for key, condition in LIT.items()]
    row = db.session.execute(ended(cycles, func.count(), *sums), {"today": today}).one()
    return row[0], {key: int(number) for key, number in zip(LIT, row[1:], strict=True)}


def behind(cycles: Any, today: date, key: str, is_lit: bool | None, begin: int, most: int) -> list[Cycle]:
    """The cycles behind a number, the latest first; with a lamp, those of which it is lit or dark."""
    rows = ended(cycles, Cycle).options(joinedload(Cycle.idea))
    if is_lit is not None:
        rows = rows.where(_one_if(LIT[key]) == int(is_lit))
    rows = rows.order_by(Cycle.acted_at.desc(), Cycle.id).offset(begin).limit(most)
    return list(db.session.scalars(rows, {"today": today}))
