"""The commands that administer an empty system."""

import re

import pytest
from sqlalchemy import select

from improve.auth.models import OneTime
from improve.core.db import db
from improve.core.ids import digest, read_code
from improve.people.models import Person
from improve.tablets.models import Tablet
from improve.teams.models import Organisation, Team
from improve.teams.policy import leads_of


@pytest.fixture
def system(empty_system):
    """With an organisation and a tree of two teams."""
    with empty_system.opened():
        db.session.add(Organisation(name="Thornbeck Hospitals"))
    assert empty_system.run("team", "add", "Medicine", "--tier", 3).exit_code == 0
    assert (
        empty_system.run(
            "team", "add", "Ward 12", "--tier", 1, "--below", "medicine", "--headcount", 34
        ).exit_code
        == 0
    )
    return empty_system


def code_in(output):
    return re.search(r"(?:[0-9A-Z]{4} ){3}[0-9A-Z]{4}", output).group()


def test_init_sets_an_empty_system_up_and_prints_a_code_for_an_hour(deployment):
    result = deployment.run("init")
    assert result.exit_code == 0 and "/first-administrator" in result.output
    with deployment.opened():
        assert db.session.scalars(select(Person)).all() == []
        stored = db.session.scalars(select(OneTime)).one()
        assert stored.digest == digest(read_code(code_in(result.output)))


def test_commands_before_init_say_what_to_do(deployment, empty_system):
    assert "improve init" in empty_system.run("team", "list").output


def test_a_database_that_was_never_set_up_is_explained(deployment):
    result = deployment.run("person", "list")
    assert result.exit_code == 1 and "improve init" in result.output


def test_teams_are_listed_as_a_tree(system):
    tree = "Medicine (tier 3, headcount not known)\n  Ward 12 (tier 1, 34 people)\n"
    assert system.run("team", "list").output == tree


def test_a_person_is_added_as_a_lead_with_a_code_for_a_password(system):
    result = system.run(
        "person", "add", "Ana Diaz", "--email", "Ana@Thornbeck.example", "--team", "Ward 12", "--lead"
    )
    assert result.exit_code == 0, result.output
    with system.opened():
        ward = db.session.scalars(select(Team).where(Team.name == "Ward 12")).one()
        assert [lead.email for lead in leads_of(ward)] == ["ana@thornbeck.example"]
        assert db.session.get(OneTime, digest(read_code(code_in(result.output)))) is not None


def test_an_address_that_somebody_has_is_refused_with_a_sentence(system):
    system.run("person", "add", "Ana Diaz", "--email", "ana@thornbeck.example")
    result = system.run("person", "add", "Other Ana", "--email", "ana@thornbeck.example")
    assert result.exit_code == 1 and "has this e-mail address already" in result.output


def test_somebody_without_a_way_to_sign_in_is_not_added(system):
    assert system.run("person", "add", "Ana Diaz").exit_code == 1


def test_who_left_is_no_longer_listed_and_gets_no_code(system):
    system.run("person", "add", "Ana Diaz", "--staff-number", "T10023")
    assert "Ana Diaz" in system.run("person", "list").output
    assert system.run("person", "deactivate", "T10023").exit_code == 0
    assert "Ana Diaz" not in system.run("person", "list").output
    assert system.run("person", "code", "T10023").exit_code == 1


def test_a_tablet_is_planned_with_a_code_and_enrolled_for_a_script_with_a_cookie(system):
    planned = system.run("tablet", "add", "--team", "ward 12", "--name", "Door")
    enrolled = system.run("tablet", "enrol", "--team", "Ward 12")
    name, _, secret = enrolled.output.strip().partition("=")
    with system.opened():
        by_code = select(Tablet).where(Tablet.code_digest == digest(read_code(code_in(planned.output))))
        assert db.session.scalars(by_code).one().name == "Door"
        by_secret = select(Tablet).where(Tablet.secret_digest == digest(secret))
        assert name == "tablet" and db.session.scalars(by_secret).one().is_enrolled


def test_a_revoked_tablet_is_no_longer_listed(system):
    system.run("tablet", "enrol", "--team", "Ward 12")
    tablet_id = system.run("tablet", "list").output.split()[0]
    assert system.run("tablet", "revoke", tablet_id).exit_code == 0
    assert system.run("tablet", "list").output == ""


