"""All 240 texts, through files as a ward keeps them."""

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from improve.core.sheets import sheet
from improve.imports import columns
from improve.imports.plan import plan

TODAY = dt.date(2025, 12, 1)
IDEAS = json.loads((Path(__file__).parents[1] / "data/texts/ideas_dev.json").read_text("utf-8"))["ideas"]

STAGES = ("Open", "In Progress", "complete", "Parked", "", "Closed ", "✓", "Implemented")
FORMS = ("%d/%m/%y", "%d.%m.%Y", "%d %b %y", "%Y-%m-%d", "w/c %d/%m/%Y", "%A %d %B %Y")


def messy_rows():
    """A title, blank rows, the headings, then the ideas with dates in every form and a gap at each tenth."""
    yield ["St Elsewhere’s – staff ideas", "", "", "", "", "", ""]
    yield [""] * 7
    yield [
        "No.",
        "Date raised",
        "Your idea – what’s bugging you?",
        "Area",
        "Raised by",
        "RAG / status",
        "Feedback",
    ]
    for at, idea in enumerate(IDEAS):
        if at % 10 == 9:
            yield [""] * 7
        day = dt.date(2025, 6, 1) + dt.timedelta(days=at % 150)
        text = idea["text"].replace("'", "’")
        stage = STAGES[at % len(STAGES)]
        answer = "Thank you – we’ve done it" if stage in ("complete", "Parked") else ""
        yield [at + 1, day.strftime(FORMS[at % len(FORMS)]), f"  {text} ", idea["team"], "Ana", stage, answer]


def messy_csv():
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(messy_rows())
    return out.getvalue().replace("✓", "Done").encode("cp1252")


def messy_workbook():
    book = Workbook()
    book.active.title = "Read me"
    book.active.append(["How to fill in the log"])
    page = book.create_sheet("Log 2025")
    for number, row in enumerate(messy_rows(), start=1):
        for column, value in enumerate(row, start=1):
            page.cell(number, column).value = value or None
        if number > 3 and number % 3 == 0 and row[0]:
            page.cell(number, 2).value = dt.datetime(2025, 6, 1)
    page.merge_cells("A1:G1")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("name", "make"), [("log.csv", messy_csv), ("log.xlsx", messy_workbook)])
def test_all_the_texts_come_through_a_messy_file(name, make):
    teams = {idea["team"]: f"id-{number}" for number, idea in enumerate(IDEAS)}
    log = sheet.read(name, make())
    mapping = columns.guess(log, teams)
    assert mapping.columns == {
        "text": 2,
        "team": 3,
        "date": 1,
        "author": 4,
        "stage": 5,
        "answer": 6,
        "number": 0,
    }
    result = plan(log, mapping, teams, TODAY)
    assert [idea.text for idea in result.rows] == [idea["text"].replace("'", "’") for idea in IDEAS]
    assert [idea.team_name for idea in result.rows] == [idea["team"] for idea in IDEAS]
    assert all(idea.raised_on for idea in result.rows) and not result.refused_rows
    assert len({idea.fingerprint for idea in result.rows}) == 240
    again = plan(sheet.read(name, make()), mapping, teams, TODAY)
    assert [idea.fingerprint for idea in again.rows] == [idea.fingerprint for idea in result.rows]
