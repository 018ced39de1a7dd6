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
