"""A text in pieces, with what shows who a patient is marked, and why: for whoever decides what becomes of it."""

from improve.core.languages import gettext as _
from improve.ideas.identifiers import KIND_WORDS, Span, find

Pieces = list[tuple[str, int, str]]  # words, the number of the mark (0: none), what it looks like


def marked(text: str) -> Pieces:
    """The text in pieces."""
    pieces, at = [], 0
    for number, span in enumerate(find(text), start=1):
        pieces += [(text[at : span.start], 0, ""), (text[span.start : span.end], number, looks_like(span))]
        at = span.end
    return [piece for piece in (*pieces, (text[at:], 0, "")) if piece[0]]


def looks_like(span: Span) -> str:
    """One line of the list under the text."""
    hint = " " + _("Staff? Write their role.") if span.kind == "patient_name" else ""
    return _("Looks like %(what)s.", what=_(KIND_WORDS[span.kind])) + hint
