"""An idea is measured, tested, adopted and checked, or lost again."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from improve.core import clock
from improve.core.db import commit, db, start_writing
from improve.ideas.models import Idea
from improve.pdsa.models import Cycle, plan
from tests.boards.conftest import set_up
from tests.journeys.keys import HEADLINE, accepted, patient
from tests.journeys.walker import Walker
from tests.pdsa.plans import plan_with
from tests.pdsa.story import BEFORE, filled

pytestmark = pytest.mark.browser

MEASURE = "Looking for the keys"


@pytest.fixture
def keys(trust):
    """An idea that Ana accepted, and Ben owns."""
    return accepted(trust)


@pytest.fixture
def ward(walk, trust):
    """The tablet of Ward 12."""
    return walk(width=1180, tablet=set_up(trust.ward_12)[1])


def test_from_the_chooser_by_three_taps_to_an_adopted_change_that_holds(walk, trust, keys, ward, days):
    set_measure_up(walk(trust.ana), keys)
    for count in (3, 4, 2):
        tap_in(ward, count)
        days(1)
    ward.go("/tablet/measures")
    ward.look_around("what is due on the tablet")
    cycle = plan_and_start(walk(trust.ben), keys)
    tap_in(ward, 1)
    ward.look_around("counted by taps")
    too_few(walk(trust.ben), cycle)
    for count in (0, 1):
        days(1)
        tap_in(ward, count)
    study(walk(trust.ben), cycle)
    adopt(walk(trust.ben), keys, cycle)
    days(30)
    told_that_it_is_due(walk(trust.ana))
    still_in_use(walk(trust.ben), keys)


def set_measure_up(ana: Walker, idea: Idea) -> None:
    """Two questions; the program picks the chart and says why. The idea and its measure name each other."""
    ana.go(f"/ideas/{idea.id}")
    ana.click("Start a measure for it")
    assert ana.find(HEADLINE).is_visible()
    ana.look_around("the first question")
    ana.choose("How many times something happened")
    ana.press("Next")
    ana.look_around("the second question")
    ana.choose("It stays about the same")
    ana.press("Next")
    assert ana.sees("The chart")
    ana.look_around("a new measure")
    ana.write("What is it called?", MEASURE)
    ana.write("In what unit?", "times")
    ana.write("What exactly is counted, and how?", "Each time somebody asks who has them, 7 to 7.")
    for label in ("Every day", "What we want to reach", "Lower is better"):
        ana.choose(label)
    ana.page.locator("#target").fill("1")
    ana.press("Set it up")
    assert ana.sees("There are no figures yet")
    ana.look_around("a measure without a figure")
    ana.click(HEADLINE)
    assert ana.find(MEASURE).is_visible()
    ana.look_around("an idea that is measured")


def tap_in(ward: Walker, count: int, name: str = MEASURE) -> None:
    """Measure, which one, and a key: three taps for the first; each further one is a tap more."""
    ward.go("/tablet")
    ward.click("Measure: 1 due", inside="body")
    ward.click(name)
    for number in range(1, count + 1):
        ward.click("+ 1", role="button")
        expect(ward.page.get_by_role("heading", name=f"Today: {number}", exact=True)).to_be_visible()
    if not count:
        ward.click("None today", role="button")
        expect(ward.page.get_by_role("heading", name="Today: 0", exact=True)).to_be_visible()
    assert "BODY" not in ward.focus()


def plan_and_start(ben: Walker, idea: Idea) -> str:
    """The owner names the measure and predicts; from Do on the plan cannot be opened. The address of the cycle."""
    cycle = plan_measured(ben, idea, f"{MEASURE} (times)", "1", 2)
    ben.go(f"{cycle}/plan")
    assert ben.sees("Do has started, so the plan is as it is")
    ben.look_around("a plan that is locked")
    return cycle


def plan_measured(ben: Walker, idea: Idea, measure: str, amount: str, days: int) -> str:
    """A plan with a measure of the list, then Do. The address of the cycle."""
    ben.go(f"/ideas/{idea.id}/cycles/new")
    ben.page.locator("#measure_id").select_option(label=measure)
    last = (clock.today() + timedelta(days)).isoformat()
    write_plan(ben, prediction_amount=amount, ends_on=last, prediction_by=last)
    ben.look_around("a plan that names a measure")
    ben.press("Save the plan")
    assert ben.find("Change the plan").is_visible()
    ben.press("Start now")
    assert ben.sees("Prediction, locked") and ben.page.locator("a", has_text="Change the plan").count() == 0
    assert ben.sees("so far, compared with what you said")
    return ben.page.url


def write_plan(ben: Walker, **more: str) -> None:
    """The words of a plan that goes down and touches no patient."""
    words = {
        "question": "Does a hook by the door end the looking?",
        "change": "One hook, one set of keys, one name on the board",
        "who": "The early shift",
        "where_when": "Medicines room",
    }
    for name, text in (words | more).items():
        ben.page.locator(f"#{name}").fill(text)
    ben.choose("One person, one shift")
    ben.choose("It goes down")
    patient(ben, "No")


def too_few(ben: Walker, cycle: str) -> None:
    """With one reading nothing is compared, and that is said."""
    ben.go(cycle)
    assert ben.sees("Too few points") and ben.sees("1 reading. From 3 on they are compared")
    assert ben.sees("So few figures prove nothing either way") and ben.find("Enter a reading").is_visible()
    ben.look_around("a cycle with one reading")


def study(ben: Walker, cycle: str) -> None:
    """What was predicted, what happened, and that the chart shows no signal yet; words are asked for."""
    ben.go(cycle)
    figures = ben.page.locator("#compared .big-figure")
    assert [figure.inner_text() for figure in figures.all()] == ["1", "0.67", "Not yet"]
    ben.look_around("study")
    ben.page.locator("#happened").fill("The keys hung on the hook each morning.")
    ben.press("Save what happened")
    assert ben.sees("What happened, in words")
    ben.look_around("act")


def adopt(ben: Walker, idea: Idea, cycle: str) -> None:
    """Asks how it stays the normal way and, without a signal, why; then the checks stand on the idea's page."""
    ben.go(cycle)
    ben.page.locator("label.choice", has_text="Adopt").click()
    ben.press("Adopt it")
    ben.page.locator("#words").fill("The hook is on the list of the early shift. Ben looks after it.")
    ben.press("Adopt it")
    assert ben.page.title().startswith("Error: ") and ben.sees("Write why you adopt it all the same")
    ben.look_around("adopting, and not saying why")
    ben.page.locator("#why").fill("Nobody asked for the keys on two days of three, and it costs a hook.")
    ben.press("Adopt it")
    assert ben.sees("Why, though the chart showed no real change")
    ben.go(f"/ideas/{idea.id}")
    for days, line in zip((30, 60, 90), ben.page.locator("#gain-checks li").all(), strict=True):
        assert f"After {days} days" in line.inner_text() and "Due" in line.inner_text()
    ben.look_around("an idea that is embedding")
    ben.go(f"/teams/{idea.team_id}/board")
    assert ben.page.locator("#embedding").get_by_role("link", name=HEADLINE, exact=True).count() == 1


