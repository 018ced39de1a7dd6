"""Bytes to rows: what is read."""

import codecs
import datetime as dt
import io
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from improve.core.sheets import sheet
from tests.imports.files import repacked, saved, workbook

LOG = "Date;Idea;Ward\r\n3/11/25;Café trolley – £5, a day;Ward 7\r\n\r\n4/11/25;“Quiet” bins;Ward 8\r\n"


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (LOG.encode(), "UTF-8"),
        (codecs.BOM_UTF8 + LOG.encode(), "UTF-8"),
        (codecs.BOM_UTF16_LE + LOG.encode("utf-16-le"), "UTF-16"),
        (codecs.BOM_UTF16_BE + LOG.encode("utf-16-be"), "UTF-16"),
        (LOG.encode("utf-16-le"), "UTF-16"),
        (LOG.encode("cp1252"), "Windows-1252"),
    ],
)
def test_the_letters_are_right_in_every_encoding(raw, encoding):
    read = sheet.read("log.csv", raw)
    assert read.encoding == encoding
    assert read.rows[1].cells == ("3/11/25", "Café trolley – £5, a day", "Ward 7")


def test_empty_rows_are_left_out_and_the_others_keep_their_numbers():
    assert [row.number for row in sheet.read("log.csv", LOG.encode()).rows] == [1, 2, 4]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter):
    lines = ["Ward 7 ideas", "", delimiter.join(["Date", "Idea", "Name"])]
    lines += [delimiter.join(["3/11/25", '"More bins, and; lids"', "Ana"])] * 5
    assert sheet.read("log.txt", "\n".join(lines).encode()).rows[-1].cells == (
        "3/11/25",
        "More bins, and; lids",
        "Ana",
    )


def test_a_file_of_one_column_is_not_cut_at_its_commas():
    raw = b"Idea\nMore bins, please\nA lid for the cage\nQuiet doors\nA clock, a calendar, a board\n"
    assert [len(row.cells) for row in sheet.read("ideas.csv", raw).rows] == [1] * 5


def test_a_line_that_names_the_delimiter_is_obeyed_and_not_counted():
    rows = sheet.read("log.csv", b"sep=;\r\nIdea;Ward\r\nMore, and bigger, bins;7\r\n").rows
    assert rows[1] == sheet.Row(2, ("More, and bigger, bins", "7"))


def test_a_line_break_inside_a_cell_stays_there():
    rows = sheet.read("log.csv", b'Idea,Ward\r\n"More bins\r\nwith lids",7\r\nClock,8\r\n').rows
    assert [row.number for row in rows] == [1, 2, 3]
    assert rows[1].cells[0] == "More bins\r\nwith lids"


def test_a_lost_quotation_mark_is_a_problem_at_its_row():
    read = sheet.read("log.csv", b'Idea,Ward\nBins,7\n"Clock,8\nDoors,9\n')
    assert [(wrong.row, wrong.is_fatal) for wrong in read.problems] == [(3, True)]


@pytest.mark.parametrize("start", "=+-@")
def test_cells_that_look_like_formulas_in_a_csv_are_text(start):
    rows = sheet.read("log.csv", f"Idea,Ward\n{start}cmd|' /C calc'!A0,7\n".encode()).rows
    assert rows[1].cells[0] == f"{start}cmd|' /C calc'!A0"


def test_a_workbook_gives_texts_numbers_and_dates():
    raw = workbook(["Idea", "No", "Date", "Done"], ["Bins", 7, dt.datetime(2025, 11, 3, 9, 30), True])
    assert sheet.read("log.xlsx", raw).rows[1].cells == ("Bins", 7, dt.date(2025, 11, 3), "TRUE")


