"""Where a chart could say more than its points can: the direction of a finding, the target, a step of few points."""

import pytest

from improve.measures import titles
from improve.measures.chart import Look, draw
from improve.measures.kinds import Chart, Often, Wanted
from improve.measures.rules.findings import Finding
from tests.measures.building import day, drawn, series, xmr
from tests.measures.test_chart import STEADY

LOOK = Look(name="Wait", unit="minutes", often=Often.WEEK)
LOW, HIGH = (5, 6, 5, 4, 5), (15, 16, 14, 15, 16)


def run_chart(*ys, chart=Chart.RUN):
    return drawn(chart, series(*ys), wanted=Wanted.LOWER)


def test_a_series_that_swings_is_neither_improving_nor_getting_worse():
    found = run_chart(*LOW, *HIGH, *LOW, *HIGH)
    assert found.parts[-1].runs.is_signal
    assert found.verdict == "not random, in no clear direction"
    assert titles.icon_of(found) is None
    assert titles.variation_words(found) == "Not random, in no clear direction"
    assert "no clear direction" in titles.lede(found, LOOK)


def test_the_last_point_alone_does_not_turn_the_finding_of_an_old_run():
    old_run = (*[1] * 12, *[3, 1] * 8, *[2] * 1)
    verdicts = {drawn(Chart.I, series(*old_run, last), wanted=Wanted.LOWER).verdict for last in (1, 3)}
    assert verdicts == {"not random, in no clear direction"}


@pytest.mark.parametrize(
    ("after", "finding"), [(HIGH, Finding.CONCERN), ((1, 2, 1, 1, 0), Finding.IMPROVEMENT)]
)
def test_a_lasting_step_has_a_direction(after, finding):
    assert run_chart(*LOW, *after).finding == finding


def test_a_target_without_limits_is_not_said_to_be_met_sometimes():
    found = xmr(*[5] * 14, target=10, wanted=Wanted.HIGHER)
    assert "met" not in titles.lede(found, LOOK).replace("compare", "")
    assert titles.assurance_words(found) == "No limits to compare the target with"


def test_a_target_that_was_never_met_is_not_said_to_be_met_in_some_weeks():
    words = titles.lede(xmr(*[5, 6, 5, 4, 5, 6] * 4, target=7, wanted=Wanted.HIGHER), LOOK)
    assert "The target of 7 minutes lies within the limits: any week may meet it or miss it." in words


def test_a_target_that_was_missed_is_not_said_to_be_met_always():
    found = xmr(*STEADY, 90, target=40, wanted=Wanted.LOWER)
    assert titles.assurance_words(found) == "Likely to meet target"
    assert "is likely to be met" in titles.lede(found, LOOK)


def test_a_target_that_was_met_is_not_said_to_be_missed_always():
    found = xmr(*STEADY, 90, target=80, wanted=Wanted.HIGHER)
    assert titles.assurance_words(found) == "Likely to miss target"
    assert "is not likely to be met" in titles.lede(found, LOOK)


def test_a_step_of_few_points_is_no_heading():
    found = xmr(*STEADY, 9, rebase=(day(len(STEADY) + 1),), wanted=Wanted.LOWER)
    assert titles.heading("Wait", "minutes", found) == titles.title("Wait", found)


def test_a_signal_from_few_points_is_said_to_be_rough():
    assert "few points" in titles.lede(xmr(0, 0, 0, 0, 0, 10), LOOK)
    assert "few points" not in titles.lede(xmr(*STEADY, 90), LOOK)


@pytest.mark.parametrize(("points", "is_early"), [(1, True), (2, True), (6, True), (7, False)])
def test_few_points_are_said_to_be_too_few_wherever_the_chart_speaks(points, is_early):
    found = xmr(*[5, 7, 6, 8, 5, 6, 7][:points], target=99)
    said = (
        titles.title("Wait", found) == "Wait: too few points to tell",
        titles.variation_words(found) == "Too few points to tell",
        titles.icon_of(found) is None,
        titles.lede(found, LOOK).startswith("Too early to tell"),
        draw(found, LOOK).description.endswith("Too few points to tell."),
    )
    assert set(said) == {is_early}


def test_lines_that_began_anew_are_too_early_to_tell_from():
    found = xmr(*STEADY, 9, 8, rebase=(day(len(STEADY) + 1),))
    assert titles.variation_words(found) == "Too few points to tell"
    assert titles.shows(found.points[0], found) == "Normal ups and downs"


def test_a_signal_in_few_points_is_still_told():
    assert xmr(0, 0, 0, 0, 0, 10).verdict == "improving"
