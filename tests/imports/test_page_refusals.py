"""Who may bring in what, and what a file gets that cannot be used."""

import pytest
from sqlalchemy import select

from improve.core.db import commit, db, start_writing
from improve.ideas.models import Idea
from improve.imports.models import ImportFile
from tests.imports.files import workbook
from tests.imports.sending import brought_in, log, row, send, sent


def ideas():
    return list(db.session.scalars(select(Idea)))


@pytest.mark.parametrize("who", ["ben", "fay", "cleo"])
def test_who_may_not_sees_nothing(trust, ana, request, who):
    address = sent(ana, log(row("Bins")))
    wanted = 404 if who == "cleo" else 403
    browser = request.getfixturevalue(who)
    for page in (address, f"{address}/columns", f"{address}/authors"):
        assert browser.get(page).status_code == wanted
    for change in ("run", "choices", "choices/removal", "columns", "worksheet", "authors"):
        assert browser.post(f"{address}/{change}", data={}).status_code == wanted


def test_staff_bring_in_nothing(trust, ben):
    assert ben.get("/imports/new").status_code == 403
    assert send(ben, log(row())).status_code == 403


def test_a_lead_brings_ideas_to_the_own_branch_alone(trust, ana, dora):
    content = log(row("Bins"), row("Clock", ward="Ward 14"))
    page = ana.get(sent(ana, content))
    assert "only a lead of Ward 14 brings ideas in there" in page.text
    brought_in(dora, content)
    assert len(ideas()) == 2


def test_an_administrator_opens_what_a_lead_sent(trust, ana, amy):
    assert amy.get(sent(ana, log(row("Bins")))).status_code == 200


BAD = {
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(500), "log.xlsx", "picture"),
    "nothing": (b"", "log.csv", "empty"),
    "blanks": (b"\r\n,,\r\n  ", "log.csv", "empty"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "log.xls", "old Excel"),
    "broken": (b"PK\x03\x04" + bytes(200), "log.xlsx", ""),
    "no headings": (b"1,2,3\n4,5,6\n", "log.csv", "headings"),
    "too large": (b"Idea\n" + b"x" * (10 * 1024 * 1024), "log.csv", "10 MB"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_file_that_cannot_be_used_is_said_at_the_field(trust, ana, kind):
    content, name, word = BAD[kind]
    answer = send(ana, content, name=name, team=trust.ward_12.id)
    assert answer.status_code == 422
    assert word in answer.select_one("#sheet-error").text
    assert answer.select_one("select[name=team] option[selected]")["value"] == trust.ward_12.id
    assert answer.soup.title.text.startswith("Error: ")


def test_50_megabytes_get_a_page_with_a_sentence(trust, ana):
    answer = send(ana, b"x" * (50 * 1024 * 1024))
    assert answer.status_code == 413 and "10 MB" in answer.text


def test_no_file_is_said_at_the_field(trust, ana):
    answer = ana.post("/imports", data={"team": ""})
    assert answer.status_code == 422 and "Choose a file" in answer.text


def test_a_formula_in_a_cell_is_a_problem_at_its_row(trust, ana):
    content = workbook(("Idea", "Ward"), ("More bins on the ward", "Ward 12"), ("=A1", "Ward 12"))
    page = ana.get(sent(ana, content, name="log.xlsx"))
    assert "formula" in page.select_one("#problems").text


def test_a_lost_file_is_said(trust, ana):
    address = sent(ana, log(row("Bins")))
    for kept in db.session.scalars(select(ImportFile)):
        db.session.delete(kept)
    commit()
    start_writing()
    assert "Send it again" in ana.get(address).text
    assert ana.post(f"{address}/run").status_code == 409
