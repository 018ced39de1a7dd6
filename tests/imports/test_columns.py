"""Which row holds the headings, and which column holds what."""

import pytest

from improve.core.sheets import sheet
from improve.core.sheets.sheet import SheetRefused
from improve.imports import columns
from improve.imports.columns import Mapping

TEXT = "The linen cage by the back door gets damp over the weekend"


def read(*lines):
    return sheet.read("log.csv", "\n".join(lines).encode())


def guessed(headings, *rows, teams=()):
    names = headings.split("|")
    raw = "\n".join(["|".join(names), *rows]) if len(names) > 1 else "\n".join([headings, *rows])
    found = columns.guess(sheet.read("log.csv", raw.encode()), teams)
    return {field: names[column] for field, column in found.columns.items()}


def test_a_plain_log_is_understood():
    assert guessed("Date|Idea|Ward|Name|Status", f"3/11/25|{TEXT}|Ward 7|Ana|Open") == {
        "date": "Date",
        "text": "Idea",
        "team": "Ward",
        "author": "Name",
        "stage": "Status",
    }


def test_a_log_of_problems_with_many_columns_is_understood():
    row = f"1|3/11/25|Ana|Ward 7|{TEXT}|Put a lid on|Ben|A|Lid ordered from stores|4/11/25|staff|Motion"
    headings = (
        "No.|Date raised|Raised by|Area|Problem|Suggested solution|Owner|RAG|Update|Date closed"
        "|Who benefits?|Type of waste"
    )
    assert guessed(headings, row) == {
        "number": "No.",
        "date": "Date raised",
        "author": "Raised by",
        "team": "Area",
        "text": "Problem",
        "suggestion": "Suggested solution",
        "owner": "Owner",
        "stage": "RAG",
        "answer": "Update",
        "answered_on": "Date closed",
        "benefits": "Who benefits?",
        "category": "Type of waste",
    }


@pytest.mark.parametrize(
    ("headings", "row", "expected"),
    [
        ("Ref|When|Who|Where|You said|We did", f"1|Nov-25|Ana|Ward 7|{TEXT}|Lid",
         {"text": "You said", "answer": "We did"}),
        ("Ward name|Staff suggestion|Manager's comments|Due date|Done?", f"7|{TEXT}|ok|1/1/26|Yes",
         {"text": "Staff suggestion", "answer": "Manager's comments", "team": "Ward name", "stage": "Done?"}),
        ("Idea #|Idea title|Idea description|Idea owner|Idea date", f"1|Linen|{TEXT}|Ana|3/11/25",
         {"number": "Idea #", "title": "Idea title", "text": "Idea description", "owner": "Idea owner",
          "date": "Idea date"}),
        ("Timestamp|What could be better?|How could we fix it?|Your name (optional)", f"3/11/25 10:00|{TEXT}|Lid|Ana",
         {"text": "What could be better?", "suggestion": "How could we fix it?", "date": "Timestamp"}),
        ("What's bugging you?|Team|Month|Where are we up to?", f"{TEXT}|ED|Nov-25|Open",
         {"text": "What's bugging you?", "team": "Team", "date": "Month", "stage": "Where are we up to?"}),
        ("Item|Issue|Action|Action by|Target date|Progress", f"1|{TEXT}|Lid|Ben|1/1/26|Open",
         {"number": "Item", "text": "Issue", "owner": "Action by", "stage": "Progress"}),
        ("Idea|Outcome", f"{TEXT}|Closed", {"text": "Idea", "stage": "Outcome"}),
        ("Idea|Outcome", f"{TEXT}|Estates put a lid on and it has been dry since then", {"answer": "Outcome"}),
    ],
)  # fmt: skip
def test_headings_in_other_words_are_understood(headings, row, expected):
    found = guessed(headings, *[row] * 3)
    assert {field: found.get(field) for field in expected} == expected


def test_headings_below_titles_and_blank_rows_are_found():
    log = read(
        "Ward 7 improvement ideas,,", "Updated 3/11/25,,", ",,", "Date,Idea,Name", f"3/11/25,{TEXT},Ana"
    )
    assert columns.guess(log).heading_row == 4


