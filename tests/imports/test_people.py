"""Lists of people and of teams."""

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from improve.auth.models import Session
from improve.core import clock
from improve.core.db import commit, db, start_writing
from improve.people.models import Person
from improve.teams.models import Membership, Team
from tests.imports.files import workbook
from tests.imports.sending import brought_in, log, run, send, sent

PEOPLE = ("Name", "E-mail", "Staff number", "Staff group", "Job title", "Ward", "Role")
TEAMS = ("Name", "Short name", "Tier", "Stands below", "Headcount")


def people(*rows):
    return log(*rows, headings=PEOPLE)


def teams(*rows):
    return log(*rows, headings=TEAMS)


def called(name):
    return db.session.scalars(select(Person).where(Person.name == name)).one()


def parts(person):
    rows = select(Membership).where(Membership.person_id == person.id, Membership.left_on.is_(None))
    return {(part.team.name, part.is_lead) for part in db.session.scalars(rows)}


def told(page):
    return {
        line.select_one("th").text: line.select("td")[1].text
        for line in page.soup.select("#problems tbody tr")
    }


NIA = (
    "Nia Roberts",
    "Nia@Thornbeck.example",
    "",
    "nursing and midwifery registered",
    "Staff nurse",
    "Ward 12",
    "",
)
TOM = ("Tom Hale", "", "A771", "", "Porter", "ward 14", "Lead")


def test_people_come_in_and_join_their_teams(trust, amy):
    address = sent(amy, people(NIA, TOM), address="/people/import")
    assert "Bring in all 2 lines" in amy.get(address).text
    run(amy, address)
    nia, tom = called("Nia Roberts"), called("Tom Hale")
    assert (nia.email, nia.staff_group) == ("nia@thornbeck.example", "Nursing and midwifery registered")
    assert (
        parts(nia) == {("Ward 12", False)}
        and parts(tom) == {("Ward 14", True)}
        and tom.staff_number == "a771"
    )


def test_the_same_list_again_changes_nothing(trust, amy):
    brought_in(amy, people(NIA, TOM), address="/people/import")
    page = amy.get(sent(amy, people(NIA, TOM), address="/people/import"))
    assert "Everything in this list is here already" in page.text
    assert db.session.scalar(select(func.count()).where(Membership.person_id == called("Tom Hale").id)) == 1


def test_who_is_here_keeps_details_and_joins_another_team(trust, amy):
    row = ("B. Okoro", "ben@thornbeck.example", "", "", "Porter", "Ward 14", "")
    brought_in(amy, people(row), address="/people/import")
    assert called("Ben Okoro").job == "Staff nurse"
    assert parts(trust.ben) == {("Ward 12", False), ("Ward 14", False)}


def test_an_empty_role_takes_no_lead_away(trust, amy):
    row = ("Ana Diaz", "ana@thornbeck.example", "", "", "", "Ward 12", "")
    assert "here already" in amy.get(sent(amy, people(row), address="/people/import")).text
    brought_in(amy, people((*row[:6], "member")), address="/people/import")
    assert parts(trust.ana) == {("Ward 12", False)}


def test_one_person_may_stand_in_two_rows(trust, amy):
    brought_in(amy, people(NIA, (*NIA[:5], "Ward 14", "lead")), address="/people/import")
    assert parts(called("Nia Roberts")) == {("Ward 12", False), ("Ward 14", True)}


def test_each_problem_of_a_list_stands_at_its_row(trust, amy):
    trust.gil.deactivate(trust.amy)
    trust.ben.staff_number = "b1"
    rows = (
        ("", "x@thornbeck.example"),
        ("Nobody", ""),
        ("Wrong", "no address"),
        ("Lost", "lost@thornbeck.example", "", "", "", "Ward 99"),
        ("Gil", "gil@thornbeck.example"),
        ("Both", "ana@thornbeck.example", "B1"),
        ("Long", "l@thornbeck.example", "", "", "x" * 200),
        ("Odd", "odd@thornbeck.example", "", "Wizards", "", "Ward 12", "boss"),
    )
    page = amy.get(sent(amy, people(*rows), address="/people/import"))
    assert set(told(page)) == {"2", "3", "4", "5", "6", "7", "8", "9"}
    assert page.select_one("form[action$='/run'] button").text == "Bring in 1 good line"


