"""The headline of an idea: its first sentence."""

import pytest

from improve.core.text import HEADLINE_LENGTH, headline


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Blankets run out. Every night.", "Blankets run out"),
        ("Who fills it?\nNobody knows.", "Who fills it?"),
        ("Mrs. Alder waits. So do others.", "Mrs. Alder waits"),
        ("Sharps, e.g. needles, lie about. Twice.", "Sharps, e.g. needles, lie about"),
        ("Ask first. Dr. Shah agrees.", "Ask first"),
        ("No stop at all", "No stop at all"),
        ("Dr.", "Dr"),
    ],
)
def test_a_headline_is_the_first_sentence(text, said):
    assert headline(text) == said


def test_a_long_one_is_cut_at_a_word():
    said = headline("word " * 40)
    assert said.endswith("word…") and len(said) <= HEADLINE_LENGTH
