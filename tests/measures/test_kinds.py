"""Two questions pick the chart, and it can be drawn."""

import pytest

from improve.measures import chooser
from improve.measures.kinds import Chart, Kind, Often, chart_for, charts_for

COMES_TO = [
    ("measured", "one", Kind.MEASUREMENT, Chart.XMR), ("measured", "several", Kind.MEASUREMENT, Chart.XBAR),
    ("happened", "same", Kind.COUNT, Chart.XMR), ("happened", "changes", Kind.RATE, Chart.U),
    ("happened", "rare", Kind.TIME_BETWEEN, Chart.T), ("out_of", "often", Kind.PROPORTION, Chart.P),
    ("out_of", "rare", Kind.CASES_BETWEEN, Chart.G),
]  # fmt: skip


@pytest.mark.parametrize(("what", "how", "kind", "chart"), COMES_TO)
def test_two_answers_come_to_a_kind_and_a_chart(what, how, kind, chart):
    found = chooser.chosen(what, how)
    assert (found.kind, found.choice.chart) == (kind, chart)
    assert found.choice.why.endswith(".")


def test_every_pair_of_answers_comes_to_something():
    pairs = {(what, how) for what, question in chooser.SECOND.items() for how, _ in question.answers}
    assert pairs == set(chooser.KINDS)
    assert {kind for kind, _ in chooser.KINDS.values()} == set(Kind)


@pytest.mark.parametrize(
    ("what", "how"), [("", ""), ("measured", ""), ("measured", "rare"), ("nothing", "one")]
)
def test_while_an_answer_is_missing_nothing_is_picked(what, how):
    assert chooser.chosen(what, how) is None


def test_the_chart_that_fits_is_the_first_of_those_that_can_be_drawn():
    for kind in Kind:
        assert charts_for(kind)[0] == chart_for(kind).chart


def test_what_lies_between_two_events_is_entered_when_the_next_one_happens():
    assert chooser.often_for(Kind.TIME_BETWEEN) == (Often.EVENT,)
    assert Often.EVENT not in chooser.often_for(Kind.PROPORTION)
