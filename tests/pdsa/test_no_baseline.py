"""Before Do it is said what cannot be said later without readings from before. It forbids nothing."""

import pytest

from improve.pdsa.models import plan
from tests.pdsa.story import doing, filled, measure, measured_plan


@pytest.mark.parametrize(
    ("figures", "words"),
    [((), "nothing to compare with"), ((16,), "only 1 reading"), ((16, 15), "only 2 readings")],
)
def test_too_few_readings_from_before_are_named_with_a_way_to_enter_them(trust, ready, as_, figures, words):
    made = filled(trust, figures)
    cycle, ben = plan(ready, trust.ben, measured_plan(made)), as_(trust.ben)
    notice = ben.get(f"/cycles/{cycle.id}").select_one("#no-baseline")
    assert words in notice.text and made.name in notice.text
    assert notice.select_one(f"a[href='/measures/{made.id}/readings']")
    assert ben.post(f"/cycles/{cycle.id}/start").status_code == 303
    assert not ben.get(f"/cycles/{cycle.id}").select_one("#no-baseline")


def test_with_three_readings_from_before_nothing_is_said(trust, ready, as_):
    cycle = plan(ready, trust.ben, measured_plan(filled(trust, (16, 15, 17))))
    assert not as_(trust.ben).get(f"/cycles/{cycle.id}").select_one("#no-baseline")


def test_a_plan_says_at_the_choice_how_few_readings_there_are(trust, ready, as_):
    measure(trust, name="None")
    filled(trust, (16, 15), name="Two")
    filled(trust, (16, 15, 17), name="Three")
    offered = as_(trust.ben).get(f"/ideas/{ready.id}/cycles/new").select_one("#measure_id").text
    assert "None (people a week), no reading yet" in offered
    assert "Two (people a week), only 2 readings yet" in offered
    assert "Three (people a week), " not in offered


def test_a_running_test_is_not_asked_for_readings_from_before(trust, ready, as_):
    cycle = doing(trust, ready, measure(trust))
    assert not as_(trust.ben).get(f"/cycles/{cycle.id}").select_one("#no-baseline")
