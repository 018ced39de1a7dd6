"""The page of a plan: three parts; what is needed now and then is folded, or steps aside."""

import pytest

from improve.pdsa.models import plan
from tests.pdsa.plans import form_with
from tests.pdsa.story import measure, measured_plan


def is_open(page):
    """Whether the folded part of the plan stands open: who says that it is safe."""
    return page.select_one("#approver").find_parent("details").has_attr("open")


def steps_aside(page):
    """Whether the field for words goes as soon as a measure is chosen (_cycle.scss); it is never folded."""
    field = page.select_one("#measure")
    assert field.find_parent("details") is None
    return bool(field.find_parent(class_="only-in-words"))


def test_a_plan_asks_in_three_parts(ben, ready):
    page = ben.get(f"/ideas/{ready.id}/cycles/new")
    said = [" ".join(heading.text.split()) for heading in page.soup.select("form h2")]
    assert said == ["1 What you try", "2 What you predict", "3 Who, when and how big"]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [({"question": ""}, False), ({"affects_patient": "yes"}, True)],
)
def test_what_is_filled_in_or_wrong_stands_open(trust, ben, ready, sent, expected):
    assert not is_open(ben.get(f"/ideas/{ready.id}/cycles/new"))
    assert is_open(ben.post(f"/ideas/{ready.id}/cycles", form_with(**sent))) == expected


def test_who_plans_a_test_reads_the_idea_before_the_form(ben, ready):
    page = ben.get(f"/ideas/{ready.id}/cycles/new")
    assert page.select_one(".cols > aside:first-child + form")


def test_words_are_asked_in_sight_and_step_aside_for_a_measure(trust, ben, ready):
    assert steps_aside(ben.get(f"/ideas/{ready.id}/cycles/new"))
    cycle = plan(ready, trust.ben, measured_plan(measure(trust)))
    assert steps_aside(ben.get(f"/cycles/{cycle.id}/plan"))


def test_words_that_are_wrong_stay_in_sight(trust, ben, ready):
    asked = {"measure": "x" * 2001, "measure_id": measure(trust).id}
    assert not steps_aside(ben.post(f"/ideas/{ready.id}/cycles", form_with(**asked)))


def test_what_is_wrong_is_listed_in_the_order_of_the_page(ben, ready):
    page = ben.post(f"/ideas/{ready.id}/cycles", {})
    listed = [link["href"] for link in page.soup.select("[data-error-summary] a")]
    assert listed.index("#measure") < listed.index("#scale-0") < listed.index("#affects_patient-0")
