"""What working out a chart costs, in CPU time: the best of several, for what else the machine does only ever adds."""

import time

import pytest

from improve.measures.kinds import Chart
from tests.measures.building import drawn, series, subgroups

WAVES = [20 + (k * 7) % 11 - (k * 3) % 5 for k in range(1_000)]


@pytest.mark.parametrize("chart", [Chart.XMR, Chart.P, Chart.PP, Chart.T, Chart.XBAR])
@pytest.mark.parametrize(("number", "most"), [(60, 0.001), (1_000, 0.010)])
def test_a_chart_is_worked_out_at_once(chart, number, most):
    ys = WAVES[:number]
    is_grouped = chart == Chart.XBAR
    points = subgroups(*[(y, y + 1, y - 2) for y in ys]) if is_grouped else series(*ys, n=90)
    assert min(cost(chart, points) for _ in range(10)) < most


def cost(chart, points):
    start = time.process_time()
    drawn(chart, points, target=0.5)
    return time.process_time() - start
