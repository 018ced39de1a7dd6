"""What the forms of people, teams and the organisation do with what nobody should send."""

import pytest
from sqlalchemy import func, select

from improve.core.db import db
from improve.people.models import Person
from improve.teams.models import Membership, Organisation, Team
from tests.filling import filled

TOO_LONG = "x" * 2_001
HTML = "<script>alert(1)</script> & “Ward”"
NOBODY = "0123456789ABCDEF"


def fresh(row):
    db.session.expire_all()
    return db.session.get(type(row), row.id)


def count(kind):
    return db.session.scalar(select(func.count()).select_from(kind))


@pytest.fixture
def forms(trust):
    """Page, address and the fields of one line that each form has."""
    ward, ben = trust.ward_12, trust.ben
    return {
        "new person": ("/people/new", "/people/new", ("name", "email", "staff_number", "job")),
        "account": (f"/people/{ben.id}/edit", f"/people/{ben.id}/edit", ("name", "email", "staff_number", "job")),
        "new team": ("/teams/new", "/teams/new", ("name", "short_name")),
        "place": (f"/teams/{ward.id}/edit", f"/teams/{ward.id}/place", ("name", "short_name")),
        "member": (f"/teams/{ward.id}/people", f"/teams/{ward.id}/members", ("who",)),
        "organisation": (
            "/organisation", "/organisation",
            ("name", "tier_1", "tier_2", "tier_3", "tier_4", "tier_5", "nurse_in_charge_bleep", "incident_system",
             "incident_help", "guardian_name", "guardian_phone", "holidays"),
        ),
    }  # fmt: skip


KINDS = ("new person", "account", "new team", "place", "member", "organisation")


@pytest.mark.parametrize("kind", KINDS)
def test_each_field_says_when_too_much_is_typed(forms, amy, kind):
    page, action, fields = forms[kind]
    for field in fields:
        typed = "9" * 7_000 if field == "holidays" else TOO_LONG
        answer = amy.post(action, filled(amy.get(page), action, **{field: typed}))
        assert answer.status_code == 422, field
        assert answer.soup.select(f".nhsuk-error-summary a[href='#{field}']"), field
        shown = answer.select_one(f"form[action='{action}'] #{field}")
        assert (shown.text.strip() or shown["value"]) == typed, field


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("typed", ["", " ", "\t \n", "\0\0", "\u200b\u200f"])
def test_a_name_of_nothing_is_no_name(forms, amy, kind, typed):
    page, action, fields = forms[kind]
    answer = amy.post(action, filled(amy.get(page), action, **{fields[0]: typed}))
    assert answer.status_code == 422
    assert answer.soup.title.text.startswith("Error: ")


@pytest.mark.parametrize("kind", ["account", "place", "organisation"])
def test_signs_of_html_and_controls_are_kept_as_text_or_left_out(forms, trust, amy, kind):
    page, action, _fields = forms[kind]
    assert amy.post(action, filled(amy.get(page), action, name=f"{HTML}\0\x1b")).status_code == 303
    shown = amy.get(page)
    assert filled(shown, action)["name"] == [HTML]
    assert "<script>alert" not in shown.text


@pytest.mark.parametrize(
    ("taken", "field"),
    [
        ({"email": "ANA@thornbeck.example", "staff_number": ""}, "email"),
        ({"email": "", "staff_number": "Z9"}, "staff_number"),
    ],
)
@pytest.mark.parametrize("has_left", [False, True])
def test_a_sign_in_name_is_somebodys_alone_even_after_they_left(trust, amy, taken, field, has_left):
    trust.ana.staff_number = "z9"
    if has_left:
        trust.ana.deactivate(trust.amy)
    for page in ("/people/new", f"/people/{trust.ben.id}/edit"):
        answer = amy.post(page, filled(amy.get(page), page, name="Somebody", **taken))
        assert answer.status_code == 409
        said = answer.select_one(f"#{field}-error").text
        assert "Ana Diaz" in said
        assert ("has left" in said) == has_left


