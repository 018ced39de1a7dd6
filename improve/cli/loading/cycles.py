"""Steps of cycles, and the checks after an adoption."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from improve.cli.loading.content import Fields
from improve.cli.loading.trust import Trust
from improve.core import clock
from improve.core.db import db
from improve.ideas.facts import GainCheck
from improve.pdsa.checks import check_gain
from improve.pdsa.models import Cycle, Plan, cycles_of, plan
from improve.pdsa.words import SCALES

APPROVED_BEFORE = timedelta(hours=1)  # Do starts
SCALE_OF = {words.lower(): scale for scale, words in SCALES.items()}


def _cycle(trust: Trust, said: Fields) -> Cycle:
    found = cycles_of(trust.ideas[said["key"]])
    if not found:
        raise LookupError("no cycle was planned")
    return found[-1]


def _as_plan(trust: Trust, step: Fields) -> Plan:
    today = clock.today(trust.organisation.time_zone)
    prediction = step["prediction"]
    approver = trust.people[step["approver"]].id if "approver" in step else None
    counted = trust.measures[step["counted"]].id if "counted" in step else None
    return Plan(
        question=step["question"],
        change=step["change"],
        prediction_direction=prediction["direction"],
        prediction_amount=Decimal(prediction["amount"]),
        prediction_unit=prediction["unit_words"],
        prediction_by=today + timedelta(days=prediction["by_days"]),
        measure=step["measure"],
        scale=SCALE_OF[step["scale"]],
        who=step["who"],
        where_when=step["where_when"],
        starts_on=today,
        ends_on=today + timedelta(days=step["ends_after_days"]),
        affects_patient=step["patient_effect"] == "yes",
        approver_id=approver,
        measure_id=counted,
    )


def _plan(trust: Trust, said: Fields, step: Fields) -> None:
    plan(trust.ideas[said["key"]], trust.people[step["by"]], _as_plan(trust, step))


def _do(trust: Trust, said: Fields, step: Fields) -> None:
    cycle = _cycle(trust, said)
    if cycle.needs_approval and cycle.approver is not None:
        with clock.set_to(max(cycle.planned_at, clock.now() - APPROVED_BEFORE)):
            cycle.approve(cycle.approver)
    cycle.start_doing(trust.people[step["by"]])


def _observe(trust: Trust, said: Fields, step: Fields) -> None:
    _cycle(trust, said).observe(trust.people[step["by"]], step["text"], is_deviation=step["deviation"])


def _study(trust: Trust, said: Fields, step: Fields) -> None:
    result = Decimal(step["result"]) if step.get("result") else None
    _cycle(trust, said).study(trust.people[step["by"]], step["happened"], result, step["learned"])


def _adopt(trust: Trust, said: Fields, step: Fields) -> None:
    _cycle(trust, said).adopt(trust.people[step["by"]], step["hold"], step.get("why", ""))


def _adapt(trust: Trust, said: Fields, step: Fields) -> None:
    _cycle(trust, said).adapt(trust.people[step["by"]], step["changes"], _as_plan(trust, step["next"]))


def _abandon(trust: Trust, said: Fields, step: Fields) -> None:
    _cycle(trust, said).abandon(trust.people[step["by"]], step["learned"])


def _pause(trust: Trust, said: Fields, step: Fields) -> None:
    _cycle(trust, said).pause(trust.people[step["by"]], step["reason"])


def _check(trust: Trust, said: Fields, step: Fields) -> None:
    open_checks = select(GainCheck).where(
        GainCheck.idea_id == trust.ideas[said["key"]].id, GainCheck.still_in_use.is_(None)
    )
    check = db.session.scalars(open_checks.order_by(GainCheck.due_on).limit(1)).first()
    if check is None:
        raise LookupError("no check is open")
    check_gain(check, trust.people[step["by"]], step["still_in_use"], step["words"])


VERBS: dict[str, Callable[[Trust, Fields, Fields], None]] = {
    "plan": _plan,
    "do": _do,
    "observe": _observe,
    "study": _study,
    "adopt": _adopt,
    "adapt": _adapt,
    "abandon": _abandon,
    "pause": _pause,
    "check": _check,
}
