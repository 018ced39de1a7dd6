"""What a chart costs from points to SVG, in CPU time: the best of several, for what else the machine does only adds."""

import time

import pytest
from jinja2 import Environment, FileSystemLoader

from improve.measures.chart import Look, draw
from improve.measures.kinds import Chart
from tests.measures.building import drawn, series

WAVES = [20 + (k * 7) % 11 - (k * 3) % 5 for k in range(1_000)]
PAGES = Environment(
    loader=FileSystemLoader("templates"), trim_blocks=True, lstrip_blocks=True, autoescape=True
)


@pytest.mark.parametrize("chart", [Chart.XMR, Chart.P, Chart.RUN])
@pytest.mark.parametrize(("number", "most"), [(60, 0.003), (1_000, 0.025)])
def test_a_chart_is_worked_out_and_drawn_at_once(chart, number, most):
    template = PAGES.get_template("measures/_chart.html").module
    points = series(*WAVES[:number], n=90)
    assert min(cost(template, chart, points) for _ in range(10)) < most


def cost(template, chart, points):
    start = time.process_time()
    template.chart(draw(drawn(chart, points, target=0.5), Look(name="Falls", unit="falls")), "chart")
    return time.process_time() - start
