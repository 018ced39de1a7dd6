"""No two active teams of an organisation answer to one name, wherever in the tree they stand."""

import pytest
from sqlalchemy import select

from improve.core.db import commit, db, start_writing
from improve.core.errors import RuleBroken
from improve.teams import joining
from improve.teams.changing import change_team
from improve.teams.joining import NewTeam, add_team
from improve.teams.keys import Called, team_key, why_taken
from improve.teams.models import Team
from tests.cast import make_team


@pytest.fixture
def clinic(trust):
    """A team with a short name, in another branch than the wards."""
    made = make_team(trust.organisation, "Heart clinic", 1, trust.medicine)
    made.short_name = "HC 2"
    commit()
    start_writing()
    return made


def error_at(page, field):
    found = page.select_one(f"#{field}-error")
    return found.text if found else ""


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"name": "heart  CLINIC"}, "name", "There is a team called Heart clinic here already"),
        ({"name": "hc 02"}, "name", "“hc 02” is the short name of Heart clinic"),
        ({"short_name": "Heart clinic"}, "short_name", "There is a team called Heart clinic here already"),
        ({"short_name": "HC-2"}, "short_name", "“HC-2” is the short name of Heart clinic"),
    ],
)
def test_a_new_team_is_refused_at_the_field_where_another_is_called_so(
    trust, amy, clinic, typed, field, words
):
    form = {"name": "Ward 15", "tier": "1", "parent_id": trust.older.id, "headcount": "9"}
    page = amy.post("/teams/new", form | typed)
    assert page.status_code == 409 and words in error_at(page, field)
    other = {"name": "Ward 15", "short_name": "W15"} | {"key": page.select_one("input[name=key]")["value"]}
    assert amy.post("/teams/new", form | other).status_code == 303


@pytest.mark.parametrize("field", ["name", "short_name"])
def test_so_is_a_team_that_gets_another_name(trust, amy, clinic, field):
    typed = {"name": trust.ward_12.name, "short_name": "", "parent_id": trust.older.id, "version": "1"}
    page = amy.post(f"/teams/{trust.ward_12.id}/place", typed | {field: "Heart Clinic"})
    assert page.status_code == 409 and "called Heart clinic here already" in error_at(page, field)
    db.session.expire_all()
    assert db.session.get(Team, trust.ward_12.id).name == "Ward 12"


def test_a_team_keeps_its_own_name_and_may_be_called_for_short_as_in_full(trust, amy, clinic):
    typed = {"name": clinic.name, "short_name": "Heart clinic", "parent_id": trust.older.id}
    version = amy.get(f"/teams/{clinic.id}/edit").select_one(
        f"form[action$='{clinic.id}/place'] [name=version]"
    )
    page = amy.post(f"/teams/{clinic.id}/place", typed | {"version": version["value"]})
    assert page.status_code == 303
    db.session.expire_all()
    moved = db.session.get(Team, clinic.id)
    assert (moved.parent_id, moved.short_name) == (trust.older.id, "Heart clinic")


def test_two_that_were_called_alike_before_can_still_be_changed_otherwise(trust):
    one, other = (make_team(trust.organisation, "Ward 1", 1, at) for at in (trust.older, trust.medicine))
    assert change_team(one, {"name": "Ward 1", "headcount": 9}, by=trust.amy) == ["headcount"]
    assert change_team(other, {"name": "Ward 1 south"}, by=trust.amy) == ["name"]


def test_the_name_of_a_team_that_is_no_more_is_free_and_it_comes_back_under_another(trust, clinic):
    joining.deactivate(clinic, by=trust.amy)
    add_team(trust.organisation, NewTeam("Heart clinic", 1), trust.older, by=trust.amy)
    with pytest.raises(RuleBroken, match="called Heart clinic here already"):
        joining.reactivate(clinic, by=trust.amy)
    change_team(clinic, {"name": "Heart clinic north"}, by=trust.amy)
    joining.reactivate(clinic, by=trust.amy)
    assert clinic.deactivated_at is None


def test_what_teams_of_another_organisation_are_called_does_not_count(trust):
    assert add_team(trust.organisation, NewTeam(trust.other_ward.name, 1), trust.older, by=trust.amy)
    rows = select(Team.organisation_id).where(Team.name == trust.other_ward.name)
    assert len(set(db.session.scalars(rows))) == 2


def test_names_are_compared_as_a_log_is_read():
    teams = [Called("Children’s ward", "CW"), Called("Ward 7", "")]
    assert "called Children’s ward" in why_taken("childrens WARD", teams)
    assert "short name of Children’s ward" in why_taken("cw", teams)
    assert why_taken("", teams) == why_taken("Ward 17", teams) == ""
    assert team_key("A&E") == team_key("a and e")
