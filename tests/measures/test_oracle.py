"""What two packages of others answer to the same series: NHSRplotthedots 0.2.2 and qicharts2 0.8.1."""

import pytest

from tests.measures.comparing import calls, compared
from tests.measures.oracle import DEVIATIONS

FIELDS = [
    *(f"ptd.groups.{name}" for name in ("from", "to", "n", "mean", "lpl", "upl", "short")),
    *(f"ptd.{name}" for name in ("rel", "outside", "close", "special", "point", "error")),
    *(f"ptd.{name}" for name in ("variation", "variation_icon", "assurance", "assurance_icon")),
    *(f"qic.parts.{name}" for name in ("from", "to", "n_obs", "n_useful", "cl", "lcl", "ucl", "runs_signal")),
    *(f"qic.parts.{name}" for name in ("longest_run", "longest_run_max", "n_crossings", "n_crossings_min")),
    *(f"qic.{name}" for name in ("lcl", "ucl", "y", "sigma")),
]


@pytest.mark.parametrize("field", FIELDS)
def test_every_answer_agrees_with_the_packages(field):
    found = compared().fields[field]
    assert found.number > 0
    assert found.differences == []


def test_no_field_of_the_reference_is_left_uncompared():
    assert set(compared().fields) == set(FIELDS)


def test_only_calls_on_which_the_package_crashes_are_skipped():
    crashing = [call for _, call in calls() if "if (all(d ==" in call["expect"].get("error", "")]
    assert crashing
    assert compared().skipped == crashing


def test_the_product_as_shipped_differs_only_where_it_says_so():
    shipped = compared(as_shipped=True)
    assert shipped.differing
    assert all(set(tags) & set(DEVIATIONS) for tags in shipped.differing)


def test_every_deviation_has_its_sentence():
    assert all(len(sentence) > 60 for sentence in DEVIATIONS.values())