SHARED_STRINGS = """<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="4" uniqueCount="4">
<si><t>Idea</t></si><si><t>Ward</t></si>
<si><r><rPr><b/></rPr><t xml:space="preserve">More </t></r><r><t>bins</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si>
<si><t xml:space="preserve"> =two_x000D_
lines &amp; more</t></si></sst>"""
SHARED_TYPE = (
    '<Override PartName="/xl/sharedStrings.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
SHARED_ROWS = """<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>
<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3"><v>7</v></c></row>
<row r="4"><c r="A4" t="s"><v>3</v></c></row></sheetData>"""


def with_shared_strings(strings=SHARED_STRINGS):
    """A workbook that keeps its texts in one table, as Excel itself does."""

    def change(name, part):
        if name == "[Content_Types].xml":
            return part.replace(b"</Types>", SHARED_TYPE.encode())
        if name.endswith("sheet1.xml"):
            start, end = part.index(b"<sheetData"), part.index(b"</sheetData>") + len(b"</sheetData>")
            return part[:start] + SHARED_ROWS.encode() + part[end:]
        return part

    raw = repacked(workbook(["Idea"]), change)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert "xl/sharedStrings.xml" not in archive.namelist()
    return repacked(raw, extra=[("xl/sharedStrings.xml", strings)])


def test_texts_that_a_workbook_keeps_in_one_table_are_read():
    rows = sheet.read("log.xlsx", with_shared_strings()).rows
    assert [row.number for row in rows] == [1, 3, 4]
    assert [row.cells for row in rows] == [("Idea", "Ward"), ("More bins", 7), (" =two\r\nlines & more",)]


def test_merged_titles_and_empty_rows_of_a_workbook_keep_the_numbers():
    book = Workbook()
    page = book.active
    page["A1"] = "Ward 7 idea log"
    page.merge_cells("A1:C1")
    page["A4"], page["B4"] = "Idea", "Ward"
    page["A9"], page["B9"] = "Bins", "7"
    page["Z9000"].number_format = "0.00"
    assert [row.number for row in sheet.read("log.xlsx", saved(book)).rows] == [1, 4, 9]


def test_the_worksheet_with_most_rows_is_read_and_the_others_are_named():
    book = Workbook()
    book.create_sheet("Ideas").append(["Idea"])
    book["Ideas"].append(["More bins"])
    book.create_sheet("Empty")
    raw = workbook(["Notes"], title="Notes", book=book)
    read = sheet.read("log.xlsx", raw)
    assert (read.worksheet, read.other_worksheets) == ("Ideas", ["Notes"])
    assert sheet.read("log.xlsx", raw, worksheet="Notes").rows[0].cells == ("Notes",)


def test_a_formula_without_a_stored_result_is_a_problem_at_its_row():
    read = sheet.read("log.xlsx", workbook(["Idea", "No"], ["Bins", "=1+1"], ["Clock", 2]))
    assert [(wrong.row, wrong.column, wrong.words) for wrong in read.problems] == [
        (2, 1, "a formula without a stored result")
    ]
    assert read.rows[1].cells == ("Bins",)


def test_a_formula_with_a_stored_result_is_that_result():
    raw = workbook(["Idea", "No"], ["Bins", "=1+1"])
    raw = repacked(raw, lambda _, part: part.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>"))
    read = sheet.read("log.xlsx", raw)
    assert read.rows[1].cells == ("Bins", 2) and not read.problems


def test_a_formula_that_ended_in_an_error_is_a_problem():
    read = sheet.read("log.xlsx", workbook(["Idea", "Ward"], ["Bins", "#REF!"]))
    assert "#REF!" in read.problems[0].words and read.rows[1].cells == ("Bins",)


def test_text_in_a_workbook_that_begins_like_a_formula_is_text():
    book = Workbook()
    book.active.append(["Idea"])
    book.active["A2"].value = "-more bins"
    book.active["A3"].value = "=more bins"
    book.active["A3"].data_type = "s"
    read = sheet.read("log.xlsx", saved(book))
    assert [row.cells[0] for row in read.rows[1:]] == ["-more bins", "=more bins"] and not read.problems


def test_dates_that_count_from_1904_are_the_right_days():
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    read = sheet.read("log.xlsx", workbook(["Date"], [dt.datetime(2025, 11, 3)], book=book))
    assert read.is_1904 and read.rows[1].cells == (dt.date(2025, 11, 3),)


def test_a_file_object_is_read_too():
    assert len(sheet.read("log.csv", io.BytesIO(LOG.encode())).rows) == 3
