"""The icons: a letter or a form of their own, and words; colour alone says nothing."""

import pytest
from bs4 import BeautifulSoup
from jinja2 import Environment, FileSystemLoader

from improve.measures.rules.findings import Assurance, VariationIcon
from improve.measures.titles import ASSURANCE_WORDS, VARIATION_WORDS

ICONS = Environment(
    loader=FileSystemLoader("templates"), trim_blocks=True, lstrip_blocks=True, autoescape=True
)


def drawn(macro, kind, words="Words"):
    template = ICONS.get_template("measures/_icons.html").module
    return BeautifulSoup(getattr(template, macro)(kind, words), "html.parser")


@pytest.mark.parametrize(
    ("macro", "kind", "letter"),
    [
        ("variation", VariationIcon.IMPROVEMENT_HIGH, "H"),
        ("variation", VariationIcon.IMPROVEMENT_LOW, "L"),
        ("variation", VariationIcon.CONCERN_HIGH, "H"),
        ("variation", VariationIcon.CONCERN_LOW, "L"),
        ("assurance", Assurance.MEETS, "P"),
        ("assurance", Assurance.MISSES, "F"),
        ("assurance", Assurance.HIT_OR_MISS, "?"),
    ],
)
def test_an_icon_has_its_letter(macro, kind, letter):
    assert drawn(macro, kind).find("text").text == letter


def test_no_two_icons_look_the_same():
    made = [str(drawn("variation", kind).svg) for kind in (None, *VariationIcon)]
    made += [str(drawn("assurance", kind).svg) for kind in Assurance]
    assert len(set(made)) == len(made)


def test_words_stand_beside_every_icon():
    assert set(VARIATION_WORDS) == set(VariationIcon)
    assert set(ASSURANCE_WORDS) == set(Assurance)
    assert drawn("variation", None, "No figures yet").text.strip() == "No figures yet"
