"""`improve import` and the lists of teams and people."""

import pytest
from sqlalchemy import func, select

from improve.core.db import db
from improve.ideas.models import Idea
from improve.people.models import Person
from improve.teams.models import Organisation, Team

LOG = """Ideas of Ward 12

Date,Idea,Status
03/03/2026,Blankets run out on nights,New
04/03/2026,The bell in bay 2 is too quiet,Done
"""


@pytest.fixture
def system(empty_system):
    with empty_system.opened():
        db.session.add(Organisation(name="Thornbeck Hospitals"))
    empty_system.run("team", "add", "Ward 12", "--tier", 1, "--headcount", 34)
    return empty_system


def written(tmp_path, text, name="log.csv"):
    (tmp_path / name).write_text(text)
    return tmp_path / name


def count(system, table):
    with system.opened():
        return db.session.scalar(select(func.count()).select_from(table))


def test_a_log_comes_in_once(system, tmp_path):
    file = written(tmp_path, LOG)
    first = system.run("import", file, "--team", "Ward 12")
    assert first.exit_code == 0 and "2 ideas brought in" in first.output, first.output
    again = system.run("import", file, "--team", "Ward 12")
    assert "0 ideas brought in, 2 were here before" in again.output
    assert count(system, Idea) == 2


def test_a_dry_run_writes_nothing(system, tmp_path):
    result = system.run("import", written(tmp_path, LOG), "--team", "Ward 12", "--dry-run")
    assert "2 ideas would come in" in result.output
    assert count(system, Idea) == 0


def test_a_problem_stops_all_rows_unless_the_good_ones_are_asked_for(system, tmp_path):
    file = written(tmp_path, LOG + "31/02/2026,There is no such day,New\n")
    refused = system.run("import", file, "--team", "Ward 12", "--map", "date=A", "--map", "text=B")
    if refused.exit_code:
        assert "--good-rows" in refused.output and count(system, Idea) == 0
    result = system.run("import", file, "--team", "Ward 12", "--good-rows")
    assert result.exit_code == 0 and count(system, Idea) >= 2


def test_what_is_no_spreadsheet_is_refused_with_a_sentence(system, tmp_path):
    (tmp_path / "log.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    result = system.run("import", tmp_path / "log.xlsx", "--team", "Ward 12")
    assert result.exit_code == 1 and result.output.strip()


NOTES = "Minutes of the meeting\n\nWe talked about the rota, and about the bins in the sluice.\nNobody had\n"


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("minutes.txt", NOTES.encode(), "Idea, Date or Status"),
        ("log.csv", "Größe,Gewicht\n12,a rather long sentence that is no idea\n".encode(), "--map"),
        ("log.csv", bytes(range(256)) * 20, "not a spreadsheet"),
        ("README.md", LOG.encode(), "by its name"),
    ],
)
def test_what_is_no_log_brings_nothing_in(system, tmp_path, name, content, word):
    (tmp_path / name).write_bytes(content)
    result = system.run("import", tmp_path / name, "--team", "Ward 12")
    assert result.exit_code == 1 and word in result.output, result.output
    assert count(system, Idea) == 0


def test_a_log_without_known_headings_comes_in_where_the_idea_is_named(system, tmp_path):
    file = written(tmp_path, "Blankets run out on nights\nThe bell in bay 2 is too quiet\n")
    result = system.run("import", file, "--team", "Ward 12", "--map", "text=A")
    assert "2 ideas brought in" in result.output and count(system, Idea) == 2


@pytest.mark.parametrize("said", ["text", "words=A", "text=1"])
def test_a_column_that_cannot_be_is_refused(system, tmp_path, said):
    result = system.run("import", written(tmp_path, LOG), "--map", said)
    assert result.exit_code == 1 and "“" in result.output


def test_teams_and_people_come_from_lists(system, tmp_path):
    teams = written(
        tmp_path, "Name,Tier,Parent,Headcount\nMedicine,3,,12\nWard 14,1,Medicine,30\n", "teams.csv"
    )
    assert system.run("team", "import", teams).exit_code == 0
    people = written(tmp_path, "Name,E-mail,Team\nAna Diaz,ana@thornbeck.example,Ward 14\n", "people.csv")
    result = system.run("person", "import", people)
    assert result.exit_code == 0, result.output
    assert count(system, Team) == 3 and count(system, Person) == 1
    assert "nothing in this list" in system.run("person", "import", people).output


STAFF = "Name,E-mail,Team\nAna Diaz,ana@thornbeck.example,Ward 12\nNo Address,,Ward 12\n"
WARDS = "Name,Tier\nWard 14,1\nWard 15,many\n"
LISTS = pytest.mark.parametrize(
    ("kind", "content", "table"), [("person", STAFF, Person), ("team", WARDS, Team)], ids=["people", "teams"]
)


@LISTS
def test_a_list_with_a_problem_comes_in_only_where_its_good_rows_are_asked_for(
    system, tmp_path, kind, content, table
):
    file, before = written(tmp_path, content, "list.csv"), count(system, table)
    refused = system.run(kind, "import", file)
    assert refused.exit_code == 1 and "row 3" in refused.output and "--good-rows" in refused.output
    assert count(system, table) == before
    result = system.run(kind, "import", file, "--good-rows")
    assert result.exit_code == 0 and "1 line brought in" in result.output, result.output
    assert count(system, table) == before + 1
    again = system.run(kind, "import", file, "--good-rows")
    assert again.exit_code == 0 and "nothing in this list" in again.output


@LISTS
def test_a_dry_run_of_a_list_writes_nothing(system, tmp_path, kind, content, table):
    before = count(system, table)
    result = system.run(kind, "import", written(tmp_path, content, "list.csv"), "--dry-run")
    assert result.exit_code == 0 and "1 line would come in" in result.output, result.output
    assert "1 row has problems" in result.output and count(system, table) == before


def test_a_column_of_a_list_is_named_where_its_heading_is_not_known(system, tmp_path):
    file = written(tmp_path, "Who,Badge\nAna Diaz,T1\n", "staff.csv")
    assert system.run("person", "import", file).exit_code == 1
    result = system.run("person", "import", file, "--map", "name=A", "--map", "staff_number=B")
    assert result.exit_code == 0 and "row 1 is taken for the headings" in result.output, result.output
    assert "T1" in system.run("person", "list").output.upper()
    wrong = system.run("person", "import", file, "--map", "name=A", "--map", "staff_number=J")
    assert wrong.exit_code == 1 and "staff_number=J" in wrong.output


def test_a_lead_who_would_become_a_member_is_named(system, tmp_path):
    system.run("person", "add", "Ana Diaz", "--email", "ana@thornbeck.example", "--team", "Ward 12", "--lead")
    file = written(tmp_path, "Name,E-mail,Team,Role\nAna,ana@thornbeck.example,Ward 12,member\n", "staff.csv")
    assert "becomes a member: Ana Diaz, Ward 12" in system.run("person", "import", file, "--dry-run").output


def test_an_idea_that_is_here_is_not_said_to_wait_for_an_answer(system, tmp_path):
    file = written(tmp_path, LOG)
    system.run("import", file, "--team", "Ward 12")
    assert "waits for an answer" not in system.run("import", file, "--team", "Ward 12").output
