"""What is no sheet, or a dangerous one, is refused with a sentence."""

import datetime as dt
import io
import struct
import time
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from improve.core.sheets import sheet
from improve.core.sheets.sheet import MAX_BYTES, SheetRefused
from tests.imports.files import refusal, repacked, workbook


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n \r\n", "empty"),
        (b",,,\n,,,\n", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(300), "picture"),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)), "picture"),
        (b"\0\0\0\x18ftypheic" + bytes(range(256)), "picture"),
        (b"%PDF-1.7\n" + bytes(range(256)), "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"<html><table><tr><td>Idea", "web page"),
        (b"\x1f\x8b" + bytes(300), "packed"),
        (bytes(range(256)) * 20, "not a spreadsheet"),
        (b"PK\x03\x04" + bytes(300), "damaged"),
        (b"x" * (MAX_BYTES + 1), "10 MB"),
        (b"Idea\n" + b"More bins\n" * 20_000, "20,000"),
        (b"Idea," + b"x," * 200 + b"x\n", "200"),
        (b'Idea\n"' + b"x" * 200_000, "quotation mark"),
    ],
)
def test_what_is_no_sheet_is_refused_with_a_sentence(content, word):
    assert word in refusal(content)


def test_another_kind_of_packed_document_is_named():
    def packed(*names):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name in names:
                archive.writestr(name, "x")
        return out.getvalue()

    assert "Word" in refusal(packed("[Content_Types].xml", "word/document.xml"))
    assert "OpenDocument" in refusal(packed("mimetype", "content.xml"))
    assert ".xlsb" in refusal(packed("[Content_Types].xml", "xl/workbook.bin"))
    assert "packed folder" in refusal(packed("photo.jpg"))
    assert "damaged" in refusal(packed("[Content_Types].xml", "xl/workbook.xml"))


def test_an_encrypted_part_is_refused():
    raw = bytearray(workbook(["Idea"]))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(mark)
        raw[at + offset] |= 1
    assert "password" in refusal(bytes(raw))


def test_an_empty_workbook_is_refused():
    assert "empty" in refusal(workbook())


def test_a_workbook_of_too_many_rows_or_columns_is_refused():
    assert "20,000" in refusal(workbook(*[["Idea"]] * 20_001))
    assert "200" in refusal(workbook(["Idea"] * 201))


BOMBS = {
    "one huge part": lambda: [("xl/big.xml", bytes(80 * 1024 * 1024))],
    "a high ratio": lambda: [("xl/media/big.png", b"<a>" + b" " * (20 * 1024 * 1024))],
    "very many parts": lambda: [(f"xl/{number}.xml", b"") for number in range(3_000)],
    "very many tags": lambda: [("xl/tags.xml", b"".join(b"<r%d/>" % number for number in range(2_100_000)))],
    "entities": lambda: [("xl/entities.xml", b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">]><a>&b;</a>')],
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_a_second_and_little_memory(name):
    raw = repacked(workbook(["Idea"], ["More bins"]), extra=BOMBS[name]())
    if len(raw) > MAX_BYTES:
        pytest.fail("the bomb must pass the limit on size to be one")
    started = time.process_time()
    refusal(raw)
    assert time.process_time() - started <= 1
    tracemalloc.start()
    refusal(raw)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 150 * 1024 * 1024


def test_a_part_that_lies_about_its_size_is_refused():
    raw = bytearray(repacked(workbook(["Idea"]), extra=[("xl/big.xml", bytes(30 * 1024 * 1024))]))
    for mark, offset, name_at in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        at = raw.find(mark)
        while at >= 0:
            if raw[at + name_at :].startswith(b"xl/big.xml"):
                struct.pack_into("<I", raw, at + offset, 1000)
            at = raw.find(mark, at + 4)
    assert "damaged" in refusal(bytes(raw))


def test_a_row_number_beyond_the_last_one_does_not_hang():
    raw = repacked(
        workbook(["Idea"], ["More bins"]),
        lambda _, part: part.replace(b'<row r="2"', b'<row r="99999999999"').replace(
            b'r="A2"', b'r="A99999999999"'
        ),
    )
    assert len(sheet.read("log.xlsx", raw).rows) == 1


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2_000), st.sampled_from(["a.csv", "a.tsv", "a.xlsx", ""]))
def test_random_bytes_are_read_or_refused_and_nothing_else(content, name):
    try:
        assert sheet.read(name, content).rows
    except SheetRefused as refused:
        assert str(refused)


VALID = workbook(["Idea", "Date"], ["More bins", dt.datetime(2025, 11, 3)], ["Clock", "=1+1"])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(VALID) - 1), st.integers(0, 255)), min_size=1, max_size=20))
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(changes):
    raw = bytearray(VALID)
    for at, byte in changes:
        raw[at] = byte
    try:
        sheet.read("log.xlsx", bytes(raw))
    except SheetRefused as refused:
        assert str(refused)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_workbook_with_broken_xml_is_read_or_refused_and_nothing_else(data):
    def change(name, part):
        if name == "[Content_Types].xml" or not data.draw(st.booleans()):
            return part
        at = data.draw(st.integers(0, len(part)))
        return part[:at] + data.draw(st.binary(max_size=6)) + part[at + data.draw(st.integers(0, 30)) :]

    try:
        sheet.read("log.xlsx", repacked(VALID, change))
    except SheetRefused as refused:
        assert str(refused)
