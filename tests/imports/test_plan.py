"""Rows and a mapping to planned ideas, and the problems at their rows."""

import csv
import datetime as dt
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from improve.core.sheets import sheet
from improve.core.sheets.rows import Row, Sheet
from improve.ideas.stages import Stage
from improve.imports import columns
from improve.imports.columns import Mapping
from improve.imports.plan import CREATE, REFUSE, plan

TODAY = dt.date(2025, 12, 1)
TEAMS = {"Ward 7": "id-of-ward-7", "Ward 8": "id-of-ward-8", "Elderly care": "id-of-elderly"}


def planned(
    *rows, headings=("Ref", "Date", "Idea", "Ward", "Name", "Status", "Answer", "Date answered"), **choices
):
    """A plan of rows given as tuples, shorter ones filled up."""
    out = io.StringIO()
    csv.writer(out).writerows([headings, *rows])
    log = sheet.read("log.csv", out.getvalue().encode())
    fields = ("number", "date", "text", "team", "author", "stage", "answer", "answered_on")
    mapping = Mapping(1, {name: at for at, name in enumerate(fields)}, list(headings))
    return plan(log, mapping, TEAMS, choices.pop("today", TODAY), **choices)


def one(text="More bins", date="3/11/25", ward="Ward 7", stage="Open", **more):
    last = (more.get("name", "Ana"), stage, more.get("answer", ""), more.get("on", ""))
    return (more.get("ref", "1"), date, text, ward, *last)


def fatal(result):
    return [(problem.row, problem.column) for problem in result.problems if problem.is_fatal]


def test_a_good_row_becomes_an_idea():
    [idea] = planned(one(stage="Complete", answer="Bins came", on="5/11/25")).rows
    assert (idea.row, idea.text, idea.team_id, idea.raised_on) == (
        2,
        "More bins",
        "id-of-ward-7",
        dt.date(2025, 11, 3),
    )
    assert (idea.author_name, idea.stage, idea.answer) == ("Ana", Stage.DONE, "Bins came")
    assert (idea.answered_on, idea.reference, idea.needs_answer) == (dt.date(2025, 11, 5), "1", False)


def test_a_new_idea_without_an_answer_needs_one():
    with_answer, without = planned(one("Bins", answer="We ask stores"), one("Clock")).rows
    assert without.needs_answer and not with_answer.needs_answer


def test_an_idea_being_tried_comes_in_as_ready():
    [idea] = planned(one(stage="Trialling")).rows
    assert idea.stage == Stage.READY and idea.was_testing and idea.stage_words == "Trialling"


def test_an_idea_turned_down_without_a_reason_is_said():
    result = planned(one(stage="Rejected"))
    assert result.rows[0].stage == Stage.NOT_NOW
    assert "cannot read why" in result.problems[0].words and not result.problems[0].is_fatal


@pytest.mark.parametrize("text", ["ab", "x" * 2_001, " a\0b "])
def test_an_idea_too_short_or_too_long_stays_out(text):
    result = planned(one(text))
    assert not result.rows and fatal(result) == [(2, "Idea")]


@pytest.mark.parametrize("text", ["abc", "x" * 2_000, "👩🏽" * 1_000, "é" * 2_000, "e\u0301" * 2_000])
def test_length_counts_characters_after_composing(text):
    assert len(planned(one(text)).rows) == 1


@pytest.mark.parametrize("text", ["=1+1 bins", "<script>alert(1)</script>", "שלום לכולם", "a\0bc"])
def test_odd_text_stays_text(text):
    assert planned(one(text)).rows[0].text == text.replace("\0", "")


@pytest.mark.parametrize("date", ["31/02/2025", "3/12/2026"])
def test_a_date_that_cannot_be_right_keeps_its_row_out(date):
    result = planned(one(date=date), one("Clock"))
    assert fatal(result) == [(2, "Date")] and [idea.row for idea in result.rows] == [3]


def test_a_row_with_two_dates_comes_in_and_says_which_was_taken():
    result = planned(one(date="3/11/25 & 4/11/25"), one("Clock", date="'5/11/25"))
    assert [idea.raised_on for idea in result.rows] == [dt.date(2025, 11, 3), dt.date(2025, 11, 5)]
    assert [(problem.row, problem.column, problem.is_fatal) for problem in result.problems] == [
        (2, "Date", False)
    ]
    assert "read as 3 November 2025" in result.problems[0].words


