"""What wards really send: for each nasty file, what must become of it."""

import datetime as dt
import time

import pytest

from improve.core.sheets.rows import SheetRefused
from improve.ideas.stages import Stage
from improve.imports.plan import plan
from improve.imports.sending import receive_log
from tests.imports import nasty
from tests.imports.files import workbook
from tests.imports.nasty import APRIL, CLOCK, DOOR, IDEA, dated, staged, text_file

TODAY = dt.date(2025, 12, 1)
TEAMS = {"Ward 7": "id-of-ward-7", "Ward 8": "id-of-ward-8"}


def came(content, name="log.csv", **choices):
    """The plan of a file, whose rows without a team go to Ward 7."""
    received = receive_log(name, content, list(TEAMS))
    return plan(received.sheet, received.mapping, TEAMS, TODAY, {"": "id-of-ward-7"}, **choices)


def texts(result):
    return [idea.text for idea in result.rows]


def days(result):
    return [idea.raised_on for idea in result.rows]


def stages(result):
    return [idea.stage for idea in result.rows]


def test_merged_titles_above_headings_in_row_7_are_left_out():
    [idea] = came(nasty.merged_titles(), "log.xlsx").rows
    assert (idea.text, idea.team_id, idea.raised_on, idea.row) == (IDEA, "id-of-ward-7", APRIL, 8)


def test_a_day_in_six_forms_is_that_day():
    assert days(came(nasty.six_dates(), "log.xlsx")) == [APRIL] * 6


def test_a_day_beyond_12_shows_that_the_whole_column_has_the_month_first():
    result = came(dated("4/3/25", "04/25/2025", "12/1/24"))
    assert days(result) == [APRIL, dt.date(2025, 4, 25), dt.date(2024, 12, 1)]
    assert all("month first" in problem.words for problem in result.problems) and not result.refused_rows


def test_a_column_that_shows_both_orders_is_read_with_the_day_first_and_doubted_at_each_row():
    result = came(dated("3/4/25", "4/25/25", "25/4/25"))
    assert days(result) == [APRIL, dt.date(2025, 4, 25), dt.date(2025, 4, 25)]
    assert "could also be 4 March 2025" in result.problems[0].words and result.problems[0].row == 2


def test_american_dates_that_come_later_do_not_bring_in_the_earlier_rows_again():
    before, after = came(dated("3/4/25")), came(dated("3/4/25", "4/25/25"))
    assert before.rows[0].fingerprint == after.rows[0].fingerprint


def test_a_day_that_does_not_exist_keeps_its_row_out_and_no_other():
    result = came(dated("31/02/2025", "3/4/25"))
    assert result.refused_rows == [2] and days(result) == [APRIL]


def test_a_day_in_the_future_keeps_its_row_out():
    result = came(dated("3/4/2031"))
    assert not result.rows and "in the future" in result.problems[0].words


def test_years_of_two_digits_are_the_nearest_that_can_be():
    assert [day.year for day in days(came(dated("3/4/98", "3/4/25", "3 Apr 07")))] == [1998, 2025, 2007]


def test_empty_rows_and_rows_of_blanks_are_nothing_and_keep_the_numbers():
    result = came(text_file(["Idea", "Ward"], ["", ""], [" \u00a0", "\u200b"], [IDEA, "Ward 7"]))
    assert [idea.row for idea in result.rows] == [4] and not result.problems


def test_letters_of_windows_are_right():
    assert texts(came(text_file(["Idea"], ["Café – “quiet” £5 bins"], encoding="cp1252"))) == [
        "Café – “quiet” £5 bins"
    ]


def test_unicode_text_of_excel_is_read():
    assert texts(came(nasty.unicode_text(), "log.txt")) == ["Café – “quiet”"]


def test_semicolons_of_other_countries_are_read():
    content = text_file(["Idea", "Ward"], [f"{IDEA}, and lids", "Ward 7"], delimiter=";")
    assert texts(came(content)) == [f"{IDEA}, and lids"]


