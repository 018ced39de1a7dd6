"""A language that nobody speaks: every message in ⟦brackets⟧, with accents, and almost half as long again.

What a screen shows outside of brackets was not given to a translator; what is cut in it is too narrow for others.
"""

import re
from functools import cache
from gettext import NullTranslations
from typing import Any

import pytest
from babel.dates import format_date

from improve.core import languages
from tools import messages

CODE = "xx"
NAME = "⟦Ñöböðý’š⟧"
LONGER = 0.4
KEPT = re.compile(r"(%\(\w+\)s|%%|\{\w+\}|<[^>]*>)")  # places and marks of HTML
ACCENTS = str.maketrans("aceinosuyzACEINOSUYZ", "áçéíñöšúýžÁÇÉÍÑÖŠÚÝŽ")
PADDING = "öñé twö þréé föúr "


class Pseudo(NullTranslations):
    """Knows the messages that `make messages` finds, and no other."""

    def gettext(self, message: str) -> str:
        """In brackets; what nobody marked as a message stays as it is."""
        return bracketed(message) if message in known_messages() else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The same of the form for `n`."""
        return self.gettext(msgid1 if n == 1 else msgid2)


@cache
def known_messages() -> frozenset[str]:
    """Read from all files once: that takes seconds."""
    found = [message.id for message in messages.said() if message.id]
    return frozenset(part for said in found for part in ([said] if isinstance(said, str) else said))


def bracketed(message: str) -> str:
    """ "Send" is "⟦Šéñd öñ⟧"."""
    parts = [part if KEPT.fullmatch(part) else part.translate(ACCENTS) for part in KEPT.split(message)]
    letters = len(KEPT.sub("", message))
    more = (PADDING * 20)[: round(letters * LONGER)].strip()
    return f"⟦{''.join(parts)}{' ' + more if more else ''}⟧"


def install(patch: pytest.MonkeyPatch) -> None:
    """Offer it beside the others, until the test is over."""
    pseudo, translations, in_words = Pseudo(), languages.translations, languages.in_words

    def of(language: str) -> NullTranslations:
        return pseudo if language == CODE else translations(language)

    def dated(on: Any, pattern: str) -> str:
        if languages.spoken() != CODE:
            return in_words(on, pattern)
        return f"⟦{format_date(on, pattern, locale='en')}⟧"

    patch.setitem(languages.LANGUAGES, CODE, NAME)
    patch.setattr(languages, "translations", of)
    patch.setattr(languages, "in_words", dated)
    patch.setattr("improve.core.when.in_words", dated)
    patch.setattr("improve.ideas.near.words.in_words", dated)


def outside(page: Any) -> str:
    """The words of a page (a soup) in no brackets: of what is seen, and of what is read aloud."""
    unsaid = ["script", "style", "template", "textarea", "q"]
    texts = [
        node
        for node in page.body.strings
        if not (node.find_parent(unsaid) or node.find_parent(class_="said"))
    ]
    names = [tag[name] for name in ("aria-label", "alt", "title") for tag in page.body.select(f"[{name}]")]
    return _outside("".join([page.title.text, *texts, *names]))


def _outside(text: str) -> str:
    depth, found = 0, []
    for char in text:
        depth += (char == "⟦") - (char == "⟧")
        found.append(char if depth == 0 and char != "⟧" else " ")
    return " ".join("".join(found).split())