def test_an_unknown_team_is_named_in_the_refusal(system):
    result = system.run("tablet", "add", "--team", "Ward 99")
    assert result.exit_code == 1 and "Ward 99" in result.output and "improve team list" in result.output


def test_a_setting_that_is_no_number_is_explained(deployment, monkeypatch):
    monkeypatch.setenv("PORT", "eight thousand")
    result = deployment.run("person", "list")
    assert result.exit_code == 1 and "not a number" in result.output


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("person", "add", "Ada", "--email", "nonsense"), "no e-mail address"),
        (("person", "add", "Ada", "--email", "a@b.example,c@d.example"), "no e-mail address"),
        (("person", "add", "Ada", "--staff-number", "t@1"), "no @"),
        (("person", "add", " ", "--staff-number", "t1"), "needs a name"),
        (("person", "add", "A" * 121, "--staff-number", "t1"), "too long"),
        (("team", "add", " ", "--tier", 1), "needs a name"),
        (("team", "add", "W" * 121, "--tier", 1), "120 characters"),
        (("backup", "/no/such/folder/backup.tar.gz"), "/no/such/folder"),
    ],
)
def test_what_no_page_would_take_no_command_takes(system, command, said):
    result = system.run(*command)
    assert result.exit_code == 1 and said in result.output


@pytest.mark.parametrize("command", [("team", "list"), ("person", "list"), ("tablet", "list"), ("doctor",)])
def test_a_command_that_only_reads_makes_nothing_where_no_database_is(
    deployment, engine, tmp_path, monkeypatch, command
):
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "elsewhere"))
    result = deployment.run(*command)
    assert result.exit_code == 1 and "not set up yet" in result.output, result.output
    assert not (tmp_path / "elsewhere").exists()


def test_a_command_that_writes_makes_no_database_by_the_way(deployment, engine, tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "elsewhere"))
    result = deployment.run("team", "add", "Ward 12", "--tier", 1)
    assert result.exit_code == 1 and "not set up yet" in result.output
    assert not (tmp_path / "elsewhere" / "improve.db").exists()


@pytest.mark.parametrize("url", ["mysql://x", "postgres://x", "improve.db", "postgresql+asyncpg://x"])
def test_a_database_that_cannot_be_used_is_refused_with_a_sentence(deployment, monkeypatch, url):
    monkeypatch.setenv("IMPROVE_DATABASE_URL", url)
    result = deployment.run("team", "list")
    assert result.exit_code == 1 and "IMPROVE_DATABASE_URL" in result.output, result.output


@pytest.mark.parametrize("name", ["PORT", "IMPROVE_WEB_WORKERS"])
def test_a_setting_that_is_no_number_is_named(deployment, monkeypatch, name):
    monkeypatch.setenv(name, "abc")
    assert f"{name} is “abc”, which is not a number" in deployment.run("team", "list").output


def test_a_setting_that_is_too_small_is_named(deployment, monkeypatch):
    monkeypatch.setenv("IMPROVE_IDLE_MINUTES", "-5")
    assert "IMPROVE_IDLE_MINUTES is -5; it must be 1 or more" in deployment.run("team", "list").output


def test_a_name_that_is_the_short_one_of_another_team_is_refused(system):
    system.run("team", "add", "Cedar Ward", "--tier", 1, "--short", "Ward 9")
    by_name = system.run("team", "add", "ward 9", "--tier", 1)
    by_short_name = system.run("team", "add", "Oak Ward", "--tier", 1, "--short", "Cedar ward")
    assert by_name.exit_code == 1 and "short name of Cedar Ward" in by_name.output
    assert by_short_name.exit_code == 1 and "called Cedar Ward" in by_short_name.output


def test_who_left_is_made_active_again_on_their_page_and_the_page_is_named(system):
    system.run("person", "add", "Ana Diaz", "--staff-number", "T10023")
    system.run("person", "deactivate", "T10023")
    with system.opened():
        page = f"/people/{db.session.scalars(select(Person.id)).one()}"
    assert page in system.run("person", "code", "T10023").output


def test_where_there_is_no_team_the_list_says_so(empty_system):
    with empty_system.opened():
        db.session.add(Organisation(name="Thornbeck Hospitals"))
    assert "There is no team yet" in empty_system.run("team", "list").output
