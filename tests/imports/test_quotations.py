"""A quotation mark that lost its partner hides no row; a cell of several lines comes in as it is."""

import datetime as dt

import pytest

from improve.core.sheets import sheet
from improve.imports import columns
from improve.imports.plan import plan

HEAD = "Date,Idea,Ward,Status\n"
LAST = "6/11/25,Lamp by bed 4,Ward 8,Open\n"
TEAMS = {"Ward 7": "id-of-ward-7", "Ward 8": "id-of-ward-8"}

SWALLOWED = {
    "whole rows": (
        '3/11/25,"More bins,Ward 7,Open\n4/11/25,A clock,Ward 8,Done\n5/11/25,"Doors, quiet",Ward 8,Open\n'
    ),
    "a row whose first quotation mark closed it": '3/11/25,"More bins,Ward 7,Open\n4/11/25,"Doors",Ward 8,Open\n',
    "a row with a comma in quotes": '3/11/25,"More bins,Ward 7,Open\n4/11/25,"Doors, quiet",Ward 8,Open\n',
    "a mark at the end of a later cell": (
        '3/11/25,"More bins,Ward 7,Open\n4/11/25,A clock,Ward 8,Done\n5/11/25,Doors",Ward 8,Open\n'
    ),
    "rows without a date": '3/11/25,"More bins,Ward 7,Open\n,A clock,Ward 8,Open\n,Doors",Ward 8,Open\n',
    "lines of Windows": '3/11/25,"More bins,Ward 7,Open\r\n4/11/25,A clock,Ward 8,Done\r\n,Doors",Ward 8,Open\r\n',
}


def read(rows, head=HEAD):
    return sheet.read("log.csv", (head + rows + LAST).encode())


def came(rows):
    log = read(rows)
    return plan(log, columns.guess(log), TEAMS, dt.date(2025, 12, 1))


@pytest.mark.parametrize("kind", SWALLOWED)
def test_a_row_that_swallowed_others_stays_out_and_is_said_once(kind):
    result = came(SWALLOWED[kind])
    assert [(found.row, found.column, found.is_fatal) for found in result.problems] == [(2, "Idea", True)]
    assert "quotation mark" in result.problems[0].words
    assert [idea.text for idea in result.rows] == ["Lamp by bed 4"] and not result.unknown_teams


@pytest.mark.parametrize(
    "words",
    [
        "More bins\nwith lids, please",
        "More bins\nwith lids, please, on each bay, and by the door",
        "We need:\nbins, lids, bags, trolleys\n\nand a clock, too",
        "Two things, both small:\n- bins, one a bay\n- lids, and hooks, and bags",
        "The 24 inch screen\nis dark, says Ana, on nights, in bay 2",
        "Raised on 3/11/25, again\nand on 4/11/25, too",
    ],
)
def test_a_cell_of_several_lines_with_commas_comes_in_as_it_is(words):
    result = came(f'3/11/25,"{words}",Ward 7,Open\n')
    assert not result.problems and result.rows[0].text == words


def test_a_quotation_mark_within_a_cell_of_several_lines_is_no_lost_one():
    result = came('3/11/25,"The 24"" screens\nare dark, and small",Ward 7,Open\n')
    assert not result.problems and result.rows[0].text == '24" screens'.join(
        ["The ", "\nare dark, and small"]
    )


def test_a_number_in_a_column_of_words_makes_no_row_of_a_line():
    log = read('"We have:\n4, and need 6",Ward 7\n"A clock\n2, please",Ward 8\n', "Idea,Ward\n")
    assert not log.problems


def test_the_line_of_a_list_that_swallowed_others_is_said_in_a_column_that_nobody_asked_for():
    head, rows = "Name,Note,Team\n", 'Ana Diaz,"new,Ward 7\nBen Okoro,old,Ward 7\nCy",Ward 8\n'
    log = sheet.read("staff.csv", (head + rows + "Dee,new,Ward 7\n").encode())
    assert [(found.row, found.column) for found in log.problems] == [(2, 1)]


def test_many_cells_of_several_lines_are_looked_at_in_a_second():
    row = '3/11/25,"More bins\n4/12, and lids\nred, green, blue, black",Ward 7,Open\n'
    assert not read(row * 5_000).problems
