"""Rows that are longer than the headings, and rows that are no ideas: neither is lost in silence."""

from improve.events.record import PROGRAM
from improve.imports.writing import bring_in_file
from tests.imports.files import workbook
from tests.imports.nasty import CLOCK, DOOR, IDEA, text_file
from tests.imports.sending import log, sent
from tests.imports.test_nasty_files import came, texts

HEAD = "Date,Idea,Ward\n"


def test_a_row_that_an_unquoted_comma_made_longer_stays_out_at_its_row():
    result = came(
        f"{HEAD}3/11/25,More bins, by the door,Ward 7\n4/11/25,{CLOCK},Ward 8\n5/11/25,{DOOR},Ward 8\n".encode()
    )
    assert [(found.row, found.column, found.is_fatal) for found in result.problems] == [(2, "column D", True)]
    assert "more cells than there are headings" in result.problems[0].words
    assert texts(result) == [CLOCK, DOOR] and not result.unknown_teams


def test_a_column_without_a_heading_that_most_rows_have_is_left_alone():
    rows = [["3/11/25", f"{IDEA} {at}", "Ward 7", "seen"] for at in range(3)]
    result = came(text_file(["Date", "Idea", "Ward"], *rows, ["4/11/25", CLOCK, "Ward 8"]))
    assert len(result.rows) == 4 and not result.problems


def test_empty_cells_beyond_the_headings_are_nothing():
    result = came(f"{HEAD}3/11/25,{IDEA},Ward 7,,,\n4/11/25,{CLOCK},Ward 8\n".encode())
    assert texts(result) == [IDEA, CLOCK] and not result.problems


def test_a_note_beside_an_empty_row_is_no_idea():
    result = came(f"{HEAD}3/11/25,{IDEA},Ward 7\n4/11/25,{CLOCK},Ward 8\n,,,,Updated weekly\n".encode())
    assert texts(result) == [IDEA, CLOCK] and not result.problems


def test_a_workbook_knows_its_columns():
    rows = (["Date", "Idea", "Ward"], ["3/11/25", IDEA, "Ward 7", "seen"], ["4/11/25", CLOCK, "Ward 8"])
    assert len(came(workbook(*rows, ["5/11/25", DOOR, "Ward 8"]), "log.xlsx").rows) == 3


def test_the_line_of_a_list_that_is_too_long_stays_out(trust, amy):
    content = b"Name,E-mail,Team\nNia, Roberts,nia@thornbeck.example,Ward 12\nTom Hale,tom@thornbeck.example,Ward 14\n"
    page = amy.get(sent(amy, content + b"Cy Lee,cy@thornbeck.example,\n", address="/people/import"))
    assert [line.select_one("th").text for line in page.soup.select("#problems tbody tr")] == ["2"]


NO_WORDS = ("7", "3/11/25", "", "Ward 12", "", "Open")


def test_the_page_names_the_rows_that_are_no_ideas(trust, ana):
    page = ana.get(
        sent(ana, log(("1", "3/11/25", IDEA, "Ward 12"), NO_WORDS, ("2", "4/11/25", CLOCK, "Ward 12")))
    )
    assert "1 row is no idea (row 3)" in page.text


def test_so_does_the_command(trust):
    report = bring_in_file(
        trust.organisation, PROGRAM, "log.csv", log(NO_WORDS, ("1", "", IDEA, "Ward 12"), NO_WORDS)
    )
    assert any("2 rows are no idea (rows 2 and 4)" in note for note in report.notes)


def test_at_most_ten_rows_are_named():
    rows = [["3/11/25", "", "Ward 7"]] * 12
    result = came(text_file(["Date", "Idea", "Ward"], *rows, ["3/11/25", IDEA, "Ward 7"]))
    assert "12 rows are no idea (rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and others)" in result.notes[-1]
