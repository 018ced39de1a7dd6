"""What the charts say in words, under the chart and to whoever hears it."""

from improve.measures.kinds import Wanted
from improve.measures.rules.chart_words import runs_words, words_of
from improve.measures.runchart import runs_around
from tests.measures.building import day, drawn, series, xmr

CALM = [10, 12] * 8


def notes(found):
    return {note.code: note.words for note in found.notes}


def test_the_verdict_names_the_change_and_the_target():
    assert xmr(*CALM, target=11).verdict == "no sign of change, may meet the target or miss it"
    assert (
        xmr(*CALM, 30, wanted=Wanted.LOWER, target=99).verdict == "getting worse, likely to meet the target"
    )
    assert xmr(*CALM, 30, wanted=Wanted.NEITHER).verdict == "higher than before"


def test_one_point_is_too_few_to_tell():
    assert xmr(4).verdict == "too few points to tell"


def test_every_kind_of_point_has_its_words():
    found = xmr(*CALM, None, 99, 11, excluded=(19,), baseline=12)
    assert [words_of(point) for point in found.points[15:]] == [
        "ordinary variation",
        "no figure",
        "above the upper limit",
        "left out of the lines",
    ]


def test_a_calm_chart_of_enough_points_needs_no_note():
    assert xmr(*CALM).notes == ()


def test_the_notes_count_what_was_left_out():
    found = xmr(*CALM, None, None, 90, 11, 10, 12, excluded=(20,))
    assert notes(found)["gaps"].startswith("2 dates have no figure")
    assert notes(found)["left-out"].startswith("1 point left out")
    assert notes(found)["screened"].startswith("2 moving ranges left out")


def test_other_charts_say_what_a_gap_and_a_left_out_point_do_there():
    found = drawn("i", series(1, None, 2, 3, excluded=(4,)))
    assert "goes across a gap" in notes(found)["gaps"]
    assert "compared with the limits" in notes(found)["left-out"]


def test_trial_limits_name_the_part_with_the_fewest_points():
    assert "4 points in one of its parts" in notes(xmr(*CALM, rebase=(day(13),)))["trial-limits"]


def test_a_constant_series_says_that_limits_say_nothing():
    assert set(notes(xmr(*[5] * 20))) == {"same"}


def test_the_runs_tests_are_told_with_their_figures():
    calm, shifted = runs_around(11, CALM), runs_around(15, [10] * 8 + [20] * 8)
    assert runs_words(calm).startswith("The points are random around the line.")
    assert runs_words(shifted) == (
        "The points are not random around the line. The longest run has 8 points (chance explains up to 7); "
        "the line is crossed once (chance explains 4 or more)."
    )
    assert "too few" in runs_words(runs_around(0, [1]))
