"""Measures of the small trust, with readings entered through the verbs."""

from datetime import date, timedelta

from improve.measures.kinds import Chart, Kind, Often, Role, Wanted
from improve.measures.models import MeasurePlan, start

MONDAY = date(2025, 5, 26)
# Minutes, week by week: before and after a pharmacist joined the board round. In one week the robot was broken.
BEFORE = [168, 175, 160, 181, 172, 166, 190, 158, 174, 169, 247, 171, 163, 178, 159, 176, 165]
AFTER = [
    118, 109, 124, 112, 99, 121, 104, 116, 127, 105, 119, 110, 122, 101, 117, 113, 97, 92, 99, 88, 95, 91, 94,
]  # fmt: skip


def plan(name="Wait for medicines", **changes):
    return MeasurePlan(
        **{
            "name": name, "unit": "minutes", "definition": "From the decision until they are in hand.",
            "role": Role.OUTCOME, "kind": Kind.MEASUREMENT, "wanted": Wanted.LOWER, "often": Often.WEEK,
            "chart": Chart.XMR, **changes,
        }
    )  # fmt: skip


def a_measure(trust, readings=(), **changes):
    """A measure of Ward 12; a reading is a value, or (value, denominator), one each week."""
    measure = start(trust.ward_12, trust.ana, plan(**changes))
    pairs = [each if isinstance(each, tuple) else (each, None) for each in readings]
    measure.add_readings(trust.ana, [(week(k), value, below, "") for k, (value, below) in enumerate(pairs)])
    return measure


def week(number):
    return MONDAY + timedelta(days=7 * number)


def the_wait(trust):
    """The story of Ward 8: 175 minutes, a change that was adopted, 108 minutes."""
    measure = a_measure(trust, BEFORE + AFTER, name="Wait for medicines", target=90)
    measure.decide_lines(trust.ana, "rebase", week(len(BEFORE)), "Pharmacist joins the board round")
    measure.note(trust.ana, week(10), "Pharmacy robot broken for 3 days")
    return measure
