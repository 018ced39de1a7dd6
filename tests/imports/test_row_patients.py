"""No column of an imported log brings in what shows who a patient is."""

import pytest

from tests.imports.nasty import CLOCK, IDEA, text_file
from tests.imports.test_nasty_files import came

HEADINGS = ("No", "Idea", "Status", "Raised by", "Owner", "Who benefits?", "Category", "Ward", "Feedback")
GOOD = {
    "No": "12", "Idea": IDEA, "Status": "Done", "Raised by": "Sarah Jones", "Owner": "Dr Ahmed Khan",
    "Who benefits?": "Patients and staff", "Category": "Waiting", "Ward": "Ward 7", "Feedback": "It came",
}  # fmt: skip


def row(**said):
    return [(GOOD | said)[heading] for heading in HEADINGS]


def of(heading, words):
    return came(text_file(HEADINGS, row(**{heading: words}), row(Idea=CLOCK)))


NUMBER, BORN = "943 476 5919", "dob 04/05/1936"


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("Status", f"Done for Mr John Williams {BORN}"),
        ("Status", "Done, told Mrs Patel in bed 4"),
        ("Category", f"Waiting, NHS no {NUMBER}"),
        ("Who benefits?", "Mr John Williams in bed 4"),
        ("Feedback", f"Rang about {NUMBER}"),
        ("Raised by", f"Mr Williams {BORN}"),
        ("Raised by", f"Sarah Jones for {NUMBER}"),
        ("Owner", f"Dr Khan, patient {NUMBER}"),
        ("Owner", "Dr Khan, MRN 1234567"),
        ("No", NUMBER),
        ("Ward", f"Ward 7, {NUMBER}"),
    ],
)
def test_a_row_that_shows_a_patient_in_any_column_stays_out(heading, words):
    result = of(heading, words)
    fatal = [(problem.row, problem.column) for problem in result.problems if problem.is_fatal]
    assert fatal == [(2, heading)] and [idea.text for idea in result.rows] == [CLOCK]
    assert not {"Williams", "Patel", NUMBER} & set(str(result.problems).replace(",", " ").split())
    assert words not in str(result.problems)


@pytest.mark.parametrize("heading", ["Status", "Ward"])
def test_nobody_is_asked_what_words_mean_that_show_a_patient(heading):
    result = of(heading, f"xyzzy {NUMBER}")
    assert not result.unknown_stages and not result.unknown_teams


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("Raised by", "Mary Williams"),
        ("Raised by", "Mrs Patel, ext 01632 960123"),
        ("Owner", "Sarah Jones and Tom Hale"),
        ("No", "RXK1234567"),
        ("No", "2025110001"),
    ],
)
def test_names_and_numbers_of_staff_come_in(heading, words):
    result = of(heading, words)
    assert not result.problems and len(result.rows) == 2