def test_a_person_sent_twice_is_one_account_and_one_answer(trust, amy):
    form = filled(amy.get("/people/new"), "/people/new", name="Hal Reid", staff_number="H1")
    first, second = amy.post("/people/new", form), amy.post("/people/new", form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert amy.post("/people/new", form | {"name": ["Hal Other"], "staff_number": ["H2"]}).status_code == 422
    assert count(Person) == 10


def test_a_team_sent_twice_is_one_team_and_one_answer(trust, amy):
    before = count(Team)
    form = filled(amy.get("/teams/new"), "/teams/new", name="Ward 15", parent_id=trust.older.id)
    assert [amy.post("/teams/new", form).status_code for _ in range(2)] == [303, 303]
    other = amy.post("/teams/new", form | {"name": ["Ward 16"]})
    assert other.status_code == 422
    assert "sent before with other words" in other.select_one(".nhsuk-error-summary").text
    assert count(Team) == before + 1


def test_a_form_that_was_refused_may_be_corrected_and_sent_again(trust, amy):
    form = filled(amy.get("/teams/new"), "/teams/new", name="", parent_id=trust.older.id)
    page = amy.post("/teams/new", form)
    assert page.status_code == 422
    assert amy.post("/teams/new", filled(page, "/teams/new", name="Ward 15")).status_code == 303


def test_who_joins_twice_is_a_member_once(trust, amy):
    path, form = f"/teams/{trust.ward_12.id}/members", {"who": "fay@thornbeck.example"}
    before = count(Membership)
    assert [amy.post(path, form).status_code for _ in range(2)] == [303, 303]
    assert count(Membership) == before + 1


def test_who_has_left_cannot_join(trust, amy):
    trust.fay.deactivate(trust.amy)
    page = amy.post(f"/teams/{trust.ward_12.id}/members", {"who": "fay@thornbeck.example"})
    assert page.status_code == 409
    assert page.select_one("#who-error")


@pytest.mark.parametrize("address", ["settings", "place", "members", "leads", "deactivation", "reactivation"])
def test_a_team_of_others_is_answered_like_none(trust, amy, address):
    for team_id in (trust.other_ward.id, NOBODY, "x" * 2_001, "a\0b"):
        assert amy.post(f"/teams/{team_id}/{address}", {"name": "Mine now"}).status_code in (404, 400)
    assert fresh(trust.other_ward).name == "Ward 1"


def test_a_parent_or_a_team_of_others_is_no_choice(trust, amy):
    form = filled(amy.get("/teams/new"), "/teams/new", name="Ward 15", parent_id=trust.other_ward.id)
    assert amy.post("/teams/new", form).status_code == 422
    action = f"/teams/{trust.ward_12.id}/place"
    page = amy.get(f"/teams/{trust.ward_12.id}/edit")
    assert amy.post(action, filled(page, action, parent_id=trust.other_ward.id)).status_code == 422


def test_holidays_are_read_as_people_write_them(trust, amy):
    typed = "25/12/2026\r\n\r\n 1 Jan 2027 \r\n1 January 2027"
    assert (
        amy.post(
            "/organisation", filled(amy.get("/organisation"), "/organisation", holidays=typed)
        ).status_code
        == 303
    )
    assert fresh(trust.organisation).holidays == ["2026-12-25", "2027-01-01"]
    assert filled(amy.get("/organisation"), "/organisation")["holidays"] == [
        "25 December 2026\n1 January 2027"
    ]


def test_each_organisation_has_its_own_settings(trust, amy):
    amy.post("/organisation", filled(amy.get("/organisation"), "/organisation", name="Renamed"))
    names = {row.name for row in db.session.scalars(select(Organisation))}
    assert names == {"Renamed", "Elsewhere Trust"}


def test_an_empty_list_says_what_to_do(trust, amy):
    assert "Nobody is found" in amy.get("/people?q=nobodyatall").text
    assert "Nobody with an account yet" in amy.get(f"/teams/{trust.small_ward.id}/people").text


def test_a_page_of_the_list_after_nobody_is_not_there(trust, amy):
    assert amy.get(f"/people?after={NOBODY}").status_code == 404
    assert amy.get(f"/people?after={trust.cleo.id}").status_code == 404
