"""A log that is sent again: what is here already, what the sheet says now, and what only looks like it."""

from sqlalchemy import select

from improve.core.db import db
from improve.ideas.models import Idea
from improve.ideas.stages import Stage
from tests.imports.sending import brought_in, log, row, run, sent


def told(browser, address):
    """The lines about what is here: row, idea, and what stands beside it."""
    section = browser.get(address).select_one("#here")
    return (
        [[cell.text for cell in line.select("th, td")] for line in section.select("tbody tr")]
        if section
        else []
    )


def texts():
    return sorted(db.session.scalars(select(Idea.headline)))


def test_a_changed_status_is_no_new_idea_and_is_said(trust, ana):
    brought_in(ana, log(row("Bins", status="Open"), row("Clock", status="Open")))
    address = sent(ana, log(row("Bins", status="Done"), row("Clock", status="Open")))
    assert told(ana, address) == [["2", "Bins", "Status: Done", "New"]]
    assert "Everything in this file is here already" in ana.get(address).text
    assert db.session.scalars(select(Idea).where(Idea.headline == "Bins")).one().stage == Stage.NEW


def test_an_answer_that_the_sheet_has_now_is_said_while_the_idea_has_none(trust, ana):
    brought_in(ana, log(row("Bins"), row("Clock", answer="It hangs there")))
    address = sent(ana, log(row("Bins", answer="They came"), row("Clock", answer="It hangs in bay 2")))
    assert told(ana, address) == [["2", "Bins", "The answer: They came", "New"]]


def test_an_emptied_cell_and_another_number_are_no_news(trust, ana):
    brought_in(ana, log(row("Bins", status="In progress", ref="1")))
    assert told(ana, sent(ana, log(row("Bins", status="", ref="7")))) == []
    assert texts() == ["Bins"]


def test_the_same_words_on_another_day_are_said_and_come_in(trust, ana):
    brought_in(ana, log(row("Bins")))
    address = sent(ana, log(row("BINS", date="4/11/25"), row("Clock")))
    assert told(ana, address) == [["2", "BINS", "Ward 12", "3 November 2025"]]
    run(ana, address)
    assert texts() == ["BINS", "Bins", "Clock"]


def test_rows_with_words_that_are_here_are_left_out_where_a_person_says_so(trust, ana):
    brought_in(ana, log(row("Bins")))
    address = sent(ana, log(row("Bins"), row("Bins", date="4/11/25"), row("Clock")))
    assert ana.get(address).select_one("input[name=leave_alike]")
    ana.post(f"{address}/run", data={"leave_alike": "yes"})
    assert texts() == ["Bins", "Clock"]
    assert "1 idea was here already" in ana.get(address).text


def test_what_is_withheld_is_not_shown_to_whoever_sends_its_words(trust, ana):
    brought_in(ana, log(row("Bins")))
    db.session.scalars(select(Idea)).one().stage = Stage.WITHHELD
    assert told(ana, sent(ana, log(row("Bins", status="Done"), row("Bins", date="4/11/25")))) == []