def test_words_for_a_date_leave_the_idea_without_one():
    result = planned(one(date="last summer"))
    assert result.rows[0].raised_on is None and "last summer" in result.problems[0].words


def test_ambiguous_dates_are_said_once_when_nothing_speaks_for_the_month_first():
    result = planned(one(date="3/11/25"), one("Clock", date="25/11/25"))
    assert not result.problems and "day first" in result.notes[0]


def test_ambiguous_dates_are_said_at_each_row_beside_american_ones():
    result = planned(one(date="3/11/25"), one("Clock", date="11/25/25"))
    assert [problem.row for problem in result.problems] == [2, 3]
    assert "11 March 2025" in result.problems[0].words and not fatal(result)


def test_an_answer_dated_before_its_idea_loses_the_date():
    result = planned(one(answer="Yes", on="1/11/25"))
    assert result.rows[0].answered_on is None and "before the idea" in result.problems[0].words


def test_an_unknown_stage_is_new_and_said_until_a_person_chooses():
    first = planned(one(stage="xyzzy"))
    assert first.rows[0].stage == Stage.NEW and first.unknown_stages == ["xyzzy"] and first.problems
    again = planned(one(stage="xyzzy"), stage_choices={"xyzzy": "done"})
    assert again.rows[0].stage == Stage.DONE and not again.unknown_stages and not again.problems


def test_the_same_idea_twice_in_a_file_comes_in_once():
    result = planned(one(), one("MORE  bins"))
    assert len(result.rows) == 1 and "as in row 2" in result.problems[0].words


def test_the_same_words_from_another_team_come_in_and_are_flagged():
    result = planned(one(), one(ward="Ward 8"))
    assert (
        len(result.rows) == 2 and not fatal(result) and "same words as in row 2" in result.problems[0].words
    )


def test_the_same_file_has_the_same_fingerprints_every_year_and_whatever_team_was_chosen():
    rows = [one(date="3 Nov"), one("Clock", ward="W7")]
    first = planned(*rows, team_choices={"W7": "id-of-ward-7"})
    later = planned(*rows, team_choices={"W7": "id-of-ward-8"}, today=dt.date(2026, 12, 1))
    assert [idea.fingerprint for idea in first.rows] == [idea.fingerprint for idea in later.rows]


@pytest.mark.parametrize("other", [one("Clock"), one(date="4/11/25"), one(ward="Ward 8"), one(ref="2")])
def test_another_text_date_team_or_reference_is_another_idea(other):
    assert len({idea.fingerprint for idea in planned(one(), other).rows}) == 2


@pytest.mark.parametrize(
    "changed",
    [{"ref": "9"}, {"stage": "Done"}, {"answer": "They came"}, {"name": "Ben"}, {"text": "more  BINS"}],
)
def test_a_row_changed_in_any_other_cell_is_the_same_idea(changed):
    assert planned(one(**changed)).rows[0].fingerprint == planned(one()).rows[0].fingerprint


def test_3_november_and_11_march_in_one_file_are_two_ideas():
    rows = planned(one(date="2025-11-03"), one(date="2025-03-11")).rows
    assert len({idea.fingerprint for idea in rows}) == 2


def test_unknown_teams_are_collected_with_the_nearest_known_names():
    result = planned(
        one(ward="Ward 7 nights"), one("Clock", ward="Eldery care"), one("Bins", ward="ward 7 nights")
    )
    assert [(team.name, team.rows, team.nearest[0]) for team in result.unknown_teams] == [
        ("Ward 7 nights", [2, 4], "Ward 7"),
        ("Eldery care", [3], "Elderly care"),
    ]
    assert not result.rows and len(fatal(result)) == 3


def test_an_unknown_team_is_mapped_created_or_refused():
    rows = [one(ward="W7"), one("Clock", ward="New unit"), one("Doors", ward="Old unit")]
    result = planned(*rows, team_choices={"w7": "id-of-ward-7", "New unit": CREATE, "Old unit": REFUSE})
    assert [(idea.team_id, idea.team_name) for idea in result.rows] == [
        ("id-of-ward-7", "W7"),
        (None, "New unit"),
    ]
    assert (
        result.teams_to_create == ["New unit"] and fatal(result) == [(4, "Ward")] and not result.unknown_teams
    )


