"""Letters of files that do not say how they are written."""

import pytest

from improve.core.sheets import sheet
from tests.imports.test_nasty_files import came

SAID = [
    "We don’t have enough bins",
    "The patients’ lockers",
    "“Quiet” bins",
    "DON’T wake people",
    "Café trolley",
    "Müller’s clinic – bay 2",
    "Open 10–12",
]
LOG = "Idea,Ward\n{},Ward 7\n"


@pytest.mark.parametrize("words", SAID)
@pytest.mark.parametrize(("codec", "encoding"), [("mac_roman", "Mac Roman"), ("cp1252", "Windows-1252")])
def test_words_are_right_whether_a_mac_or_windows_wrote_them(words, codec, encoding):
    read = sheet.read("log.csv", LOG.format(words).encode(codec))
    assert (read.rows[1].cells[0], read.encoding) == (words, encoding)


@pytest.mark.parametrize("words", ["It costs £5", "à la carte", "Žana asked", "McÉlroy’s idea isn’t new"])
def test_what_may_be_either_is_read_as_windows_writes_it(words):
    read = sheet.read("log.csv", LOG.format(words).encode("cp1252"))
    assert (read.rows[1].cells[0], read.encoding) == (words, "Windows-1252")


def test_the_letters_of_a_mac_are_said():
    result = came(LOG.format("We don’t have bins").encode("mac_roman"))
    assert result.rows[0].text == "We don’t have bins" and "Mac Roman" in " ".join(result.notes)