def test_first_and_last_names_may_stand_apart(trust, amy):
    content = log(("Nia", "Roberts", "nia@thornbeck.example"), headings=("First name", "Surname", "Email"))
    brought_in(amy, content, address="/people/import")
    assert called("Nia Roberts").email == "nia@thornbeck.example"


def test_teams_come_in_as_a_tree_in_any_order(trust, amy):
    content = teams(
        ("Ward 20", "W20", "1", "Frailty", "24"),
        ("Frailty", "", "Clinical service unit", "Medicine", "60"),
        ("Ward 12", "W12", "1", "", "41"),
    )
    brought_in(amy, content, address="/teams/import")
    made = {team.name: team for team in db.session.scalars(select(Team))}
    assert made["Ward 20"].path == f"{trust.medicine.path}{made['Frailty'].id}/{made['Ward 20'].id}/"
    assert (made["Ward 20"].headcount, made["Frailty"].tier) == (24, 2)
    assert (made["Ward 12"].headcount, made["Ward 12"].short_name) == (41, "W12")
    assert "here already" in amy.get(sent(amy, content, address="/teams/import")).text


def test_each_problem_of_a_team_stands_at_its_row(trust, amy):
    content = teams(
        ("Ward 20", "", "9", "", ""),
        ("Ward 21", "", "1", "Nowhere", ""),
        ("Ward 22", "", "1", "Ward 12", ""),
        ("Ward 23", "", "1", "Medicine", "many"),
        ("Ward 12", "", "1", "Medicine", ""),
        ("Ward 14", "", "2", "", ""),
        ("Ward 24", "", "1", "Medicine", ""),
        ("ward 24", "", "1", "Medicine", ""),
    )
    page = amy.get(sent(amy, content, address="/teams/import"))
    assert set(told(page)) == {"2", "3", "4", "5", "6", "7", "9"}


@pytest.mark.parametrize("what", ["people", "teams"])
def test_lists_are_for_administrators(trust, amy, ana, cleo, what):
    content = people(NIA) if what == "people" else teams(("Ward 20", "", "1", "", ""))
    address = sent(amy, content, address=f"/{what}/import")
    assert ana.get(f"/{what}/import").status_code == 403
    assert send(ana, content, address=f"/{what}/import").status_code == 403
    assert ana.get(address).status_code == ana.post(f"{address}/run").status_code == 403
    assert cleo.get(address).status_code == cleo.post(f"{address}/run").status_code == 404


@pytest.mark.parametrize("what", ["people", "teams"])
def test_the_password_is_asked_for_again_before_a_list_comes_in(trust, amy, what):
    content = people(NIA) if what == "people" else teams(("Ward 20", "", "1", "", ""))
    address = sent(amy, content, address=f"/{what}/import")
    for session in db.session.scalars(select(Session)):
        session.stepped_up_at = None
    commit()
    start_writing()
    assert amy.post(f"{address}/run").status_code == 403
    assert amy.get(f"/{what}/import").status_code == 302


@pytest.mark.parametrize("what", ["people", "teams"])
def test_a_list_without_its_headings_is_refused_at_the_field(trust, amy, what):
    for content in (b"A,B\n1,2\n", b"\x89PNG1234", b""):
        answer = send(amy, content, address=f"/{what}/import")
        assert answer.status_code == 422 and answer.select_one("#sheet-error")