def test_headings_that_nobody_knows_are_found_by_what_stands_below():
    found = guessed("Wot?|Wen|Hoo", *[f"{TEXT} {number}|{number}/11/25|Ana" for number in range(1, 6)])
    assert found["text"] == "Wot?" and found["date"] == "Wen"


def test_a_column_of_known_teams_is_the_team_whatever_it_is_called():
    rows = [f"{TEXT}|Ward {number}" for number in (1, 2, 3)]
    assert guessed("Idea|Base", *rows, teams=["Ward 1", "Ward 2", "ward 03"])["team"] == "Base"


def test_a_column_called_date_without_dates_is_not_the_date():
    assert "date" not in guessed("Idea|Date", *[f"{TEXT}|no idea at all"] * 3)


def test_a_sheet_without_headings_is_read_from_its_first_row_by_what_its_columns_hold():
    rows = [f"{number}/11/25,{TEXT} {number},Ward 7,Open" for number in range(1, 6)]
    found = columns.guess(read(*rows), ["Ward 7"])
    assert (found.heading_row, found.columns) == (0, {"date": 0, "text": 1, "team": 2, "stage": 3})


def test_a_list_without_a_heading_does_not_lose_its_first_idea():
    found = columns.guess(
        read("Problem with the bins in bay 2", "Clock in bay 3", "More chargers for staff phones please")
    )
    assert (found.heading_row, found.columns) == (0, {"text": 0})


def test_a_sheet_without_headings_and_without_anything_like_an_idea_is_refused():
    with pytest.raises(SheetRefused, match="no row of headings"):
        columns.guess(read("1,2,3", "4,5,6"))


def test_a_person_may_say_that_another_row_or_none_has_the_headings():
    log = read("Date,Idea,Name", f"3/11/25,{TEXT},Ana")
    assert columns.heading_at(log, 2).cells[1] == TEXT and columns.heading_at(log, 9) is None
    assert columns.guess_below(log, columns.heading_at(log, 0)).heading_row == 0


def test_a_list_of_one_column_is_understood():
    assert guessed("Ideas", TEXT, "Clock") == {"text": "Ideas"}


@pytest.mark.parametrize(
    ("words", "number"),
    [("7", 7), ("0", 0), ("x", None), ("-1", None), ("1" * 50, None), ("²", None), ("", None)],
)
def test_what_is_no_row_counts_as_none_chosen(words, number):
    assert columns.whole(words) == number


def test_one_column_cannot_serve_two_fields():
    assert "owner" in Mapping(1, {"text": 0, "owner": 0}, ["Idea"]).problems()


def test_a_column_without_a_heading_is_called_by_its_letter():
    assert Mapping(1, {"text": 27}).label("text") == "column AB"


ANSWERED = ("Done", "open", "rejected")


def test_a_status_below_a_heading_in_other_words_is_known_by_what_it_says():
    rows = [f"{TEXT} {number}|{said}" for number, said in enumerate(ANSWERED)]
    assert guessed("Idea|How are we doing?", *rows)["stage"] == "How are we doing?"


@pytest.mark.parametrize(
    ("heading", "says"),
    [
        ("Urgent?", ("Yes", "No", "Yes")),
        ("Priority", ("Red", "Amber", "Green")),
        ("Next steps", ("Order lids from stores", "Discuss at the huddle in May", "Plan a visit to Ward 9")),
        ("Equipment", tuple(f"Order {number}" for number in range(9))),
    ],
)
def test_what_only_looks_like_a_status_is_none(heading, says):
    rows = [f"{TEXT} {number}|{said}" for number, said in enumerate(says)]
    assert "stage" not in guessed(f"Idea|{heading}", *rows)


def test_a_column_that_its_heading_claims_for_the_status_comes_before_one_that_only_looks_like_it():
    rows = [f"{TEXT} {number}|{said}|{said}" for number, said in enumerate(ANSWERED)]
    assert guessed("Idea|How are we doing?|Status", *rows)["stage"] == "Status"


@pytest.mark.parametrize("heading", ["What we told them", "We said", "What we decided"])
def test_what_staff_were_told_is_the_answer(heading):
    assert guessed(f"Idea|{heading}", f"{TEXT}|Estates put a lid on it last week")["answer"] == heading
