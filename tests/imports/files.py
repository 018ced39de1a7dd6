"""Spreadsheets for the tests, made and then broken."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from improve.core.sheets import sheet
from improve.core.sheets.sheet import SheetRefused


def workbook(*rows, title="Log", book=None):
    book = book or Workbook()
    page = book.active
    page.title = title
    for row in rows:
        page.append(row)
    return saved(book)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(raw, change=None, extra=()):
    """The same workbook with `change` made to each part's bytes, and further parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change(name, part) if change else part)
        for name, part in extra:
            new.writestr(name, part)
    return out.getvalue()


def refusal(content, name="log.xlsx"):
    with pytest.raises(SheetRefused) as refused:
        sheet.read(name, content)
    words = str(refused.value)
    assert words[0].isupper() and words.endswith(".")
    return words