def test_a_list_is_found_on_another_worksheet_than_the_fullest(trust, amy):
    book = Workbook()
    people_page = book.create_sheet("Staff")
    for line in (("Name", "E-mail"), ("Nia Roberts", "nia@thornbeck.example")):
        people_page.append(line)
    content = workbook(*[["How to fill in this list"]] * 9, title="Read me", book=book)
    brought_in(amy, content, name="staff.xlsx", address="/people/import")
    assert called("Nia Roberts").email == "nia@thornbeck.example"


def test_a_list_of_people_is_no_idea_log(trust, amy):
    address = sent(amy, people(NIA), address="/people/import")
    assert amy.get(address.replace("/people/import", "/imports")).status_code == 404
    assert clock.now()


TWICE = ("Dup One", "nia@thornbeck.example", "", "", "", "Ward 14", "member")


@pytest.mark.parametrize(
    ("again", "words"),
    [
        (TWICE, "the same e-mail address as in row 2, with another name"),
        ((*NIA[:6], "lead"), "the same e-mail address as in row 2, for the same team"),
        (("Nia Roberts", NIA[1], "B7", "", "", "Ward 14"), "with another staff number"),
        (
            ("Nia Roberts", "", "N1", "", "", "Ward 12"),
            "the same staff number as in row 2, for the same team",
        ),
    ],
)
def test_a_second_row_that_would_undo_the_first_is_a_problem_at_its_row(trust, amy, again, words):
    first = (*NIA[:2], "N1", *NIA[3:])
    address = sent(amy, people(first, again), address="/people/import")
    found = told(amy.get(address))
    assert set(found) == {"3"} and words in found["3"]
    run(amy, address)
    assert parts(called("Nia Roberts")) == {("Ward 12", False)}


def test_two_rows_that_call_one_person_by_two_names_to_sign_in_are_seen(trust, amy):
    trust.ben.staff_number = "b1"
    rows = (("Ben Okoro", "ben@thornbeck.example", "", "", "", "Ward 14", "lead"),
            ("Ben Okoro", "", "B1", "", "", "Ward 14", "member"))  # fmt: skip
    page = amy.get(sent(amy, people(*rows), address="/people/import"))
    assert "the same person as in row 2, for the same team" in told(page)["3"]


def test_the_preview_names_each_lead_who_becomes_a_member(trust, amy):
    row = ("Ana Diaz", "ana@thornbeck.example", "", "", "", "Ward 12", "member")
    page = amy.get(sent(amy, people(row, NIA), address="/people/import"))
    assert [line.text for line in page.soup.select("#losses li")] == ["Ana Diaz, Ward 12"]


def test_a_payroll_number_is_a_staff_number(trust, amy):
    content = log(("Nia Roberts", "P77"), headings=("Name", "Payroll no"))
    brought_in(amy, content, address="/people/import")
    assert called("Nia Roberts").staff_number == "p77"


def test_a_cell_that_could_not_be_read_is_said_once_at_its_row(trust, amy):
    content = workbook(["Name", "E-mail"], ["=A9", "nia@thornbeck.example"])
    page = amy.get(sent(amy, content, name="staff.xlsx", address="/people/import"))
    assert [line.select("td")[1].text for line in page.soup.select("#problems tbody tr")] == [
        "a formula without a stored result"
    ]


@pytest.mark.parametrize(
    ("said", "group"),
    [
        ("HCA", "Additional clinical services"),
        ("rn", "Nursing and midwifery registered"),
        ("Nursing & Midwifery", "Nursing and midwifery registered"),
        ("AHP", "Allied health professionals"),
        ("Doctor", "Medical and dental"),
        ("A&C", "Administrative and clerical"),
        ("Add Prof Scientific and Technic", "Additional professional scientific and technical"),
    ],
)
def test_a_staff_group_is_understood_in_the_words_of_a_ward(trust, amy, said, group):
    address = sent(amy, people((*NIA[:3], said, *NIA[4:])), address="/people/import")
    assert not told(amy.get(address))
    run(amy, address)
    assert called("Nia Roberts").staff_group == group
