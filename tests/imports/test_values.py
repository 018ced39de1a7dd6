"""Cells to dates, stages, texts and team names."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improve.ideas.stages import Stage
from improve.imports.values import author_name, clean_text, guess_stage, guess_stages, read_date, team_key

TODAY = dt.date(2025, 12, 1)
THE_DAY = dt.date(2025, 11, 3)


@pytest.mark.parametrize(
    "cell",
    [
        "3/11/25",
        "03/11/2025",
        "03.11.2025",
        "3-11-25",
        "3 11 25",
        "3 Nov 25",
        "3rd November 2025",
        "3-Nov-2025",
        "Mon 3 Nov 25",
        "Monday, 3 November 2025",
        "Nov 3, 2025",
        "2025-11-03",
        "2025-11-03T14:30:00Z",
        "20251103",
        "03/11/2025 14:30",
        "3 Nov 25 2pm",
        "w/c 3/11/25",
        "WC 3rd Nov 2025",
        "week commencing 3.11.25",
        "3/11/25 - 7/11/25",
        " 3/11/25 ",
        45964,
        45964.6,
        "45964",
        THE_DAY,
        "3/11",
        "3 Nov",
    ],
)
def test_a_day_is_read_in_every_form(cell):
    assert read_date(cell, TODAY).day == THE_DAY


@pytest.mark.parametrize("cell", ["'3/11/25", "’3/11/25", "' 3 Nov 2025", "'2025-11-03", "'45964"])
def test_an_apostrophe_that_keeps_a_date_text_is_taken_off(cell):
    found = read_date(cell, TODAY)
    assert found.day == THE_DAY and not found.note


@pytest.mark.parametrize(
    "cell",
    [
        "3/11/25 & 4/11/25",
        "3/11/25, 4/11/25",
        "3/11/25\n4/11/25",
        "3/11/25 / 4/11/25",
        "3.11.25 and 4.11.25",
        "3 Nov 2025 & 4 Nov 2025",
        "3/11/25 4/11/25 5/11/25",
        "3/11/25 - 7/11/25",
    ],
)
def test_of_two_dates_in_a_cell_the_first_is_taken_and_that_is_said(cell):
    found = read_date(cell, TODAY)
    assert found.day == THE_DAY and not found.problem
    assert found.note == "there are two dates here; it is read as 3 November 2025"


@pytest.mark.parametrize("cell", ["3/11/25 - seen at huddle", "3/11/25 14:30", "w/c 3/11/25"])
def test_words_and_times_after_a_date_are_no_second_one(cell):
    found = read_date(cell, TODAY)
    assert found.day == THE_DAY and not found.note


@pytest.mark.parametrize("cell", ["1/1/11 " * 20_000, "1/1/11 and " * 20_000])
def test_any_number_of_dates_in_a_cell_is_read_or_not(cell):
    assert not read_date(cell, TODAY).note


@pytest.mark.parametrize("cell", ["Nov-25", "November 2025", "Nov 25", "11/2025", "early Nov 2025"])
def test_a_month_is_its_first_day_and_says_so(cell):
    found = read_date(cell, TODAY)
    assert found.day == dt.date(2025, 11, 1) and "only a month" in found.note


def test_a_serial_number_of_1904_is_the_right_day():
    assert read_date(45964 - 1462, TODAY, is_1904=True).day == THE_DAY


def test_a_day_and_month_that_could_change_places_are_flagged():
    assert read_date("3/11/25", TODAY).is_ambiguous
    assert not read_date("23/11/25", TODAY).is_ambiguous
    assert not read_date("5/5/25", TODAY).is_ambiguous


def test_a_date_that_only_works_month_first_is_read_so_and_says_so():
    found = read_date("11/23/2025", TODAY)
    assert found.day == dt.date(2025, 11, 23) and found.is_month_first and "23 November" in found.note


@pytest.mark.parametrize(
    "cell", ["31/02/2025", "2025-02-30", "30 Feb", "45/45/2025", "00/00/0000", "31 June 2025"]
)
def test_a_day_that_does_not_exist_is_a_problem(cell):
    found = read_date(cell, TODAY)
    assert found.day is None and "not a day in the calendar" in found.problem and not found.is_unreadable


def test_a_day_in_the_future_is_a_problem():
    assert read_date("3/12/2025", TODAY).problem == "3 December 2025 is in the future"
    assert read_date("1/12/2025", TODAY).day == TODAY


def test_a_year_that_cannot_be_right_is_a_problem():
    assert "205" in read_date("3/11/0205", TODAY).problem


@pytest.mark.parametrize("cell", ["last summer", "ask Ana", "99999", 1e300, float("nan"), -5, "x" * 5_000])
def test_words_that_are_no_date_are_told_apart(cell):
    assert read_date(cell, TODAY).is_unreadable


@pytest.mark.parametrize("cell", ["", " ", "n/a", "TBC", "?", "-"])
def test_no_date_is_no_problem(cell):
    found = read_date(cell, TODAY)
    assert found.day is None and not found.problem


def test_a_date_without_a_year_has_the_same_key_next_year():
    later = TODAY.replace(year=2026)
    assert read_date("3 Nov", TODAY).key == read_date("3 Nov", later).key
    assert read_date("3 Nov", later).day == dt.date(2026, 11, 3)
    assert read_date("3 Nov", TODAY).note


@given(st.text(max_size=30) | st.floats() | st.integers() | st.dates())
def test_any_cell_is_a_date_or_not_and_nothing_else(cell):
    found = read_date(cell, TODAY)
    assert found.day is None or found.day <= TODAY


@given(st.text("0123456789/-. ,janfebmrpyulgsoctdvwk", max_size=16))
def test_anything_that_resembles_a_date_is_read_or_not(cell):
    assert read_date(cell, TODAY).key is not None


@pytest.mark.parametrize(
    ("stage", "wordings"),
    [
        (Stage.NEW, "|Open|New|Not started|To be reviewed|Awaiting response|Pending|No|FALSE|0%|✗"),
        (
            Stage.READY,
            "In progress|in-progress|On-going|Agreed|Partly complete|Not yet implemented|50%|Amber",
        ),
        (Stage.TESTING, "Trialling|On trial|Pilot|Testing|PDSA 2|To be trialled"),
        (Stage.EMBEDDING, "Implemented|Adopted|Rolled out|Embedding|Monitoring"),
        (
            Stage.DONE,
            "Complete|COMPLETED|Closed|Done!|Finished|Actioned|Just do it|Embedded|BAU|✓|✔️|Yes|100%|Green",
        ),
        (
            Stage.NOT_NOW,
            "Parked|Rejected|Declined|On hold|Not feasible|Closed - not feasible|Not approved|Abandoned",
        ),
    ],
)
def test_stages_are_guessed_from_words(stage, wordings):
    assert {words: guess_stage(words) for words in wordings.split("|")} == dict.fromkeys(
        wordings.split("|"), stage
    )


def test_letters_are_traffic_lights_only_beside_each_other():
    assert guess_stages(["R", "A", "G", ""]) == {
        "R": Stage.NEW,
        "A": Stage.READY,
        "G": Stage.DONE,
        "": Stage.NEW,
    }
    assert guess_stage("A") is None


def test_blue_is_finished_and_green_then_goes_well():
    assert guess_stages(["G", "B"]) == {"G": Stage.READY, "B": Stage.DONE}


def test_unknown_words_are_no_stage():
    assert guess_stage("xyzzy") is None
    assert guess_stage("We closed the door and opened it again, and then a long story came of it all") is None


def test_text_is_trimmed_composed_and_without_null_bytes():
    assert clean_text("  Cafe\u0301\0 trolley\r\nby bay 2 \x07\v") == "Café trolley\nby bay 2"


def test_text_keeps_emoji_and_right_to_left_words():
    assert clean_text("👩🏽‍⚕️ שלום") == "👩🏽‍⚕️ שלום"


def test_the_apostrophe_that_guards_a_formula_is_taken_off():
    assert clean_text("'=1+1") == "=1+1"
    assert clean_text("'tis") == "'tis"


@pytest.mark.parametrize("name", ["Anon", "anonymous", "N/A", "-", ""])
def test_nobody_is_no_author(name):
    assert author_name(name) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ward 7", "ward  07"),
        ("A&E", "a and e"),
        ("Children’s ward", "Childrens Ward"),
        ("Ward-7.", "WARD 7"),
    ],
)
def test_two_ways_to_write_one_team_have_one_key(one, other):
    assert team_key(one) == team_key(other)


def test_two_teams_have_two_keys():
    assert team_key("Ward 7") != team_key("Ward 17")