def told_that_it_is_due(ana: Walker) -> None:
    """On the lead's first page."""
    ana.go("/")
    assert "Check due today" in ana.page.locator("main li", has_text=HEADLINE).last.inner_text()
    ana.look_around("the lead's start")


def still_in_use(ben: Walker, idea: Idea) -> None:
    """The owner is told, too: yes, and it goes on."""
    ben.go("/")
    assert "Still in use? To be said today" in ben.page.locator("main li", has_text=HEADLINE).inner_text()
    ben.look_around("the owner's start")
    ben.go(f"/ideas/{idea.id}")
    ben.page.locator("main .next").get_by_text("Say whether it is still in use").click()
    ben.look_around("the check after 30 days")
    ben.choose("Yes")
    ben.press("Save the check")
    assert ben.sees("It still holds") and ben.page.locator("#gain-checks .tag.good").inner_text() == "Yes"
    ben.look_around("a change that holds")


def test_a_real_change_is_adopted_without_asking_why(walk, trust, keys, ward, days):
    start_writing()
    made = filled(trust, BEFORE)
    commit()
    tap_in(ward, 2, made.name)
    ward.click("Undo", role="button")
    expect(ward.page.get_by_role("heading", name="Taken back. Today: 1")).to_be_visible()
    cycle = plan_measured(walk(trust.ana), keys, f"{made.name} (people a week)", "12", 7)
    readings_of_a_week(trust, made, days)
    study_a_real_change(walk(trust.ana), cycle)
    start_writing()
    found = db.session.scalars(select(Cycle).execution_options(populate_existing=True)).one()
    assert (found.decision, found.adopted_without) == ("adopt", "")
    days(30)
    later = walk(trust.ana)
    later.go(f"/ideas/{keys.id}")
    later.look_around("the idea with its chart, its ramp and its lamps")
    later.go("/fidelity")
    later.look_around("the lamps of the organisation")
    later.page.locator("td a").first.click()
    later.look_around("the tests behind a number")


