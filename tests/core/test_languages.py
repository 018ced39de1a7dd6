"""What a tablet says, it says in every language there is."""

import re
from datetime import date, timedelta

import pytest

from improve.core import languages, when
from tools import messages

PLACE = re.compile(r"%\(\w+\)s|{\w+}")
FILES = sorted(messages.FOLDER.glob("*.po"))
SIGNED_IN = {"own_pin.html", "pin_code.html"}
PAGES = """
    capture/* boards/tablet/* boards/wall.html errors/* measures/tablet/* measures/_due* measures/_entry*
    measures/_figure.* tablets/enrol.html ideas/code.html ideas/thread.html ideas/card.html ideas/_alike*
    ideas/_stage_line.html ideas/_card_test.html ideas/_text_field.html ideas/_claim_code.html ideas/_door.html
    home/anonymity.html layouts/tablet.html layouts/plain.html layouts/_*
"""
FOUND = (file for pattern in PAGES.split() for file in sorted((messages.ROOT / "templates").glob(pattern)))
OF_TABLETS = [file for file in FOUND if file.name not in SIGNED_IN]
CODE = re.compile(
    r"{#.*?#}|{%-?\s*trans\b.*?endtrans\s*-?%}|{% block (main|body)_class %}.*?{% endblock %}|{{.*?}}|{%.*?%}"
    r"|<(script|style)\b.*?</\2>|&\w+;",
    re.DOTALL,
)
NAMED = re.compile(r'(?<![\w-])(?:aria-label|alt|title|placeholder)="([^"]*)"')


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_translation_holds_every_message_and_no_other(file):
    said = {message.id for message in messages.said() if message.id}
    translated = {message.id for message in messages.read(file) if message.id and all(strings(message))}
    assert translated == said, "run `make messages`, then translate what is empty"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_translation_fills_the_same_places(file):
    for message in messages.read(file):
        for said in strings(message):
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            assert set(PLACE.findall(said)) == set(PLACE.findall(ids[-1])), message.id


@pytest.mark.parametrize("file", OF_TABLETS, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_template_of_the_tablet_says_nothing_that_is_no_message(file):
    page = CODE.sub("", file.read_text())
    seen = [*re.sub(r"<[^>]*>", "|", page).split("|"), *NAMED.findall(page)]
    assert not [
        words for words in seen if re.search(r"[^\W\d_]{2}", words.rpartition(">")[2].replace("Improve", ""))
    ]


def test_every_language_offered_has_its_file():
    assert {file.stem for file in FILES} == set(languages.LANGUAGES) - {languages.ENGLISH}


@pytest.mark.parametrize(
    ("days", "english", "welsh"),
    [(0, "today", "heddiw"), (1, "tomorrow", "yfory"), (-1, "yesterday", "ddoe"),
     (2, "Thursday", "dydd Iau"), (-40, "22 January", "22 Ionawr")],
)  # fmt: skip
def test_days_have_names_in_both_languages(days, english, welsh):
    today = date(2026, 3, 3)
    on = today + timedelta(days=days)
    assert when.short_day(on, today) == english
    languages.speak("cy")
    assert when.short_day(on, today) == welsh


def test_an_unknown_language_is_english():
    languages.speak("tlh")
    assert languages.spoken() == languages.ENGLISH


def strings(message):
    """One, or one for each plural."""
    return message.string if isinstance(message.string, tuple) else (message.string,)
