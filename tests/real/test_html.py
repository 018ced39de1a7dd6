"""The HTML check finds what a browser would forgive."""

from tests.real.html import problems

PAGE = (
    '<!DOCTYPE html><html lang="en-GB"><head><title>Board</title></head><body><main>{}</main></body></html>'
)


def test_a_valid_page_has_no_problems():
    assert problems(PAGE.format("<h1>Board</h1><p>Three ideas</p>")) == []


def test_an_unclosed_element_a_doubled_id_and_an_inline_style_are_found():
    said = " ".join(problems(PAGE.format('<h1 id="a">Board</h1><p id="a" style="top:0"><div>x</div></p>')))
    assert "no-dup-id" in said
    assert "no-inline-style" in said
    assert "close-order" in said or "no-implicit-close" in said


def test_a_fragment_needs_no_doctype_and_no_first_heading():
    assert problems('<h3 id="b">Ward 12</h3>', fragment=True) == []
