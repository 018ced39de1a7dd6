"""The tree of teams, their settings, their people, and the organisation."""

import pytest
from sqlalchemy import select

from improve.core.db import commit, db
from improve.core.errors import RuleBroken
from improve.teams import joining, policy
from improve.teams.joining import NewTeam, add_team, join, move
from improve.teams.models import Membership, Organisation, Team

SETTINGS = {
    "headcount": "28",
    "weekdays": ["1", "2", "3", "4", "5", "6", "7"],
    "answer_days": "2",
    "rise_days": "4",
    "answer_hours": "",
    "testing_limit": "6",
    "owner_limit": "3",
    "stale_days": "21",
    "version": "1",
}


def fresh(row):
    db.session.expire_all()
    return db.session.get(type(row), row.id)


def team_named(name):
    db.session.expire_all()
    return db.session.scalars(select(Team).where(Team.name == name)).one()


def test_everybody_sees_the_tree_with_leads_and_boards(trust, ben, cleo):
    page = ben.get("/teams")
    ward = page.select_one(f"#team-{trust.ward_12.id}")
    assert "Led by Ana Diaz" in ward.text
    assert ward.a["href"] == f"/teams/{trust.ward_12.id}/board"
    assert ward.find_parent("li")["id"] == f"team-{trust.older.id}"
    assert "Ward 12" not in cleo.get("/teams").text


def test_the_tree_takes_few_queries(trust, ben, app):
    from sqlalchemy import event

    seen = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    ben.get("/teams")
    assert len([words for words in seen if words.startswith("SELECT")]) <= 12


def test_an_administrator_adds_a_team_below_another(trust, amy, last_event):
    typed = {"name": "Ward 15", "tier": "1", "parent_id": trust.older.id, "headcount": "20"}
    assert amy.post("/teams/new", typed).location == "/teams"
    ward = team_named("Ward 15")
    assert ward.path == f"{trust.older.path}{ward.id}/"
    assert last_event().name == "team.added"


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"name": ""}, 422),
        ({"tier": "9"}, 422),
        ({"headcount": "-1"}, 422),
        ({"headcount": "99999999999999999999"}, 422),
        ({"headcount": "many"}, 422),
        ({"parent_id": "NOSUCHTEAM000000"}, 422),
        ({"tier": "2"}, 409),
    ],
)
def test_a_team_that_cannot_be_is_refused(trust, amy, wrong, status):
    typed = {"name": "Ward 15", "tier": "1", "parent_id": trust.older.id, "headcount": "20"}
    page = amy.post("/teams/new", typed | wrong)
    assert page.status_code == status
    assert page.soup.select(".nhsuk-error-summary li")


def test_only_administrators_change_the_tree(trust, ana, dora):
    assert ana.get("/teams/new").status_code == 403
    assert dora.post("/teams/new", {"name": "Ward 15"}).status_code == 403
    assert ana.post(f"/teams/{trust.ward_12.id}/place", {"name": "Ward Twelve"}).status_code == 403
    assert ana.post(f"/teams/{trust.ward_12.id}/deactivation").status_code == 403


def test_a_lead_changes_how_the_team_works(trust, ana, last_event):
    path = f"/teams/{trust.ward_12.id}"
    assert ana.get(f"{path}/edit").status_code == 200
    assert ana.post(f"{path}/settings", SETTINGS).status_code == 303
    team = fresh(trust.ward_12)
    assert (team.answer_days, team.weekdays, team.answer_hours, team.headcount) == (2, "1234567", None, 28)
    assert last_event().name == "team.changed"
    assert "headcount" in last_event().facts["changed"]


