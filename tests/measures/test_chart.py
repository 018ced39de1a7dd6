"""The drawing: each part of a chart stands where its figures say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from improve.measures.chart import ChartMark
from improve.measures.drawing.plot import FORMS
from improve.measures.kinds import Chart, Often, Wanted
from improve.measures.serving import Band
from tests.measures.building import day
from tests.measures.charting import after, is_within, picture, places, stroke, words

STEADY = [20, 22, 19, 21, 20, 23, 19, 21, 22, 20, 19, 21, 20, 22]
LOW = [9, 11, 8, 10, 9, 12, 8, 10, 11, 9, 8, 10, 9, 11]


def test_the_lines_of_a_rebase_break():
    made = picture(*STEADY, *LOW, rebase=(day(15),))
    assert len(places(stroke(made, "mean"))) == 2
    assert len(places(stroke(made, "limit"))) == 4
    assert len(places(stroke(made, "data"))) == 2
    assert stroke(made, "rebase")


def test_a_rebase_says_from_when_and_why():
    made = picture(
        *STEADY, *LOW, rebase=(day(15),), look={"notes": [ChartMark(day(15), "A pharmacist joined", True)]}
    )
    assert "Lines worked out afresh from 15 January" in words(made)
    assert "A pharmacist joined" in words(made)


def test_a_limit_where_no_point_can_be_is_not_drawn_and_said():
    made = picture(1, 4, 0, 5, 2, 6, 1, 5, 0, 4, 1, 6, 2)
    assert len(places(stroke(made, "limit"))) == 1
    assert any("stands in the table and is not drawn" in note for note in made.notes)


def test_an_axis_that_does_not_begin_at_0_says_so():
    assert any("not at 0" in note for note in picture(97, 98, 99, 98, 97, 99).notes)
    assert not any("not at 0" in note for note in picture(2, 9, 4, 8).notes)


def test_a_point_left_out_is_a_ring_and_on_no_line():
    made = picture(*STEADY, 90, *STEADY, excluded=(15,))
    assert len(places(stroke(made, "p-left-out"))) == 1
    x, y = places(stroke(made, "p-left-out"))[0]
    assert f"{x} {y}" not in stroke(made, "data")
    assert "Left out of the lines" in [key.words for key in made.legend]


def test_each_type_of_point_has_a_shape_of_its_own():
    outlines = {
        stroke(picture(*STEADY, last, wanted=wanted), kind).split("m", 1)[1].split("M")[0]
        for last, wanted, kind in (
            (20, Wanted.LOWER, "p-common"),
            (2, Wanted.LOWER, "p-improve"),
            (2, Wanted.HIGHER, "p-concern"),
            (2, Wanted.NEITHER, "p-neutral"),
        )
    }
    assert len(outlines) == 4


def test_a_prediction_is_a_line_inside_its_own_band():
    band = Band(day(5), after(5, 4), "Cycle 1", "one bay", predicted=15)
    made = picture(*STEADY, look={"bands": [band]})
    area = next(area for area in made.areas if area.kind == "band")
    start, end = (
        stroke(made, "predict").removeprefix("M").split(" ")[0],
        stroke(made, "predict").split("H")[1],
    )
    assert (float(start), float(end)) == (area.x, area.x + area.width)
    assert {"Cycle 1", "one bay"} <= set(words(made))


def test_names_of_neighbouring_bands_do_not_touch():
    bands = [Band(after(k, 0), after(k, 1), f"Cycle {k}", "one bay") for k in (3, 5, 7)]
    made = picture(*STEADY * 3, look={"bands": bands})
    titles = [(text.x, text.anchor) for text in made.texts if text.kind == "t-band"]
    assert len(titles) == len(set(titles))


def test_limits_of_a_proportion_step_from_point_to_point():
    made = picture(*[5, 12, 7, 9, 6] * 4, chart=Chart.P, n=[20, 40, 25, 30, 22] * 4, multiply=100, most=100)
    assert "V" in stroke(made, "limit")


def test_a_run_chart_has_a_median_and_no_limits():
    made = picture(*STEADY, chart=Chart.RUN)
    assert stroke(made, "limit") is None
    assert "Median 20.5" in " ".join(words(made, "t-line"))


def test_a_note_stands_beside_its_point_or_has_a_number():
    notes = [
        ChartMark(day(k), f"Something happened, number {k}, that takes many words to tell")
        for k in range(1, 14)
    ]
    made = picture(*STEADY, look={"notes": notes})
    assert len(words(made, "t-note")) >= len(notes)


@pytest.mark.parametrize("target", [18, 19, 20, 21, 22, 23, 24])
def test_a_note_stands_on_no_line_where_there_is_room(target):
    made = picture(*STEADY, target=target, look={"notes": [ChartMark(day(7), "The night staff tried it")]})
    lines = [y for kind in ("mean", "target") for _, y in places(stroke(made, kind))]
    noted = [text.y for text in made.texts if text.kind in ("t-note", "t-small") and text.words[0] in "T7"]
    assert len(noted) == 2
    high = FORMS["page"].letters
    assert not [y for y in lines for foot in noted if foot - 0.7 * high < y < foot]


STORY = (  # of the design: 21 weeks around 16, then 9 of a test
    17, 14, 19, 16, 13, 18, 15, 20, 17, 12, 16, 18, 14, 15, 19, 16, 11, 17, 20, 15, 14,
    16, 14, 12, 15, 18, 13, 14, 12, 10,
)  # fmt: skip


def test_notes_between_close_lines_go_further_until_no_limit_runs_through_them():
    notes = [
        ChartMark(day(26), "Two bank nurses did not know about the list"),
        ChartMark(day(27), "The evening pharmacist started"),
    ]
    made = picture(*STORY, size="panel", target=10, baseline=21, look={"notes": notes})
    lines = [y for kind in ("mean", "target", "limit") for _, y in places(stroke(made, kind))]
    feet = [text.y for text in made.texts if text.kind in ("t-note", "t-small")]
    assert len(feet) >= 4 and len(lines) >= 4
    assert not [y for y in lines for foot in feet if foot - 0.7 * FORMS["panel"].letters < y < foot]


def test_a_note_without_room_is_said_under_the_chart():
    notes = [ChartMark(day(k), "Something that takes many words to tell") for k in range(1, 14)]
    made = picture(*STEADY, size="panel", look={"notes": notes})
    numbers = [word for word in words(made, "t-note") if word.isdigit()]
    assert numbers
    assert all(any(note.startswith(f"{number}: ") for note in made.notes) for number in numbers)


def test_without_a_figure_the_picture_says_so():
    assert words(picture()) == ["No figures yet"]
    assert words(picture(None, None)) == ["No figures yet"]


@pytest.mark.parametrize("size", FORMS)
@pytest.mark.parametrize(
    "ys", [[5], [7] * 20, [1e12, 2e11, 9e11], [-4, -9, -1], [0, 0, 0], [1e-7, 2e-7], [None, 3, None, 4]]
)
def test_whatever_the_figures_everything_is_inside_the_picture(size, ys):
    made = picture(*ys, size=size, target=6)
    assert is_within(made)
    assert "nan" not in "".join(each.d for each in made.strokes)


def test_thousands_of_points_are_a_line_and_those_that_stand_out():
    made = picture(*STEADY * 350, 400)
    assert stroke(made, "p-common") is None
    assert len(places(stroke(made, "p-improve") or stroke(made, "p-concern"))) == 1
    assert len(stroke(made, "data")) < 60_000
    assert any("too many to draw each" in note for note in made.notes)


def test_the_legend_names_only_what_is_there():
    keys = {key.kind for key in picture(*STEADY).legend}
    assert keys == {"p-common", "mean", "limit"}


def test_the_description_tells_the_chart():
    made = picture(*STEADY, target=15)
    assert made.description.startswith("14 points from 1 January 2025 to 14 January 2025.")
    assert "Target 15." in made.description


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.floats(-1e12, 1e12)), max_size=40),
    st.sampled_from([Chart.RUN, Chart.XMR, Chart.I, Chart.MR]),
    st.sampled_from(sorted(FORMS)),
    st.one_of(st.none(), st.floats(-1e12, 1e12)),
    st.sampled_from(list(Often)),
)
def test_any_series_can_be_drawn(ys, chart, size, target, often):
    made = picture(*ys, chart=chart, size=size, target=target, often=often)
    assert is_within(made)


def test_a_series_that_is_not_random_has_a_shape_and_a_line_of_its_own():
    made = picture(*([1, 2] * 6), *([8, 9] * 6), chart=Chart.RUN)
    assert stroke(made, "p-run") and not stroke(made, "p-common")
    assert stroke(made, "mean-run") and not stroke(made, "mean")
    words_of = {key.kind: key.words for key in made.legend}
    assert "not random" in words_of["p-run"] and "dashed" in words_of["mean-run"]
    assert all(spot.shows == "Part of a series that is not random" for spot in made.spots)


def test_a_random_series_has_none_of_it():
    made = picture(*([1, 9, 3, 2, 8, 7] * 3), chart=Chart.RUN)
    assert stroke(made, "p-common") and not stroke(made, "p-run")
    assert stroke(made, "mean") and not stroke(made, "mean-run")


def test_a_limit_that_stays_is_one_piece_of_path_however_many_points_share_it():
    made = picture(*([3, 5, 4] * 20), n=40, chart=Chart.P)
    assert stroke(made, "limit").count("H") <= 2
    differing = picture(*([3, 5, 4] * 4), n=[40, 40, 40, 50] * 3, chart=Chart.P)
    assert stroke(differing, "limit").count("V") > 2
