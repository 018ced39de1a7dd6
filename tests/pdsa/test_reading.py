"""What other pages show of cycles; the ramp and the four steps, in words."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from improve.core import clock
from improve.core.when import short_day
from improve.ideas.stages import Stage
from improve.pdsa.checks import next_check
from improve.pdsa.progress import progress
from improve.pdsa.ramp import ramp
from improve.pdsa.reading import due_for, due_words, open_cycles, prediction_words
from improve.pdsa.stairs import stairs
from improve.pdsa.words import State
from tests.pdsa.plans import TODAY


def cycle_like(**changes):
    about = {"id": "c", "number": 1, "scale": 1, "state": "acted", "decision": "adapt", "starts_on": TODAY}
    words = {
        "change": "Two blankets",
        "learned": "Fill at six",
        "decision_words": "Fill it",
        "started_at": None,
    }
    return SimpleNamespace(**(about | words | {"ends_on": TODAY + timedelta(days=7)} | changes))


def test_a_card_says_which_cycle_and_what_is_due(trust, cycle, ready):
    line = open_cycles([ready.id])[ready.id]
    assert (line.number, line.scale, line.due, line.is_late) == (
        1,
        "One patient or event",
        "Do starts today",
        False,
    )
    cycle.start_doing(trust.ben)
    assert open_cycles([ready.id])[ready.id].due.startswith("study due")
    assert open_cycles([]) == {}


def test_a_unit_without_a_number_says_nothing():
    told = {"prediction_direction": "down", "prediction_unit": "a night", "prediction_by": TODAY}
    assert prediction_words(cycle_like(**told, prediction_amount=None)).startswith("goes down by ")
    assert prediction_words(cycle_like(**told, prediction_amount=2)).startswith("goes down to 2 a night")


def test_a_prediction_reads_the_same_every_day():
    told = {"prediction_direction": "down", "prediction_unit": "", "prediction_amount": 12}
    last = date(2026, 11, 23)
    days = (date(2026, 11, 22), last, date(2026, 11, 24), date(2026, 12, 31))
    said = set()
    for today in days:
        with clock.set_to(datetime(today.year, today.month, today.day, 12, tzinfo=UTC)):
            said.add(prediction_words(cycle_like(**told, prediction_by=last)))
    assert said == {"goes down to 12 by 23 November"}


def test_a_closed_cycle_is_on_no_card(adopted, ready):
    assert open_cycles([ready.id]) == {}


def test_a_lead_sees_what_is_due(trust, cycle, ready):
    due = due_for([trust.ward_12], TODAY)
    assert [(one.href, one.due) for one in due] == [(f"/cycles/{cycle.id}", "Do starts today")]
    assert due_for([trust.ward_14], TODAY) == due_for([], TODAY) == []
    cycle.start_doing(trust.ben)
    assert due_for([trust.ward_12], TODAY + timedelta(days=6)) == []
    assert len(due_for([trust.ward_12], TODAY + timedelta(days=7))) == 1


def test_a_decision_is_due_as_soon_as_it_was_studied(trust, studied):
    assert due_for([trust.ward_12], TODAY)[0].due == "Decide now"


@pytest.mark.parametrize(
    ("state", "away", "said"),
    [
        (State.PLANNED, 0, "Do starts today"),
        (State.PLANNED, -1, "Do was to start yesterday"),
        (State.DOING, 0, "study due today"),
        (State.DOING, -1, "study was due yesterday"),
        (State.STUDIED, -1, "decide now"),
    ],
)
def test_a_day_that_has_passed_is_said_so(state, away, said):
    on = TODAY + timedelta(days=away)
    about = cycle_like(state=state, starts_on=on, ends_on=on, refused_at=None)
    assert due_words(about, TODAY) == (said, away < 0)


def test_a_check_is_due_on_its_day(trust, adopted, ready):
    assert due_for([trust.ward_12], TODAY + timedelta(days=29)) == []
    href = f"/gain-checks/{next_check(ready).id}"
    assert [one.href for one in due_for([trust.ward_12], TODAY + timedelta(days=30))] == [href]
    ready.stage = Stage.DONE
    assert due_for([trust.ward_12], TODAY + timedelta(days=30)) == []


def test_the_ramp_says_what_became_of_each_cycle():
    first, second = ramp([cycle_like(), cycle_like(number=2, scale=2, state="doing", decision="")])
    assert (first.tag, first.scale, first.is_now, first.words) == (
        "Adapted",
        "One patient or event",
        False,
        "Fill it",
    )
    assert (second.tag, second.is_now) == ("At Do", True)
    assert ramp([cycle_like(decision="abandon", decision_words="Fill at six")])[0].words == ""


def test_a_test_that_began_late_says_when_it_began(ben, trust, cycle):
    planned = TODAY - timedelta(days=9)
    cycle.starts_on = planned
    page = f"/cycles/{cycle.id}"
    assert f"{planned.day} {planned:%B}" in ben.get(page).select_one("p.meta").text
    cycle.start_doing(trust.ben)
    shown = ben.get(page)
    assert f"{planned.day} {planned:%B}" not in shown.select_one("p.meta").text
    assert ramp([cycle])[0].starts_on == TODAY
    with clock.set_to(clock.now() + timedelta(days=7)):
        assert progress(cycle, clock.today())[1].words == f"From {short_day(TODAY, clock.today())}"


@pytest.mark.parametrize(
    ("state", "days_to_end", "places"),
    [
        (State.PLANNED, 7, ["now", "", "", ""]),
        (State.DOING, 7, ["done", "now", "", ""]),
        (State.DOING, 0, ["done", "done", "now", ""]),
        (State.STUDIED, 0, ["done", "done", "done", "now"]),
        (State.ACTED, 0, ["done", "done", "done", "done"]),
        (State.NOT_RUN, 0, ["done", "", "", ""]),
    ],
)
def test_four_steps_and_where_it_stands(state, days_to_end, places):
    steps = progress(cycle_like(state=state, ends_on=TODAY + timedelta(days=days_to_end)), TODAY)
    assert [step.name for step in steps] == ["Plan", "Do", "Study", "Act"]
    assert [step.place for step in steps] == places
    assert all(step.words for step in steps)


def test_the_stairs_are_as_high_as_the_scales_and_say_so_in_words():
    shown = stairs([cycle_like(), cycle_like(number=2, scale=3, state="doing", decision="")])
    assert [stair.height for stair in shown.stairs] == [30, 90]
    assert [(stair.name, stair.tag, stair.is_now) for stair in shown.stairs] == [
        ("Cycle 1", "Adapted", False),
        ("Cycle 2", "At Do", True),
    ]
    assert shown.words == "Cycle 1: one patient or event, adapted. Cycle 2: one bay, at do"


def test_many_stairs_stay_within_the_picture():
    shown = stairs([cycle_like(number=number) for number in range(1, 41)])
    assert all(stair.x + stair.width <= shown.width for stair in shown.stairs)
    assert shown.stairs[-1].name == "40"
