"""500 random series for each promise; `make test-long` tries 10,000."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from improve.measures.kinds import Chart
from improve.measures.rules.points import Settings
from tests.measures.building import subgroups
from tests.measures.random_series import SCALING, charts, check_order, check_sanity, check_scaling

QUICK = settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))


@QUICK
@given(charts())
def test_whatever_was_entered_there_is_a_chart_of_numbers(chart):
    check_sanity(chart)


@QUICK
@given(charts(), st.data())
def test_the_order_of_entry_plays_no_part(chart, data):
    check_order(chart, data.draw(st.permutations(chart[0])))


@QUICK
@given(charts(SCALING), st.integers(-20, 20))
def test_another_unit_moves_the_lines_and_changes_no_verdict(chart, power):
    check_scaling(chart, power)


def test_squares_are_rounded_alike_in_every_unit():
    groups = subgroups((0.0, 1.0), (-367.0, 67108863.0, -2.1875, 15.646442559735988, 15.646442559735988))
    check_scaling((groups, Settings(chart=Chart.XBAR)), 3)
