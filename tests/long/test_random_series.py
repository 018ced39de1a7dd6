"""The full form: 10,000 random series for each promise about charts."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.measures.random_series import SCALING, charts, check_order, check_sanity, check_scaling

pytestmark = pytest.mark.long
THOROUGH = settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))


@THOROUGH
@given(charts())
def test_ten_thousand_charts_of_numbers(chart):
    check_sanity(chart)


@THOROUGH
@given(charts(), st.data())
def test_ten_thousand_orders_of_entry(chart, data):
    check_order(chart, data.draw(st.permutations(chart[0])))


@THOROUGH
@given(charts(SCALING), st.integers(-20, 20))
def test_ten_thousand_changes_of_unit(chart, power):
    check_scaling(chart, power)
