"""Lists of teams: known by their short names too, of a tier by its name, and never two of one name."""

import pytest
from sqlalchemy import select

from improve.core.db import commit, db, start_writing
from improve.imports.models import Import
from improve.imports.team_names import CREATE
from improve.imports.writing import create_teams
from improve.teams.models import Team
from tests.cast import make_team
from tests.imports.sending import brought_in, log, row, run, sent
from tests.imports.test_people import teams, told


@pytest.fixture
def short(trust):
    """Ward 12 has a short name, and so has the service unit above it."""
    trust.ward_12.short_name, trust.older.short_name = "W12", "OPM"
    commit()
    start_writing()


def made():
    db.session.expire_all()
    return {team.name: team for team in db.session.scalars(select(Team))}


def test_a_team_called_by_its_short_name_is_that_team(trust, amy, short):
    before = len(made())
    content = teams(("w12", "", "1", "OPM", "42"), ("Ward 20", "W20", "1", "opm", "20"))
    brought_in(amy, content, address="/teams/import")
    found = made()
    assert len(found) == before + 1
    assert (found["Ward 12"].headcount, found["Ward 12"].short_name) == (42, "W12")
    assert found["Ward 20"].parent_id == trust.older.id


def test_a_row_for_its_name_and_one_for_its_short_name_are_one_team_twice(trust, amy, short):
    page = amy.get(
        sent(amy, teams(("Ward 12", "", "1", "", "9"), ("W12", "", "1", "", "8")), address="/teams/import")
    )
    assert told(page) == {"3": "the same team as in row 2"}


def test_a_short_name_that_two_teams_have_is_a_problem_at_its_row(trust, amy, short):
    trust.ward_14.short_name = "W12"
    commit()
    start_writing()
    page = amy.get(sent(amy, teams(("W12", "", "1", "", "9")), address="/teams/import"))
    assert "“W12” is the short name of Ward 12 and Ward 14" in told(page)["2"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            ("Ward 20", "Ward 14", "1", "", ""),
            "there is a team called Ward 14 here already; choose another short name",
        ),
        (("Ward 20", "w12", "1", "", ""), "“w12” is the short name of Ward 12; choose another short name"),
        (("Ward 14", "OPM", "1", "", ""), "“OPM” is the short name of Older people’s medicine"),
        (("Ward 20", "Ward 30", "1", "", ""), "there is a team called Ward 30 here already"),
    ],
)
def test_a_name_that_is_taken_is_a_problem_at_its_row(trust, amy, short, line, words):
    page = amy.get(sent(amy, teams(("Ward 30", "", "1", "", ""), line), address="/teams/import"))
    assert words in told(page)["3"]


def test_a_list_that_comes_again_and_gives_the_names_that_are_here_changes_nothing(trust, amy, short):
    content = teams(("Ward 12", "W12", "1", "OPM", ""), ("Ward 20", "W20", "1", "OPM", "20"))
    brought_in(amy, content, address="/teams/import")
    assert "here already" in amy.get(sent(amy, content, address="/teams/import")).text


@pytest.mark.parametrize(
    ("said", "tier"),
    [
        ("CSU", 2), ("Division", 3), ("division", 3), ("Clinical service unit", 2), ("Ward", 1), ("Department", 1),
        ("Tier 2", 2), ("2", 2), ("Executive", 4), ("2 Clinical service unit", 2),
    ],
)  # fmt: skip
def test_a_tier_is_understood_by_its_name(trust, amy, said, tier):
    brought_in(amy, teams(("New team", "", said, "", "")), address="/teams/import")
    assert made()["New team"].tier == tier


@pytest.mark.parametrize("said", ["Care group", "CG", "care groups", "2 Care group"])
def test_a_tier_is_understood_by_the_name_that_the_organisation_gave_it(trust, amy, said):
    trust.organisation.tier_names = {"2": "Care group"}
    commit()
    start_writing()
    brought_in(amy, teams(("New team", "", said, "", "")), address="/teams/import")
    assert made()["New team"].tier == 2


def test_what_an_organisation_calls_a_tier_comes_before_what_others_do(trust, amy):
    trust.organisation.tier_names = {"2": "Division", "3": "CSU"}
    commit()
    start_writing()
    brought_in(
        amy, teams(("One", "", "Division", "", ""), ("Two", "", "CSU", "", "")), address="/teams/import"
    )
    assert (made()["One"].tier, made()["Two"].tier) == (2, 3)


def test_a_word_that_is_no_tier_is_told_at_its_row(trust, amy):
    page = amy.get(sent(amy, teams(("One", "", "Directorate", "", "")), address="/teams/import"))
    assert told(page) == {"2": "“Directorate” is no tier; write a number from 1 to 5"}


def test_a_log_makes_no_third_team_of_a_name_that_two_have(trust, amy):
    for at in (trust.older, trust.medicine):
        make_team(trust.organisation, "Ward 1", 1, at)
    commit()
    start_writing()
    address = sent(amy, log(row("Bins by the door", ward="Ward 1"), row("A clock", ward="Ward 40")))
    offered = {
        box.find_previous("label").text.split(" (")[0]: [option["value"] for option in box.select("option")]
        for box in amy.get(address).soup.select("#choices select[name^=team_]")
    }
    assert CREATE in offered["“Ward 40”"] and CREATE not in offered["“Ward 1”"]


def test_a_team_that_a_log_makes_is_the_one_that_somebody_made_meanwhile(trust, amy):
    address = sent(amy, log(row("Bins by the door", ward="Ward 40")))
    [field] = [box["name"] for box in amy.get(address).soup.select("#choices select[name^=team_]")]
    amy.post(f"{address}/choices", data={field: CREATE, "new_below_id": trust.older.id})
    make_team(trust.organisation, "Other ward", 1, trust.older).short_name = "ward 040"
    commit()
    start_writing()
    run(amy, address)
    assert "Ward 40" not in made()
    importing = db.session.scalars(select(Import)).one()
    assert list(create_teams(importing, ["Ward 40"], trust.amy).values())
