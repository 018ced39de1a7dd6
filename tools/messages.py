"""`make messages`: brings translations/*.po up to date with what the code and the templates say.

New messages come in empty, and messages that nobody says any more go. Line numbers are left out: they would change
with every edit.
"""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
HEADER = """\
# Every message marked "fuzzy" was written without a translator: it is shown, and waits for a translator's eye.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plurals};\\n"

"""
FOLDER = ROOT / "improve" / "translations"
METHODS = [("improve/**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"trimmed": "true", "silent": "false"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "noop": None}


def said() -> Catalog:
    """Every message of the program, with the files that say it."""
    catalog = Catalog(charset="utf-8")
    for file, message in _found():
        catalog.add(message, locations=[(file, 0)])  # no line
    return catalog


def _found() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    rows = extract_from_dir(ROOT, METHODS, OPTIONS, KEYWORDS)
    for file, _line, message, _comments, _context in rows:
        yield file, message


def read(file: Path) -> Catalog:
    """What a translator's file holds."""
    with file.open("rb") as opened:
        return read_po(opened, locale=file.stem)


def main() -> None:
    """Renew each file."""
    found = said()
    for file in sorted(FOLDER.glob("*.po")):
        catalog = read(file)
        catalog.update(found, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        with file.open("wb") as opened:
            opened.write(HEADER.format(plurals=catalog.plural_forms.rstrip(";")).encode())
            write_po(opened, catalog, width=110, sort_by_file=True, include_lineno=False, omit_header=True)
        empty = [message.id for message in catalog if message.id and not message.string]
        print(f"{file.name}: {len(catalog)} messages, {len(empty)} to translate")


if __name__ == "__main__":
    main()
