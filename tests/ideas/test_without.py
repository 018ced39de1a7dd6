"""The same words without what shows who a patient is: they read on, and show nobody."""

import pytest

from improve.core import languages
from improve.ideas.identifiers import should_stop
from improve.ideas.patients.without import without
from tests.ideas.test_identifiers import LABELLED, labelled


def test_what_is_offered_instead_shows_no_patient():
    for name in LABELLED:
        for row in labelled(name):
            assert not should_stop(without(row["text"])), row["text"]


def test_what_is_offered_reads_on():
    text = "Mrs Edith Halloran (943 476 5919) waited two hours for pain relief"
    assert without(text) == "A patient waited two hours for pain relief"
    assert without("bed moved at 2am") == "Bed moved at 2am"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Bay C bed 3 (M. Okafor, 78) fell at night", "Bay C bed 3 (a patient, 78) fell at night"),
        ("Mrs A. Jones in bed 4 waited", "A patient in bed 4 waited"),
        ("M Okafor, 78, waited 6 hours for a bed", "A patient, 78, waited 6 hours for a bed"),
        ("Bay C Okafor fell", "Bay C a patient fell"),
    ],
)
def test_title_and_initials_go_with_the_name(text, left):
    assert without(text) == left


MIXED = [
    (
        "en",
        "Mrs Edith Halloran waited for the porter and her bed",
        "A patient waited for the porter and her bed",
    ),
    (
        "cy",
        "Mrs Edith Halloran waited for the porter and her bed",
        "A patient waited for the porter and her bed",
    ),
    ("en", "Mae Mrs Edith Halloran wedi aros oriau am wely", "Mae claf wedi aros oriau am wely"),
    ("cy", "Mae Mrs Edith Halloran wedi aros oriau am wely", "Mae claf wedi aros oriau am wely"),
    ("cy", "Mrs Edith Halloran", "Claf"),
]


@pytest.mark.parametrize(("screen", "text", "left"), MIXED)
def test_it_is_said_in_the_language_of_the_text_not_of_the_screen(screen, text, left):
    languages.speak(screen)
    assert without(text) == left