def test_so_does_a_lead_above_and_an_administrator_but_no_colleague_nor_outsider(
    trust, dora, amy, ben, fay, cleo
):
    path = f"/teams/{trust.ward_12.id}/settings"
    assert dora.post(path, SETTINGS).status_code == 303
    assert amy.post(path, SETTINGS | {"version": "2", "stale_days": "30"}).status_code == 303
    assert (ben.post(path, SETTINGS).status_code, fay.post(path, SETTINGS).status_code) == (403, 403)
    assert cleo.post(path, SETTINGS).status_code == 404
    assert cleo.get(f"/teams/{trust.ward_12.id}/people").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"weekdays": []},
        {"weekdays": ["9"]},
        {"answer_days": "0"},
        {"answer_days": ""},
        {"rise_days": "1"},
        {"answer_hours": "0"},
        {"headcount": "many"},
        {"headcount": "1.5"},
        {"headcount": "９９9e3"},
    ],
)
def test_settings_that_cannot_be_are_refused_and_kept_on_the_page(trust, ana, wrong):
    page = ana.post(f"/teams/{trust.ward_12.id}/settings", SETTINGS | wrong)
    assert page.status_code == 422
    assert page.select_one("input[name=stale_days]")["value"] == "21"
    assert "integer" not in page.select_one(".nhsuk-error-summary").text
    assert fresh(trust.ward_12).stale_days == 14


def test_a_lost_race_shows_both_and_loses_nothing(trust, ana, dora):
    path = f"/teams/{trust.ward_12.id}/settings"
    dora.post(path, SETTINGS)
    page = ana.post(path, SETTINGS | {"stale_days": "40"})
    assert page.status_code == 409
    assert "What is there now" in page.text
    assert page.select_one("input[name=stale_days]")["value"] == "40"
    version = page.select_one(f"form[action='{path}'] input[name=version]")["value"]
    assert ana.post(path, SETTINGS | {"stale_days": "40", "version": version}).status_code == 303
    assert fresh(trust.ward_12).stale_days == 40


def test_a_team_moves_with_all_below_it(trust, amy):
    surgery = add_team(trust.organisation, NewTeam("Surgery", 3), trust.executive, by=trust.amy)
    commit()
    typed = {"name": trust.older.name, "short_name": "Older", "parent_id": surgery.id, "version": "1"}
    assert amy.post(f"/teams/{trust.older.id}/place", typed).status_code == 303
    older, ward = fresh(trust.older), fresh(trust.ward_12)
    assert older.path == f"{trust.executive.path}{surgery.id}/{older.id}/"
    assert ward.path == f"{older.path}{ward.id}/"
    assert older.short_name == "Older"


def test_a_team_cannot_stand_below_itself_or_below_a_lower_one(trust):
    for team, parent in (
        (trust.medicine, trust.older),
        (trust.older, trust.ward_12),
        (trust.older, trust.older),
    ):
        with pytest.raises(RuleBroken):
            move(team, parent, by=trust.amy)


def test_a_team_that_is_no_more_keeps_its_history_and_can_come_back(trust, amy, last_event):
    path = f"/teams/{trust.ward_12.id}"
    assert amy.get(f"{path}/deactivation").status_code == 200
    assert amy.post(f"{path}/deactivation").status_code == 303
    assert last_event().name == "team.deactivated"
    assert "Ward 12" not in amy.get("/teams").select_one(".tree").text
    assert "Ward 12" in amy.get("/teams?all=1").select_one(".tree").text
    assert amy.post(f"{path}/reactivation").status_code == 303
    assert fresh(trust.ward_12).deactivated_at is None


def test_a_team_with_teams_below_it_stays(trust, amy):
    assert amy.post(f"/teams/{trust.older.id}/deactivation").status_code == 409
    assert fresh(trust.older).deactivated_at is None


def test_a_lead_lets_somebody_join_and_leave(trust, ana, last_event):
    path = f"/teams/{trust.ward_12.id}"
    assert ana.post(f"{path}/members", {"who": "FAY@thornbeck.example"}).status_code == 303
    assert last_event().name == "member.joined"
    ana.post(f"{path}/members", {"who": "fay@thornbeck.example"})  # twice: one membership
    rows = select(Membership).where(
        Membership.person_id == trust.fay.id, Membership.team_id == trust.ward_12.id
    )
    membership = db.session.scalars(rows).one()
    assert f"membership-{membership.id}" in ana.get(f"{path}/people").text
    assert ana.post(f"/memberships/{membership.id}/end").status_code == 303
    assert last_event().name == "member.left"
    assert ana.post(f"/memberships/{membership.id}/end").status_code == 303  # twice


