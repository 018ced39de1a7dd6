"""What a team plans to try, what a plan may not say, and the plan that comes after one."""

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.measures.models import Measure
from improve.measures.pictures import unit_of
from improve.pdsa.words import CLINICIANS, FIRST_CYCLE_DAYS, next_scale
from improve.people.models import Person


@dataclass(frozen=True)
class Plan:
    """What a team plans to try."""

    question: str
    change: str
    prediction_direction: str
    prediction_amount: Decimal | None
    prediction_unit: str
    prediction_by: date
    measure: str
    scale: int
    who: str
    where_when: str
    starts_on: date
    ends_on: date
    affects_patient: bool = False
    approver_id: str | None = None
    measure_id: str | None = None  # none: what is counted stands in words alone


def checked(planned: Plan, *planners: Person, is_first: bool) -> Plan:
    """The plan, with the name and unit of its measure; raises RuleBroken for what a plan may not say."""
    if planned.ends_on < planned.starts_on:
        raise RuleBroken("A cycle ends after it starts.")
    if is_first and planned.ends_on - planned.starts_on > timedelta(days=FIRST_CYCLE_DAYS):
        raise RuleBroken(
            f"A first cycle takes at most {FIRST_CYCLE_DAYS} days. Test something smaller first."
        )
    if planned.affects_patient:
        _check_approver(planned, planners)
    return planned if planned.measure_id is None else _measured(planned, planners[0])


def _check_approver(planned: Plan, planners: tuple[Person, ...]) -> None:
    approver = db.session.get(Person, planned.approver_id) if planned.approver_id else None
    if approver is None or approver.id in [planner.id for planner in planners]:
        raise RuleBroken(
            "It could affect a patient: name a clinician, not one who planned it, who approves it."
        )
    if not is_clinician(approver) or approver.organisation_id != planners[0].organisation_id:
        raise RuleBroken("The approver must be a registered clinician of this organisation.")


def is_clinician(person: Person) -> bool:
    """Registered, and still here."""
    return person.staff_group in CLINICIANS and person.is_active


def _measured(planned: Plan, by: Person) -> Plan:
    measure = db.session.get(Measure, planned.measure_id)
    if measure is None or measure.organisation_id != by.organisation_id:
        raise RuleBroken("This measure is not there any more. Choose another one.")
    if measure.is_ended:
        raise RuleBroken(f"“{measure.name}” has ended. Choose another measure, or start a new one.")
    if planned.prediction_amount is None and planned.prediction_direction != "same":
        raise RuleBroken(f"Say to what number “{measure.name}” goes, so that it can be compared.")
    return replace(planned, measure=measure.name, prediction_unit=planned.prediction_unit or unit_of(measure))


def plan_of(cycle: Any) -> Plan:
    """The plan of a cycle."""
    return Plan(**{field.name: getattr(cycle, field.name) for field in fields(Plan)})


def next_plan(cycle: Any, starts_on: date) -> Plan:
    """The plan that *adapt* proposes: filled in from this cycle, one scale up, the same length."""
    last_day = starts_on + (cycle.ends_on - cycle.starts_on)
    return replace(
        plan_of(cycle),
        scale=next_scale(cycle.scale),
        starts_on=starts_on,
        ends_on=last_day,
        prediction_by=last_day,
    )
