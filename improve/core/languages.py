"""The language of a screen: English, as it stands in the code, or one of translations/*.po. Chosen for each request.

Here and not in an extension of the web framework, because the sentences of rules are translated too, and rules know
nothing of the web. A translation that a translator has not seen is marked `fuzzy` in its file, and is shown.
"""

from contextvars import ContextVar
from datetime import date
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "cy": "Cymraeg"}
SMALL_DAYS = {"cy"}  # Unicode's tables write "Dydd Iau", as if a sentence always began there
TAGS = {ENGLISH: "en-GB"}  # of the page, where it is more than the language
FOLDER = Path(__file__).parent.parent / "translations"

_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


def speak(language: str) -> None:
    """From here on this request speaks that language; English when it is not known."""
    _spoken.set(language if language in LANGUAGES else ENGLISH)


def spoken() -> str:
    """The language of this request."""
    return _spoken.get()


def tag() -> str:
    """The same, as a page names it."""
    return TAGS.get(spoken(), spoken())


def gettext(message: str, **values: object) -> str:
    """The message in the language of this request; `values` fill its %(places)s."""
    said = in_language(spoken(), message) if message else ""  # "" is the heading of a file
    return said % values if values else said


def in_language(language: str, message: str) -> str:
    """The message in that language, whichever this request speaks."""
    return translations(language).gettext(message)


def in_each_language(message: str) -> dict[str, str]:
    """The message in every language, by its code: for a script that puts it into a text in one of them."""
    return {language: in_language(language, message) for language in {*LANGUAGES, spoken()}}


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """Like gettext, for so many; %(num)s is their number."""
    return translations(spoken()).ngettext(one, many, num) % {"num": f"{num:,}", **values}


def noop(message: str) -> str:
    """Marks a message that is translated when it is shown."""
    return message


def in_words(on: date, pattern: str) -> str:
    """A date in a language other than English: "EEEE d MMMM" is "dydd Mawrth 3 Mawrth"."""
    said = format_date(on, pattern, locale=spoken())
    return said[:1].lower() + said[1:] if spoken() in SMALL_DAYS and pattern.startswith("EEEE") else said


@cache
def translations(language: str) -> NullTranslations:
    """What a language's file holds. Read once a process, straight from the file that translators edit."""
    if language == ENGLISH:
        return NullTranslations()
    with (FOLDER / f"{language}.po").open("rb") as file:
        catalog = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalog, use_fuzzy=True)
    compiled.seek(0)
    return Translations(compiled)