def readings_of_a_week(trust: Any, measure: Any, days: Any) -> None:
    """A reading a day; the first one was tapped on the day Do began."""
    for figure in (11, 12, 11, 12, 11, 12, 11):
        days(1)
        start_writing()
        measure.add_reading(trust.ana, clock.today(), figure)
        commit()


def study_a_real_change(ana: Walker, cycle: str) -> None:
    """The figures stand there already; only words are asked for, and no reason."""
    ana.page.goto(cycle)
    ana.look_around("a measured cycle at Study")
    assert ana.page.locator("#result").count() == 0
    for closed in ana.page.locator("main details:not([open]) > summary").all():
        closed.click()
    ana.page.locator("#happened").fill("Fewer waits, each evening.")
    ana.press("Save what happened")
    assert ana.page.locator("#compared .big-figure").last.inner_text() == "Yes"
    ana.look_around("a measured cycle at Act")
    ana.page.locator("label.choice", has_text="Adopt").click()
    ana.press("Adopt it")
    ana.page.locator("#words").fill("The list is on the handover sheet.")
    ana.press("Adopt it")


def test_a_measure_that_is_missing_is_set_up_on_the_way_and_the_plan_keeps_its_words(walk, trust, keys):
    ben = walk(trust.ben)
    ben.go(f"/ideas/{keys.id}/cycles/new")
    write_plan(ben, prediction_amount="1")
    ben.click("Start a new measure")
    ben.choose("How many times something happened")
    ben.press("Next")
    ben.choose("It stays about the same")
    ben.press("Next")
    ben.write("What is it called?", MEASURE)
    ben.write("What exactly is counted, and how?", "Each time somebody asks who has them, 7 to 7.")
    for label in ("Every day", "What we want to reach", "Lower is better"):
        ben.choose(label)
    ben.press("Set it up")
    assert ben.page.locator("#question").input_value() == "Does a hook by the door end the looking?"
    assert ben.page.locator("#prediction_amount").input_value() == "1"
    assert ben.page.get_by_label("It goes down").is_checked()
    assert MEASURE in ben.page.locator("#measure_id option:checked").inner_text()
    ben.look_around("a plan with the measure that was just set up")
    ben.press("Save the plan")
    assert ben.page.locator("#no-baseline").is_visible()
    ben.look_around("a plan without readings from before")


def test_a_change_that_is_no_longer_in_use_makes_its_idea_ready_again(walk, trust, keys, days):
    adopted(keys, trust)
    days(30)
    ben = walk(trust.ben)
    ben.go(f"/ideas/{keys.id}/gain-check")
    ben.page.locator("main label", has_text="No longer in use").click()
    ben.press("Save the check")
    assert ben.page.title().startswith("Error: ") and ben.sees("Write why it is no longer in use")
    ben.look_around("a check without a word")
    ben.write("How do you know?", "The hook was taken down with the old door.")
    ben.press("Save the check")
    assert ben.sees("The idea is ready again")
    ben.look_around("an idea that is ready again")
    ben.go(f"/teams/{trust.ward_12.id}/board")
    assert ben.page.locator("#ready").get_by_role("link", name=HEADLINE, exact=True).count() == 1


def adopted(idea: Idea, trust: Any) -> None:
    """By a test that measured nothing."""
    start_writing()
    cycle = plan(idea, trust.ben, plan_with())
    cycle.start_doing(trust.ben)
    cycle.study(trust.ben, "The keys hung on the hook.", None, "")
    cycle.adopt(trust.ben, "It is on the list of the early shift.")
    commit()