def test_a_line_break_inside_quotes_stays_in_the_idea():
    assert texts(came(text_file(["Idea"], [f'{IDEA},\r\n"now"'], [CLOCK]))) == [f'{IDEA},\n"now"', CLOCK]


def test_line_ends_of_an_old_mac_are_read():
    assert texts(came(f"Idea,Ward\r{IDEA},Ward 7\r{CLOCK},Ward 8\r".encode())) == [IDEA, CLOCK]


def test_a_formula_is_its_stored_value_and_without_one_its_row_stays_out():
    result = came(nasty.with_formulas(), "log.xlsx")
    assert [idea.reference for idea in result.rows] == ["1", "2"]
    assert result.refused_rows == [4] and "formula" in result.problems[0].words


def test_what_looks_like_a_formula_in_a_text_file_stays_text():
    evil = '=HYPERLINK("http://example.com","Click")'
    assert texts(came(text_file(["Idea"], [evil], ["'=1+1 bins"]))) == [evil, "=1+1 bins"]


REFUSED = {
    "a picture named .xlsx": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(5_000), "log.xlsx", "picture"),
    "50 MB": (lambda: b"Idea\n" + b"More bins\n" * 5_000_000, "log.csv", "10 MB"),
    "a bomb in a picture": (nasty.bomb, "log.xlsx", "unpacks"),
    "a bomb in the worksheet": (nasty.worksheet_bomb, "log.xlsx", "unpacks"),
    "16,384 columns": (lambda: workbook(["Idea", *["x"] * 16_383], [IDEA]), "log.xlsx", "16,384 columns"),
    "a web page named .xls": (lambda: b"<html><table><tr><td>Idea</td></tr>", "log.xls", "web page"),
    "numbers alone": (lambda: b"1,2,3\n4,5,6\n", "log.csv", "no row of headings"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_log_is_refused_with_a_sentence_within_two_seconds(kind):
    make, name, word = REFUSED[kind]
    content = make()
    started = time.process_time()
    with pytest.raises(SheetRefused, match=word):
        came(content, name)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "empty",
    [
        b'<row r="%d" spans="1:8" s="1" customFormat="1" ht="%d"/>',
        b'<row r="%d"><c r="A%d" s="1"/></row>',
    ],
)
def test_a_million_empty_rows_are_nothing(empty):
    content = nasty.million_rows(empty)
    started = time.process_time()
    assert texts(came(content, "log.xlsx")) == [IDEA]
    assert time.process_time() - started < 5


def test_colour_up_to_the_last_column_is_nothing():
    assert texts(came(nasty.painted_to_the_last_column(), "log.xlsx")) == [IDEA]


def test_a_hidden_worksheet_is_not_read_by_itself():
    received = receive_log("log.xlsx", nasty.hidden_log(), [])
    assert (received.sheet.worksheet, received.sheet.other_worksheets) == ("Log", ["Old log"])


def test_the_worksheet_that_looks_like_a_log_is_read_rather_than_a_longer_one():
    received = receive_log("log.xlsx", nasty.long_instructions(), [])
    assert (received.sheet.worksheet, received.sheet.other_worksheets) == ("Log", ["Read me"])


def test_a_ward_merged_over_several_rows_is_the_ward_of_each():
    result = came(nasty.merged_wards(), "log.xlsx")
    assert [(idea.text, idea.team_id) for idea in result.rows] == [
        (IDEA, "id-of-ward-7"),
        (CLOCK, "id-of-ward-7"),
        (DOOR, "id-of-ward-8"),
    ]


def test_headings_over_two_rows_are_understood():
    [idea] = came(nasty.headings_of_two_rows(), "log.xlsx").rows
    assert (idea.text, idea.team_id, idea.author_name, idea.raised_on) == (IDEA, "id-of-ward-7", "Ana", APRIL)


def test_two_columns_of_one_heading_do_not_trip_each_other():
    result = came(
        text_file(["Date", "Idea", "Comments", "Comments", "Date"], ["3/4/25", IDEA, "Done it", "", ""])
    )
    assert (days(result), [idea.answer for idea in result.rows]) == ([APRIL], ["Done it"])