def test_rows_that_name_no_team_go_where_a_person_says():
    assert planned(one(ward="")).unknown_teams[0].name == ""
    [idea] = planned(one(ward=""), team_choices={"": "id-of-ward-8"}).rows
    assert (idea.team_id, idea.team_name) == ("id-of-ward-8", "Ward 8")


def test_two_teams_of_one_name_are_a_question():
    log = Sheet([Row(1, ("Idea", "Ward")), Row(2, ("More bins", "Ward 07"))], "CSV")
    result = plan(log, Mapping(1, {"text": 0, "team": 1}), {"Ward 7": "a", "ward 07": "b"}, TODAY)
    assert not result.rows and result.unknown_teams


def test_headings_again_months_totals_and_prepared_lines_are_no_ideas():
    headings = ("Ref", "Date", "Idea", "Ward", "Name", "Status", "Answer", "Date answered")
    result = planned(
        one(), headings, ("", "", "November 2025"), ("Total",), ("12", "", "", "Ward 7", "", "Open")
    )
    assert len(result.rows) == 1 and not result.problems and result.skipped == 4


def test_a_row_with_a_name_but_no_idea_is_a_problem():
    assert fatal(planned(one(text=""))) == [(2, "Idea")]


def test_an_idea_in_the_column_of_suggestions_alone_is_the_idea():
    log = Sheet([Row(1, ("Problem", "Solution")), Row(2, ("", "Put a lid on"))], "CSV")
    result = plan(log, Mapping(1, {"text": 0, "suggestion": 1}), TEAMS, TODAY, {"": "id-of-ward-7"})
    assert (result.rows[0].text, result.rows[0].suggestion) == ("Put a lid on", "")


def test_a_title_too_long_for_a_title_goes_before_the_text():
    log = Sheet([Row(1, ("Title", "Idea")), Row(2, ("t" * 121, "Put a lid on"))], "CSV")
    [idea] = plan(log, Mapping(1, {"title": 0, "text": 1}), TEAMS, TODAY, {"": "id-of-ward-7"}).rows
    assert (idea.title, idea.text) == ("", "t" * 121 + "\n\nPut a lid on")


def test_an_answer_that_does_not_fit_is_not_cut():
    assert fatal(planned(one(answer="x" * 2_001))) == [(2, "Answer")]


def test_a_formula_without_a_result_matters_where_its_column_is_used():
    book = Workbook()
    rows = [
        ("Idea", "Ward", "Age"),
        ("=A9", "Ward 7", "=1"),
        ("Bins", "=A1", "=1"),
        ("Clock", "Ward 7", "=1"),
    ]
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    log = sheet.read("log.xlsx", out.getvalue())
    result = plan(log, columns.guess(log), TEAMS, TODAY, {"": "id-of-ward-8"})
    assert [(idea.row, idea.team_name) for idea in result.rows] == [(3, "Ward 8"), (4, "Ward 7")]
    assert str(result.problems[0]) == "row 2: a formula without a stored result"


def test_rows_after_a_lost_quotation_mark_are_not_lost_in_silence():
    log = sheet.read("log.csv", b'Idea,Ward\nBins,Ward 7\n"Clock,Ward 7\nDoors,Ward 8\n')
    result = plan(log, columns.guess(log), TEAMS, TODAY, {"": "id-of-ward-7"})
    assert [idea.row for idea in result.rows] == [2] and 3 in result.refused_rows


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12) | st.integers() | st.dates(), max_size=9), max_size=6))
def test_any_cells_give_a_plan(rows):
    log = Sheet([Row(1, ("Idea",)), *(Row(at, tuple(row)) for at, row in enumerate(rows, start=2))], "CSV")
    mapping = Mapping(1, {name: at for at, name in enumerate(columns.FIELDS[:9])}, ["Idea"])
    result = plan(log, mapping, TEAMS, TODAY)
    assert len(result.rows) + len(result.refused_rows) + result.skipped == len(rows)


def test_a_row_that_shows_a_patient_stays_out_until_its_words_are_changed():
    result = planned(
        one("Mrs Patel in bed 4 waits"), one("Clock", answer="Ring 943 476 5919"), one("More clocks")
    )
    assert fatal(result) == [(2, "Idea"), (3, "Answer")] and [idea.text for idea in result.rows] == [
        "More clocks"
    ]
    assert "shows who a patient is (a person’s name)" in str(result.problems[0]) and "Patel" not in str(
        result.problems
    )