def test_who_nobody_knows_cannot_join(trust, ana):
    page = ana.post(f"/teams/{trust.ward_12.id}/members", {"who": "nobody@thornbeck.example"})
    assert page.status_code == 422
    assert page.select_one("input[name=who]")["value"] == "nobody@thornbeck.example"
    assert (
        ana.post(f"/teams/{trust.ward_12.id}/members", {"who": "cleo@elsewhere.example"}).status_code == 422
    )
    assert ana.post(f"/teams/{trust.ward_12.id}/members", {"who": ""}).status_code == 422


def test_leads_are_named_from_above(trust, ana, dora, ben, last_event):
    path = f"/teams/{trust.ward_12.id}/leads"
    assert ben.post(path, {"who": "ben@thornbeck.example"}).status_code == 403
    assert ana.post(path, {"who": "ben@thornbeck.example"}).status_code == 403
    assert dora.post(path, {"who": "ben@thornbeck.example"}).status_code == 303
    assert last_event().facts["is_lead"] is True
    assert ana.post(f"/teams/{trust.ward_12.id}/members", {"who": "ben@thornbeck.example"}).status_code == 409
    present = policy.leads_of(fresh(trust.ward_12))
    assert [person.name for person in present] == ["Ana Diaz", "Ben Okoro"]


def test_a_lead_does_not_end_the_lead_of_a_colleague_nor_an_outsider_anything(trust, ana, fay, cleo, amy):
    mine = db.session.scalars(select(Membership).where(Membership.person_id == trust.ana.id)).one()
    path = f"/memberships/{mine.id}/end"
    assert (fay.post(path).status_code, ana.post(path).status_code) == (403, 403)
    assert cleo.post(path).status_code == 404
    assert amy.post(path).status_code == 303


def test_a_lead_who_becomes_a_member_has_one_membership(trust):
    join(trust.ana, trust.ward_12, is_lead=False, by=trust.amy)
    rows = select(Membership).where(Membership.person_id == trust.ana.id, Membership.left_on.is_(None))
    assert [row.is_lead for row in db.session.scalars(rows)] == [False]
    assert not policy.leads(trust.ana, trust.ward_12)


def test_nobody_joins_a_team_of_another_organisation_or_one_that_is_no_more(trust):
    with pytest.raises(RuleBroken):
        join(trust.cleo, trust.ward_12, is_lead=False, by=trust.amy)
    joining.deactivate(trust.ward_14, by=trust.amy)
    with pytest.raises(RuleBroken):
        join(trust.ben, trust.ward_14, is_lead=False, by=trust.amy)


def test_an_administrator_puts_a_person_into_a_team(trust, amy, ana):
    path = f"/people/{trust.gil.id}/memberships"
    assert ana.post(path, {"team_id": trust.ward_12.id}).status_code == 403
    assert amy.post(path, {"team_id": ""}).status_code == 422
    assert amy.post(path, {"team_id": trust.other_ward.id}).status_code == 422
    assert amy.post(path, {"team_id": trust.ward_12.id, "is_lead": "y"}).status_code == 303
    assert "Ward 12" in amy.get(f"/people/{trust.gil.id}").select_one(".rows").text


def test_the_settings_of_the_organisation(trust, amy, ana, last_event):
    assert (ana.get("/organisation").status_code, ana.post("/organisation", {}).status_code) == (403, 403)
    assert amy.get("/organisation").status_code == 200
    typed = {
        "name": "Thornbeck Hospitals",
        "tier_1": "Ward",
        "holidays": "25 December 2026\n\n2026-12-26",
        "guardian_name": "Gil Price",
        "version": "1",
    }
    assert amy.post("/organisation", typed).status_code == 303
    row = fresh(trust.organisation)
    assert isinstance(row, Organisation)
    assert row.holidays == ["2026-12-25", "2026-12-26"]
    assert (row.tier_name(1), row.doors) == ("Ward", {"guardian_name": "Gil Price"})
    assert last_event().name == "organisation.changed"


def test_a_holiday_that_does_not_exist_is_told(trust, amy):
    page = amy.post("/organisation", {"name": "Thornbeck Hospitals", "holidays": "30 February 2026"})
    assert page.status_code == 422
    assert "30 February 2026” is not a date" in page.text