def test_a_log_without_headings_loses_no_row():
    result = came(text_file(["3/4/25", IDEA, "Ward 7"], ["4/4/25", CLOCK, "Ward 8"]))
    assert texts(result) == [IDEA, CLOCK] and "no row of headings" in result.notes[0]


def test_an_idea_longer_than_2000_letters_stays_out_and_is_not_cut():
    result = came(text_file(["Idea"], [IDEA], ["x" * 2_001]))
    assert texts(result) == [IDEA] and "2,001 characters" in result.problems[0].words


def test_stages_in_odd_words_are_understood():
    said = [
        "Done ✓",
        "not going ahead",
        "in progress",
        "On-hold",
        "closed - no action",
        "Up and running",
        "N/A",
    ]
    wanted = [
        Stage.DONE,
        Stage.NOT_NOW,
        Stage.READY,
        Stage.NOT_NOW,
        Stage.NOT_NOW,
        Stage.EMBEDDING,
        Stage.NEW,
    ]
    assert stages(came(staged("Status", *said))) == wanted


@pytest.mark.parametrize(
    ("heading", "wanted"),
    [
        ("Done?", [Stage.DONE, Stage.NEW, Stage.NEW]),
        ("Accepted Y/N", [Stage.READY, Stage.NOT_NOW, Stage.NEW]),
        ("Still open?", [Stage.NEW, Stage.DONE, Stage.NEW]),
    ],
)
def test_yes_and_no_answer_the_heading_above_them(heading, wanted):
    log = text_file(["Idea", heading], [IDEA, "Yes"], [CLOCK, "No"], [DOOR, ""])
    assert stages(came(log)) == wanted


def test_yes_below_another_question_is_no_stage():
    assert stages(came(staged("Urgent?", "Yes", "No"))) == [Stage.NEW, Stage.NEW]


def test_a_tick_is_done_and_nothing_is_new():
    assert stages(came(staged("Completed", "✓", "", "✔️", "x"))) == [
        Stage.DONE,
        Stage.NEW,
        Stage.DONE,
        Stage.NEW,
    ]


def test_a_lone_cross_marks_what_is_done():
    assert stages(came(staged("Completed", "x", "", "X"))) == [Stage.DONE, Stage.NEW, Stage.DONE]


def test_nobody_is_no_author_and_two_names_stay_as_written():
    log = text_file(
        ["Idea", "Raised by"], [IDEA, "Anon"], [CLOCK, "A. Smith / B. Jones"], [DOOR, "anonymous"]
    )
    assert [idea.author_name for idea in came(log).rows] == ["", "A. Smith / B. Jones", ""]


def test_headings_of_each_printed_page_and_totals_are_no_ideas():
    head = ["Idea", "Ward"]
    result = came(
        text_file(head, [IDEA, "Ward 7"], head, [CLOCK, "Ward 8"], ["Total", ""], ["April 2025", ""])
    )
    assert texts(result) == [IDEA, CLOCK] and not result.problems and result.skipped == 3


def test_a_file_is_what_it_holds_whatever_its_name_says():
    assert texts(came(workbook(["Idea"], [IDEA]), "log.csv")) == [IDEA]
    assert texts(came(text_file(["Idea"], [IDEA]), "log.xlsx")) == [IDEA]


def test_emoji_and_right_to_left_words_stay_and_null_bytes_go():
    words = "👩🏽‍⚕️ שלום <b>bins</b>"
    assert texts(came(f"Idea,Ward\n{words}\0,Ward 7\n".encode())) == [words]


def test_a_log_numbered_anew_and_sorted_otherwise_brings_in_nothing_twice():
    head = ["No", "Idea", "Date"]
    before = text_file(head, ["1", IDEA, "3/4/25"], ["2", IDEA, "3/4/25"], ["3", CLOCK, ""])
    after = text_file(head, ["1", CLOCK, ""], ["2", IDEA, "3/4/25"], ["9", IDEA, "3/4/25"])
    prints = [{idea.fingerprint for idea in came(content).rows} for content in (before, after)]
    assert len(prints[0]) == 3 and prints[0] == prints[1]
