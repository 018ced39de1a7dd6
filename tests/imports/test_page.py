"""The page that brings in an idea log: from the file to the boards."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from improve.core.db import db
from improve.ideas.models import Idea
from improve.ideas.stages import Stage
from improve.imports.models import Import, ImportFile
from improve.teams.models import Team
from tests.cast import make_team
from tests.imports.files import workbook
from tests.imports.nasty import hidden_log
from tests.imports.sending import HEADINGS, brought_in, log, row, run, sent

IDEAS = json.loads((Path(__file__).parents[1] / "data/texts/ideas_dev.json").read_text("utf-8"))["ideas"]


def ideas():
    return list(db.session.scalars(select(Idea).order_by(Idea.received_on, Idea.headline)))


def test_a_log_comes_in_with_dates_stages_and_answers(trust, ana):
    content = log(
        row("Bins by the door", status="Done", answer="They came", on="5/11/25", name="Sr Jones", ref="12"),
        row("A clock for bay 2", status="", date="4/11/25"),
        row("Open visiting", status="Rejected", answer="Not this winter"),
    )
    brought_in(ana, content)
    found = {idea.headline: idea for idea in ideas()}
    done, new, declined = found["Bins by the door"], found["A clock for bay 2"], found["Open visiting"]
    assert (done.stage, done.received_on, done.says_name) == (Stage.DONE, date(2025, 11, 3), "Sr Jones")
    assert [(told.kind, told.words, told.written_on) for told in done.answers] == [
        ("done", "They came", date(2025, 11, 5))
    ]
    assert new.stage == Stage.NEW and new.answer_due_at is not None and new.answered_at is None
    assert declined.answers[0].kind == "decline" and declined.answer_due_at is None
    assert {idea.authorship for idea in (done, new, declined)} == {"imported"}


def test_the_same_file_again_adds_nothing_twice(trust, ana):
    content = log(row("Bins"), row("Clock"))
    brought_in(ana, content)
    address = sent(ana, content)
    page = ana.get(address)
    assert "here already" in page.text and not page.soup.select("form[action$='/run']")
    assert ana.post(f"{address}/run").status_code == 303
    assert len(ideas()) == 2


def test_a_file_sent_twice_is_kept_once(trust, ana):
    content = log(row("Bins"))
    assert sent(ana, content) == sent(ana, content)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_all_240_texts_come_in_and_stand_on_their_boards(trust, amy, kind):
    names = sorted({idea["team"] for idea in IDEAS})
    for name in names:
        make_team(trust.organisation, name, 1, trust.older)
    rows = [("Idea", "Team"), *((idea["text"], idea["team"]) for idea in IDEAS)]
    if kind == "csv":
        out = io.StringIO()
        csv.writer(out).writerows(rows)
        content = out.getvalue().encode()
    else:
        content = workbook(*rows)
    address = sent(amy, content, name=f"log.{kind}")
    assert "Bring in all 240 ideas" in amy.get(address).text
    assert run(amy, address) == 2
    for team in db.session.scalars(select(Team).where(Team.name.in_(names))):
        board = shown_on(amy, team)
        for idea in IDEAS:
            if idea["team"] == team.name:
                assert idea["text"] in board


def shown_on(browser, team):
    """The texts of the ideas that a board links to, all its lanes together."""
    ids, address = set(), f"/teams/{team.id}/board/lanes/new"
    while address:
        page = browser.get(address).soup
        links = [link["href"] for link in page.select("a[href^='/ideas/']")]
        ids |= {link.split("/")[2] for link in links if link.count("/") == 2}
        more = page.select_one("a.more")
        address = more["href"] if more else None
    return {idea.words.text for idea in db.session.scalars(select(Idea).where(Idea.id.in_(ids)))}


def test_a_file_without_a_team_goes_to_the_team_that_was_chosen(trust, ana):
    brought_in(ana, log(("Bins",), ("Clock",), headings=("Idea",)), team=trust.ward_12.id)
    assert {idea.team_id for idea in ideas()} == {trust.ward_12.id}


def test_a_lead_of_one_ward_need_not_choose_it(trust, ana):
    chosen = ana.get("/imports/new").select_one("select[name=team] option[selected]")
    assert chosen["value"] == trust.ward_12.id


def test_each_problem_stands_at_its_row_and_good_rows_come_in(trust, ana):
    address = sent(ana, log(row("Bins"), row("ab"), row("Clock", date="31/02/2025"), row("Lamp")))
    page = ana.get(address).soup
    problems = {
        tuple(cell.text for cell in line.select("th, td")[:2]) for line in page.select("#problems tbody tr")
    }
    assert problems == {("3", "Idea"), ("4", "Date")}
    assert page.select_one("form[action$='/run'] button").text == "Bring in the 2 good rows"
    run(ana, address)
    assert {idea.headline for idea in ideas()} == {"Bins", "Lamp"}
    assert "2 rows stayed out" in ana.get(address).text


def test_the_mended_sheet_brings_only_what_is_missing(trust, ana):
    brought_in(ana, log(row("Bins"), row("Clock", date="31/02/2025")))
    address = sent(ana, log(row("Bins"), row("Clock", date="28/02/2025")))
    assert "1 idea is here already" in ana.get(address).text
    run(ana, address)
    assert sorted(idea.headline for idea in ideas()) == ["Bins", "Clock"]


def test_an_unknown_team_is_mapped(trust, ana):
    address = sent(ana, log(row("Bins", ward="The twelve"), row("Clock", ward="Nowhere")))
    choices = {field["name"]: field for field in ana.get(address).soup.select("#choices select")}
    twelve, nowhere = (name for name in choices)
    assert (
        ana.post(f"{address}/choices", data={twelve: trust.ward_12.id, nowhere: "refuse"}).status_code == 303
    )
    run(ana, address)
    assert [(idea.headline, idea.team_id) for idea in ideas()] == [("Bins", trust.ward_12.id)]


def test_a_choice_can_be_made_again(trust, ana):
    address = sent(ana, log(row("Bins", ward="The twelve")))
    [field] = [box["name"] for box in ana.get(address).soup.select("#choices select")]
    ana.post(f"{address}/choices", data={field: "refuse"})
    page = ana.get(address)
    assert page.select_one("#choices") is None
    assert ana.post(page.select_one("form[action$=removal]")["action"]).status_code == 303
    assert ana.get(address).select_one("#choices") is not None


def test_near_names_come_first_also_by_their_short_name(trust, dora):
    trust.ward_14.name, trust.ward_14.short_name = "Acute frailty", "Ward 14"
    address = sent(dora, log(row("Bins", ward="Ward 14 nights")))
    assert dora.get(address).soup.select("#choices option")[1]["value"] == trust.ward_14.id


def test_an_administrator_makes_a_team_of_an_unknown_name(trust, amy):
    address = sent(amy, log(row("Bins", ward="Ward 99")))
    [field] = [
        box["name"]
        for box in amy.get(address).soup.select("#choices select")
        if box["name"] != "new_below_id"
    ]
    below = [box["value"] for box in amy.get(address).soup.select("select[name=new_below_id] option")]
    assert trust.ward_12.id not in below  # of the lowest tier itself
    amy.post(f"{address}/choices", data={field: "create", "new_below_id": trust.older.id})
    run(amy, address)
    team = db.session.scalars(select(Team).where(Team.name == "Ward 99")).one()
    assert team.parent_id == trust.older.id and ideas()[0].team_id == team.id


def test_the_headcount_of_a_team_that_a_log_made_is_not_known_and_asked_for(trust, amy):
    address = sent(amy, log(row("Bins", ward="Ward 99"), row("Clock")))
    [field, _] = [box["name"] for box in amy.get(address).soup.select("#choices select")]
    amy.post(f"{address}/choices", data={field: "create", "new_below_id": trust.older.id})
    run(amy, address)
    team = db.session.scalars(select(Team).where(Team.name == "Ward 99")).one()
    page = amy.get(address).soup
    asked = [link["href"] for link in page.find_all("a", string="Say how many people work there")]
    assert asked == [f"/teams/{team.id}/edit"]
    tree = amy.get("/teams").text
    assert "Headcount not known" in tree and "· 0 people" not in tree


def test_a_lead_makes_no_teams(trust, ana):
    address = sent(ana, log(row("Bins", ward="Ward 99")))
    boxes = ana.get(address).soup.select("#choices select")
    assert not [option for box in boxes for option in box.select("option") if option["value"] == "create"]
    assert ana.post(f"{address}/choices", data={boxes[0]["name"]: "create"}).status_code == 422


def test_an_unknown_stage_is_chosen(trust, ana):
    address = sent(ana, log(row("Bins", status="Blue sky")))
    [field] = [box["name"] for box in ana.get(address).soup.select("#choices select")]
    ana.post(f"{address}/choices", data={field: "done"})
    run(ana, address)
    assert ideas()[0].stage == Stage.DONE


def test_columns_are_guessed_and_put_right(trust, ana):
    address = sent(ana, log(row("Bins", answer="Soon we will do it, thank you")))
    guessed = columns_page(ana.get(f"{address}/columns"))
    assert (guessed["column_2"], guessed["column_3"], guessed["column_6"]) == ("text", "team", "answer")
    twice = ana.post(f"{address}/columns", data=guessed | {"column_4": "text"})
    assert (
        twice.status_code == 422
        and "“C: Idea” holds this already" in twice.select_one("#column_4-error").text
    )
    assert columns_page(twice)["column_4"] == "text"
    assert ana.post(f"{address}/columns", data=guessed | {"column_6": ""}).status_code == 303
    run(ana, address)
    assert ideas()[0].answers == []


def columns_page(answer):
    """What the form would send."""
    form = answer.select_one("form[action$='/columns'][method=post]")
    chosen = {box["name"]: box.select_one("option[selected]") for box in form.select("select")}
    values = {name: option["value"] if option else "" for name, option in chosen.items()}
    return values | {"heading_row": form.select_one("input[name=heading_row]")["value"]}


def test_each_column_stands_beside_its_first_three_different_values(trust, ana):
    rows = [
        row(text, ward)
        for text, ward in (("Bins", "Ward 12"), ("Clock", "Ward 12"), ("Lamp", "Ward 14"), ("Door", ""))
    ]
    page = ana.get(f"{sent(ana, log(*rows))}/columns").soup
    shown = {
        line.select_one("label").text: [value.text for value in line.select("ul li")]
        for line in page.select(".matching > ol > li")
    }
    assert shown["C: Idea"] == ["Bins", "Clock", "Lamp"] and shown["D: Ward"] == ["Ward 12", "Ward 14"]


def test_no_column_with_the_idea_is_said_at_a_field(trust, ana):
    address = sent(ana, log(row("Bins")))
    guessed = columns_page(ana.get(f"{address}/columns"))
    answer = ana.post(f"{address}/columns", data=guessed | {"column_2": ""})
    assert (
        answer.status_code == 422
        and "column that holds the idea" in answer.select_one("#column_0-error").text
    )


def test_a_log_without_headings_is_brought_in_from_its_first_row(trust, ana):
    content = b"More bins by the back door,Ward 12\nA clock for bay two please,Ward 12\n"
    address = sent(ana, content)
    page = ana.get(f"{address}/columns")
    assert "no row of headings" in page.text and columns_page(page)["heading_row"] == "0"
    assert ana.post(f"{address}/columns", data=columns_page(page)).status_code == 303
    run(ana, address)
    assert len(ideas()) == 2


def test_another_row_may_hold_the_headings(trust, ana):
    content = log(("", "1/11/25", "How to use the log", "", "", ""), HEADINGS, row("Bins"), headings=HEADINGS)
    address = sent(ana, content)
    page = ana.get(f"{address}/columns?heading_row=3").soup
    assert page.select_one("input[name=heading_row]")["value"] == "3"
    assert ana.get(f"{address}/columns?heading_row=99").status_code == 200


def test_another_worksheet_is_read(trust, ana):
    from openpyxl import Workbook

    book = Workbook()
    other = book.create_sheet("2024")
    other.append(["Idea", "Ward"])
    other.append(["An old idea of ours", "Ward 12"])
    rows = [("Idea", "Ward"), *((f"A new idea of ours, number {at}", "Ward 12") for at in range(5))]
    address = sent(ana, workbook(*rows, title="2025", book=book), name="log.xlsx")
    assert ana.post(f"{address}/worksheet", data={"worksheet": "2024"}).status_code == 303
    run(ana, address)
    assert [idea.headline for idea in ideas()] == ["An old idea of ours"]


def test_the_preview_says_which_worksheet_is_read_and_which_are_not(trust, ana):
    address = sent(ana, hidden_log(), name="log.xlsx", team=trust.ward_12.id)
    assert "Only the worksheet “Log” is read; this file also has Old log." in ana.get(address).text


def test_the_file_goes_when_the_import_is_finished(trust, ana):
    brought_in(ana, log(row("Bins")))
    assert db.session.scalar(select(func.count()).select_from(ImportFile)) == 0
    assert db.session.scalars(select(Import)).one().finished_at is not None


def test_what_has_no_place_is_shown_on_the_idea(trust, ana):
    brought_in(ana, log(row("Bins", ref="A-17", status="On hold for stores", name="Sr Jones")))
    page = ana.get(f"/ideas/{ideas()[0].id}")
    assert "A-17" in page.text and "On hold for stores" in page.text and "Sr Jones" in page.text


def test_what_came_in_is_found_by_search(trust, ana):
    brought_in(ana, log(row("Blankets run out")))
    assert "Blankets run out" in ana.get("/search?q=blanket").text


def test_with_script_the_page_goes_on_by_itself(trust, ana):
    address = sent(ana, log(*(row(f"Idea number {at}") for at in range(250))))
    part = ana.post(f"{address}/run", headers={"HX-Request": "true"})
    assert part.select_one("#import-progress [hx-trigger]")["hx-post"].endswith("/run")
    assert part.select_one("progress")["value"] == "200"
    assert ana.get(address).select_one("#import-progress") is not None
    last = ana.post(f"{address}/run", headers={"HX-Request": "true"})
    assert last.headers["HX-Redirect"].endswith(address) and len(ideas()) == 250


def test_columns_and_choices_stay_once_it_has_begun(trust, ana):
    address = sent(ana, log(row("Bins")))
    assert ana.get(address).status_code == 200
    run(ana, address)
    assert ana.post(f"{address}/columns", data={}).status_code == 409
    assert ana.post(f"{address}/choices", data={}).status_code == 409


def test_pages_take_at_most_twelve_queries(trust, ana):
    address = sent(ana, log(*(row(f"Idea number {at}", name=f"Name {at}") for at in range(60)), row("ab")))
    pages = ["/imports/new", f"{address}/columns", address]
    counted = {page: queries(ana, page) for page in pages}
    run(ana, address)
    counted |= {page: queries(ana, page) for page in (address, f"{address}/authors")}
    assert max(counted.values()) <= 12, counted


def queries(browser, page):
    """How many SELECTs a page takes."""
    texts = []

    def heard(*call):
        texts.append(call[2])

    event.listen(db.engine, "after_cursor_execute", heard)
    assert browser.get(page).status_code == 200
    event.remove(db.engine, "after_cursor_execute", heard)
    return sum(text.lstrip().upper().startswith("SELECT") for text in texts)
