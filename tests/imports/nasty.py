"""The nasty files that wards send, built here, each with what must become of it. See test_nasty_files.py."""

import codecs
import csv
import datetime as dt
import io
import zipfile

from openpyxl import Workbook
from openpyxl.styles import PatternFill

from tests.imports.files import repacked, saved, workbook

IDEA, CLOCK, DOOR = "More bins by the back door", "A clock for bay two please", "Doors that close quietly"
APRIL = dt.date(2025, 4, 3)
PAINT = PatternFill("solid", fgColor="FFFF00")


def text_file(*rows, delimiter=",", encoding="utf-8"):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def merged_titles():
    book = Workbook()
    page = book.active
    page["A1"], page["A3"], page["C5"] = "Ward 7 – ideas and niggles", "Kept by Sister Diaz", "Updated weekly"
    page.merge_cells("A1:H2")
    page.merge_cells("A3:H3")
    for at, row in enumerate((("Date", "Idea", "Ward"), (dt.datetime(2025, 4, 3), IDEA, "Ward 7")), start=7):
        for column, value in enumerate(row, start=1):
            page.cell(at, column, value)
    return saved(book)


def six_dates():
    days = ["3.4.25", "03/04/2025", "3 Apr 25", "2025-04-03", 45750, dt.datetime(2025, 4, 3, 23, 59)]
    return workbook(["Idea", "Date"], *([f"{IDEA} {at}", day] for at, day in enumerate(days)))


def dated(*days):
    return text_file(["Idea", "Date raised"], *([f"{IDEA} {at}", day] for at, day in enumerate(days)))


def staged(heading, *stages):
    return text_file(["Idea", heading], *([f"{IDEA} {at}", words] for at, words in enumerate(stages)))


def with_formulas():
    raw = workbook(["Idea", "No"], [f"{IDEA}, says a formula", 1], [CLOCK, "=1+1"], ["=A9", 3])
    return repacked(
        raw,
        lambda name, part: part.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>").replace(
            b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"
        ),
    )


def million_rows(empty):
    """As somebody leaves it who gave a whole column a colour."""

    def change(name, part):
        rows = b"".join(empty % (at, at) for at in range(3, 1_000_003))
        return part.replace(b"</sheetData>", rows + b"</sheetData>") if name.endswith("sheet1.xml") else part

    return repacked(workbook(["Idea", "Ward"], [IDEA, "Ward 7"]), change)


def hidden_log():
    book = Workbook()
    old = book.create_sheet("Old log")
    old.sheet_state = "hidden"
    old.append(["Idea", "Ward"])
    for at in range(400):
        old.append([f"An idea of years ago, number {at}", "Ward 7"])
    return workbook(["Idea", "Ward"], [IDEA, "Ward 7"], title="Log", book=book)


def long_instructions():
    book = Workbook()
    help_page = book.create_sheet("Read me")
    for at in range(40):
        help_page.append([f"Step {at} of how to fill in this log, which is longer than the log itself"])
    return workbook(["Idea", "Ward"], [IDEA, "Ward 7"], title="Log", book=book)


def merged_wards():
    book = Workbook()
    page = book.active
    for row in (["Ward", "Idea"], ["Ward 7", IDEA], [None, CLOCK], ["Ward 8", DOOR]):
        page.append(row)
    page.merge_cells("A2:A3")
    return saved(book)


def headings_of_two_rows():
    book = Workbook()
    page = book.active
    rows = (["Idea", "Ward", "Raised", None], [None, None, "by", "on"], [IDEA, "Ward 7", "Ana", APRIL])
    for row in rows:
        page.append(row)
    for where in ("A1:A2", "B1:B2", "C1:D1"):
        page.merge_cells(where)
    return saved(book)


def painted_to_the_last_column():
    book = Workbook()
    page = book.active
    for row in (["Idea", "Ward"], [IDEA, "Ward 7"]):
        page.append(row)
    for column in range(1, 16_385):
        page.cell(1, column).fill = PAINT
    return saved(book)


def bomb():
    out = io.BytesIO(workbook(["Idea"], [IDEA]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/photo.png", bytes(200 * 1024 * 1024))
    return out.getvalue()


def worksheet_bomb():
    junk = b"<!--" + b" " * (64 * 1024 * 1024) + b"-->"
    return repacked(
        workbook(["Idea"], [IDEA]),
        lambda name, part: part.replace(b"<sheetData>", junk + b"<sheetData>") if "sheet1" in name else part,
    )


def unicode_text():
    return codecs.BOM_UTF16_LE + text_file(
        ["Idea", "Ward"], ["Café – “quiet”", "Ward 7"], delimiter="\t"
    ).decode().encode("utf-16-le")
