"""What a chart says in words."""

from improve.measures import titles
from improve.measures.chart import Look
from improve.measures.kinds import Chart, Often, Wanted
from improve.measures.rules.points import Gaps
from tests.measures.building import day, drawn, series, xmr
from tests.measures.test_chart import LOW, STEADY

LOOK = Look(name="Wait", unit="minutes", often=Often.WEEK)


def test_the_title_is_the_finding_and_what_becomes_of_the_target():
    found = xmr(*STEADY, *LOW, wanted=Wanted.LOWER, target=1)
    assert titles.title("Falls per 1,000 bed days", found).startswith("Falls per 1,000 bed days: improving, ")


def test_with_two_groups_the_heading_tells_what_became_of_it():
    found = xmr(*STEADY, *LOW, rebase=(day(15),), wanted=Wanted.LOWER)
    assert titles.heading("Wait", "minutes", found) == "Wait fell from 21 to 10 minutes"


def test_groups_that_do_not_differ_stayed():
    found = xmr(*STEADY, *STEADY, rebase=(day(15),))
    assert titles.heading("Wait", "minutes", found) == "Wait stayed at 21 minutes"


def test_one_group_has_the_finding_for_a_heading():
    found = xmr(*STEADY)
    assert titles.heading("Wait", "minutes", found) == titles.title("Wait", found)


def test_seven_on_one_side_are_said_to_be_real():
    found = xmr(
        20, 22, 19, 25, 20, 23, 19, 26, 22, 25, 19, 24, 18, 18, 17, 18, 19, 18, 18, 17, wanted=Wanted.LOWER
    )
    assert "are all below the mean, which is a real change, not luck." in titles.lede(found, LOOK)


def test_a_point_beyond_a_limit_asks_what_was_different():
    assert "above the upper limit" in titles.lede(xmr(*STEADY, 90), LOOK)


def test_ordinary_variation_is_no_sign_of_a_change():
    assert "no sign of a change" in titles.lede(xmr(*STEADY), LOOK)


def test_one_point_tells_nothing_yet():
    assert titles.lede(xmr(5), LOOK).startswith("Too early to tell")
    assert titles.variation_words(xmr(5)) == "Too few points to tell"


def test_a_target_between_the_limits_is_met_sometimes():
    assert "The target of 21 minutes is met in some weeks only." in titles.lede(
        xmr(*STEADY, target=21, wanted=Wanted.LOWER), LOOK
    )


def test_a_point_of_a_run_is_not_called_ordinary():
    found = drawn(Chart.RUN, series(*range(1, 21)))
    assert titles.shows(found.points[-1], found) == "Part of a series that is not random"


def test_a_chart_whose_figures_are_all_left_out_cannot_tell():
    assert xmr(0, excluded=(1,), gaps=Gaps.BREAK).verdict == "too few points to tell"
