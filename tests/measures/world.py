"""Measures of Ward 12 for tests, and what was entered."""

from datetime import date

from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.measures.kinds import Chart, Kind, Often, Role, Wanted, chart_for
from improve.measures.models import Measure, MeasurePlan, start
from improve.measures.readings import Correction, Reading
from improve.measures.taps import Tap

ZONE = "Europe/London"


def today():
    """The date in the organisation."""
    return clock.today(ZONE)


def plan(kind=Kind.MEASUREMENT, **other):
    """What people agree on."""
    several = other.get("several", False)
    asked = {
        "name": "Wait for medicines", "unit": "minutes", "definition": "From ready to go until gone.",
        "role": Role.OUTCOME, "kind": kind, "wanted": Wanted.LOWER, "often": Often.DAY,
        "chart": Chart(chart_for(kind, several=several).chart),
        "out_of": "people who went home" if kind in (Kind.PROPORTION, Kind.RATE) else "",
    }  # fmt: skip
    return MeasurePlan(**(asked | other))


def make(trust, kind=Kind.MEASUREMENT, **other):
    """A measure of Ward 12, begun by Ana."""
    return start(trust.ward_12, trust.ana, plan(kind, **other))


def held(measure):
    """What holds: (day, value, denominator), oldest first."""
    rows = select(Reading).where(Reading.measure_id == measure.id, Reading.removed_at.is_(None))
    rows = rows.order_by(Reading.on_date, Reading.nth).execution_options(populate_existing=True)
    return [(row.on_date, row.value, row.denominator) for row in db.session.scalars(rows)]


def figures(measure):
    """The figures that hold, oldest first."""
    return [value for _, value, _ in held(measure)]


def corrections():
    """All that was kept of readings before they were changed."""
    return list(db.session.scalars(select(Correction).order_by(Correction.made_at)))


def fresh(measure):
    """The measure as it is stored now."""
    rows = select(Measure).where(Measure.id == measure.id).execution_options(populate_existing=True)
    return db.session.scalars(rows).one()


def day(iso: str) -> date:
    return date.fromisoformat(iso)


def last_tap() -> Tap | None:
    """The newest of all."""
    return db.session.scalars(select(Tap).order_by(Tap.tapped_at.desc())).first()
