"""From the first reading by three taps to an adopted change that is checked after 30 days."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from improve.core import clock
from improve.core.db import commit, db, start_writing
from improve.ideas.submitting import submit
from improve.pdsa.models import Cycle
from improve.tablets.models import Tablet
from tests.journeys.walker import Walker
from tests.pdsa.story import BEFORE, filled

pytestmark = pytest.mark.browser

WITHIN = (11, 12, 11, 12, 11, 12, 11)


def test_from_the_first_tap_to_the_check_after_30_days(walk, trust, days):
    idea = submit(trust.ward_12, text="A list to pharmacy at six", author=trust.ben)
    idea.accept(trust.ana, trust.ana, "Yes, thank you.")
    measure = filled(trust, BEFORE, definition="Over 2 hours")
    three_taps(walk, trust, measure)
    cycle = planned(walk(trust.ana), idea, measure)
    readings_of_a_week(trust, measure, days)
    ana = walk(trust.ana)
    study_and_adopt(ana, cycle)
    days(30)
    later = walk(trust.ana)
    later.go(f"/ideas/{idea.id}/gain-check")
    later.look_around("the check after 30 days")
    later.page.locator("label", has_text="Yes").first.click()
    later.press("Save the check")
    assert later.sees("It still holds")
    later.look_around("the idea with its chart, its ramp and its lamps")
    later.go("/fidelity")
    later.look_around("the lamps of the organisation")
    later.page.locator("td a").first.click()
    later.look_around("the tests behind a number")


def three_taps(walk: Any, trust: Any, measure: Any) -> None:
    """What is measured, + 1, and it is counted; a slip is undone."""
    tablet = Tablet(organisation_id=trust.organisation.id, team=trust.ward_12, name="By the desk")
    tablet.add(trust.ana)
    db.session.add(tablet)
    secret = tablet.enrol()
    ward = walk(width=1180)
    ward.context.add_cookies([{"name": "tablet", "value": secret, "url": ward.site}])
    ward.go("/tablet/measures")
    ward.page.get_by_role("link", name=measure.name).click()
    for _ in range(2):
        with ward.page.expect_response(lambda answer: answer.request.method == "POST"):
            ward.page.get_by_role("button", name="+ 1").click()
        assert ward.page.get_by_role("button", name="Undo").is_visible() or ward.sees("Undo")
    ward.look_around("counted by taps")


def planned(ana: Walker, idea: Any, measure: Any) -> str:
    """Plan with the measure, then Do; the address of the cycle."""
    ana.go(f"/ideas/{idea.id}/cycles/new")
    today = clock.today()
    ana.page.locator("#measure_id").select_option(measure.id)
    for name, text in {
        "question": "Does a list at 18:00 mean fewer long waits?",
        "change": "A list to pharmacy at 18:00",
        "who": "The late shift",
        "where_when": "Bay 2, each evening",
        "prediction_amount": "12",
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(7)).isoformat(),
        "prediction_by": (today + timedelta(7)).isoformat(),
    }.items():
        ana.page.locator(f"#{name}").fill(text)
    ana.choose("One person, one shift")
    ana.choose("It goes down")
    ana.page.get_by_role("group", name="Could it affect a patient?").get_by_label("No", exact=True).check()
    ana.look_around("a plan that names a measure")
    ana.press("Save the plan")
    ana.press("Start now")
    assert ana.sees("Prediction, locked") and ana.sees("so far, compared with what you said")
    return ana.page.url


def readings_of_a_week(trust: Any, measure: Any, days: Any) -> None:
    """A reading a day; the first one was tapped on the day Do began."""
    for figure in WITHIN:
        days(1)
        start_writing()
        measure.add_reading(trust.ana, clock.today(), figure)
        commit()


def study_and_adopt(ana: Walker, cycle: str) -> None:
    """The figures stand there already; only words are asked for."""
    ana.page.goto(cycle)
    ana.look_around("a measured cycle at Study")
    assert ana.page.locator("#result").count() == 0
    for closed in ana.page.locator("main details:not([open]) > summary").all():
        closed.click()
    ana.page.locator("#happened").fill("Fewer waits, each evening.")
    ana.press("Save what happened")
    assert ana.sees("Is it real?")
    assert ana.page.locator("#compared .big-figure").last.inner_text() == "Yes"
    ana.look_around("a measured cycle at Act")
    ana.page.locator("label.choice", has_text="Adopt").click()
    ana.press("Go on")
    ana.page.locator("#words").fill("The list is on the handover sheet.")
    ana.press("Adopt it")
    start_writing()
    found = db.session.scalars(select(Cycle).execution_options(populate_existing=True)).one()
    assert (found.decision, found.adopted_without) == ("adopt", "")
