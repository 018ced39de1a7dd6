"""The page of a plan: three parts, and what is needed now and then folded in them."""

import pytest

from improve.pdsa.models import plan
from tests.pdsa.plans import form_with
from tests.pdsa.story import measure, measured_plan

FOLDED = {"in words": "#measure", "who says that it is safe": "#approver"}


def open_parts(page):
    """The folded parts of the plan that stand open."""
    return {
        name for name, css in FOLDED.items() if page.select_one(css).find_parent("details").has_attr("open")
    }


def test_a_plan_asks_in_three_parts(ben, ready):
    page = ben.get(f"/ideas/{ready.id}/cycles/new")
    said = [" ".join(heading.text.split()) for heading in page.soup.select("form h2")]
    assert said == ["1 What you try", "2 What you predict", "3 Who, when and how big"]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"question": ""}, {"in words"}),
        ({"measure": ""}, {"in words"}),
        ({"affects_patient": "yes"}, {"in words", "who says that it is safe"}),
    ],
)
def test_what_is_filled_in_or_wrong_stands_open(trust, ben, ready, sent, expected):
    measure(trust)
    assert open_parts(ben.get(f"/ideas/{ready.id}/cycles/new")) == set()
    assert open_parts(ben.post(f"/ideas/{ready.id}/cycles", form_with(**sent))) == expected


def test_where_nothing_is_measured_the_words_are_asked_at_once(ben, ready):
    assert open_parts(ben.get(f"/ideas/{ready.id}/cycles/new")) == {"in words"}


def test_a_plan_with_a_measure_needs_no_words(trust, ben, ready):
    cycle = plan(ready, trust.ben, measured_plan(measure(trust)))
    assert open_parts(ben.get(f"/cycles/{cycle.id}/plan")) == set()


def test_what_is_wrong_is_listed_in_the_order_of_the_page(ben, ready):
    page = ben.post(f"/ideas/{ready.id}/cycles", {})
    listed = [link["href"] for link in page.soup.select("[data-error-summary] a")]
    assert listed.index("#measure") < listed.index("#scale-0") < listed.index("#affects_patient-0")
