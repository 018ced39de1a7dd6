"""A team that measures: weekly readings before a test, and within it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.measures.kinds import Chart, Kind, Often, Role, Wanted
from improve.measures.models import MeasurePlan, start
from improve.measures.readings import Reading
from improve.pdsa.models import plan
from tests.pdsa.plans import PLAN

WAITS = MeasurePlan(
    name="Long waits for medicines", unit="people a week", definition="Over 2 hours", role=Role.OUTCOME,
    kind=Kind.COUNT, wanted=Wanted.LOWER, often=Often.DAY, chart=Chart.XMR, target=10,
)  # fmt: skip
BEFORE = (17, 14, 19, 16, 13, 18, 15, 20, 17, 12, 16, 18, 14)
LOW = (11, 12, 11, 12, 11, 12, 11)


def measure(trust, **changes):
    return start(trust.ward_12, trust.ana, replace(WAITS, **changes))


def filled(trust, figures=BEFORE, **changes):
    """A measure with one reading a day up to yesterday; figures may be pairs: so many out of so many."""
    made = measure(trust, **changes)
    first = clock.today() - timedelta(days=len(figures))
    for number, figure in enumerate(figures):
        pair = figure if isinstance(figure, tuple) else (figure, None)
        made.add_reading(trust.ana, first + timedelta(days=number), *pair)
    return made


def measured_plan(made, **changes):
    return replace(
        PLAN, **({"measure_id": made.id, "measure": "", "prediction_amount": Decimal(12)} | changes)
    )


def doing(trust, ready, made, **changes):
    """A cycle on that measure in which Do has started."""
    cycle = plan(ready, trust.ben, measured_plan(made, **changes))
    cycle.start_doing(trust.ben)
    return cycle


def later(days):
    return clock.set_to(clock.now() + timedelta(days=days))


def read(trust, made, *figures):
    """One reading a day from today on; the clock stands at the last of them only while it is entered."""
    for number, figure in enumerate(figures):
        with later(number):
            made.add_reading(trust.ana, clock.today(), *(figure if isinstance(figure, tuple) else (figure,)))


def all_of(made):
    """Its readings, oldest first."""
    return list(
        db.session.scalars(select(Reading).where(Reading.measure_id == made.id).order_by(Reading.on_date))
    )


def studied(trust, cycle, days=6):
    """The cycle, after so many days at Do."""
    with later(days):
        cycle.study(trust.ben, "Fewer waits.", None, "The list helps.")
    return cycle
