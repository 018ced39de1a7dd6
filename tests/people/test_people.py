"""Accounts: adding, changing, roles, leaving and coming back."""

import pytest
from sqlalchemy import func, select

from improve.core.db import commit, db, start_writing
from improve.core.errors import RuleBroken
from improve.core.mail import OutgoingMail
from improve.people.joining import NameTaken, NewPerson, add_person, change_person, change_roles, find_person
from improve.people.models import Person

HAL = {
    "name": "Hal Reid",
    "email": "Hal@Thornbeck.example",
    "staff_number": "",
    "staff_group": "Estates and ancillary",
    "job": "Porter",
}


def fresh(person):
    db.session.expire_all()
    return db.session.get(Person, person.id)


def test_an_administrator_adds_a_person_who_signs_in_with_small_letters(trust, amy, last_event):
    page = amy.post("/people/new", HAL)
    hal = db.session.scalars(select(Person).where(Person.name == "Hal Reid")).one()
    assert page.location == f"/people/{hal.id}"
    assert (hal.email, hal.staff_number) == ("hal@thornbeck.example", None)
    assert last_event().name == "person.added"
    assert amy.get(f"/people/{hal.id}").status_code == 200


def test_adding_the_same_person_twice_is_told(trust, amy):
    amy.post("/people/new", HAL)
    page = amy.post("/people/new", HAL)
    assert page.status_code == 409
    assert "Hal Reid has this e-mail address already" in page.text
    assert page.select_one("input[name=job]")["value"] == "Porter"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "   "},
        {"name": "x" * 121},
        {"email": "", "staff_number": ""},
        {"email": "not an address"},
        {"email": "a@b.example, c@d.example"},
        {"staff_number": "has@sign"},
        {"staff_group": "Wizards"},
    ],
)
def test_what_is_wrong_in_the_form_is_said_and_nothing_is_stored(trust, amy, wrong):
    page = amy.post("/people/new", HAL | wrong)
    assert page.status_code == 422
    assert page.soup.title.text.startswith("Error: ")
    assert db.session.scalar(select(func.count()).select_from(Person).where(Person.job == "Porter")) == 0


@pytest.mark.parametrize("path", ["/people", "/people/new"])
def test_only_administrators_manage_people(trust, ana, ben, eve, path):
    assert [person.get(path).status_code for person in (ana, ben, eve)] == [403, 403, 403]
    assert ana.post("/people/new", HAL).status_code == 403


def test_a_field_nobody_offers_changes_nothing(trust, amy):
    more = {
        "is_administrator": "y",
        "id": "X" * 16,
        "organisation_id": trust.cleo.organisation_id,
        "deactivated_at": "2026-01-01",
    }
    amy.post("/people/new", HAL | more)
    hal = db.session.scalars(select(Person).where(Person.name == "Hal Reid")).one()
    assert (hal.is_administrator, hal.organisation_id, hal.deactivated_at) == (
        False,
        trust.organisation.id,
        None,
    )


def test_the_list_is_found_by_words_and_paged(trust, amy):
    for number in range(60):
        add_person(
            trust.organisation.id,
            NewPerson(name=f"Person {number:02}", staff_number=f"S{number}"),
            by=trust.amy,
        )
    commit()
    first = amy.get("/people?q=person")
    assert len(first.soup.select("tbody tr")) == 50
    second = amy.get(first.select_one("a[rel=next]")["href"])
    assert second.select_one("tbody th").text.strip() == "Person 50"
    assert len(second.soup.select("tbody tr")) == 10
    assert "Ben Okoro" in amy.get("/people?q=ben+thornbeck").text
    assert "Nobody is found" in amy.get("/people?q=%25").text  # a percent sign is a percent sign
    assert "Cleo" not in amy.get("/people").text


def test_a_change_is_saved_and_recorded_without_what_it_says(trust, amy, last_event):
    typed = HAL | {"name": "Ben Okoro-Lee", "email": "ben@thornbeck.example", "version": "1"}
    assert amy.post(f"/people/{trust.ben.id}/edit", typed).status_code == 303
    assert fresh(trust.ben).name == "Ben Okoro-Lee"
    assert last_event().facts == {"changed": ["name", "staff_group", "job"]}


def test_a_lost_race_shows_both_and_loses_nothing(trust, amy):
    path = f"/people/{trust.ben.id}/edit"
    amy.post(path, HAL | {"name": "Ben One", "email": "ben@thornbeck.example", "version": "1"})
    page = amy.post(path, HAL | {"name": "Ben Two", "email": "ben@thornbeck.example", "version": "1"})
    assert page.status_code == 409
    assert "Ben One" in page.select_one(".panel").text
    assert page.select_one("input[name=name]")["value"] == "Ben Two"
    again = HAL | {
        "name": "Ben Two",
        "email": "ben@thornbeck.example",
        "version": page.select_one("input[name=version]")["value"],
    }
    assert amy.post(path, again).status_code == 303
    assert fresh(trust.ben).name == "Ben Two"


def test_people_of_another_organisation_are_not_there(trust, amy):
    for path in ("", "/edit", "/roles", "/deactivation", "/sign-in"):
        assert amy.get(f"/people/{trust.cleo.id}{path}").status_code == 404
    for path in ("edit", "roles", "deactivation", "reactivation", "code", "memberships", "sign-out"):
        assert amy.post(f"/people/{trust.cleo.id}/{path}", HAL).status_code == 404


def test_who_left_is_kept_and_can_come_back(trust, amy, ana, last_event):
    path = f"/people/{trust.ben.id}"
    assert ana.post(f"{path}/deactivation").status_code == 403
    assert amy.get(f"{path}/deactivation").status_code == 200
    assert amy.post(f"{path}/deactivation").status_code == 303
    assert amy.post(f"{path}/deactivation").status_code == 303  # twice: one event
    assert last_event().name == "person.deactivated"
    assert "Has left" in amy.get(path).text
    assert amy.post(f"{path}/reactivation").status_code == 303
    assert fresh(trust.ben).is_active


def test_the_last_administrator_stays(trust, amy):
    assert amy.post(f"/people/{trust.amy.id}/deactivation").status_code == 409
    page = amy.post(f"/people/{trust.amy.id}/roles", {"version": "1"})
    assert page.status_code == 409
    assert "only administrator" in page.text
    assert fresh(trust.amy).is_administrator


def test_roles_are_given_and_taken(trust, amy, last_event):
    path = f"/people/{trust.ben.id}/roles"
    assert amy.get(path).status_code == 200
    assert amy.post(path, {"is_guardian": "y", "version": "1"}).status_code == 303
    assert fresh(trust.ben).is_guardian
    assert last_event().facts == {"changed": ["is_guardian"]}
    amy.post(path, {"version": "2"})
    assert not fresh(trust.ben).is_guardian


def test_a_lead_opens_the_page_of_a_member_and_no_other(trust, ana, fay, dora, ben):
    path = f"/people/{trust.ben.id}"
    assert (ana.get(path).status_code, dora.get(path).status_code) == (200, 200)
    assert (fay.get(path).status_code, ben.get(f"/people/{trust.ana.id}").status_code) == (403, 403)
    assert "Change" not in [link.text for link in ana.get(path).soup.select("main a")]


def test_the_functions_refuse_what_the_pages_refuse(trust):
    with pytest.raises(NameTaken):
        add_person(
            trust.organisation.id, NewPerson(name="Other Ben", email="BEN@thornbeck.example"), by=trust.amy
        )
    with pytest.raises(RuleBroken):
        change_roles(trust.amy, False, False, by=trust.amy)
    assert add_person(
        trust.cleo.organisation_id, NewPerson(name="Ben", email="ben@thornbeck.example"), by=trust.amy
    )


def test_nothing_changed_is_no_event(trust, last_event):
    start_writing()
    ben = db.session.get(Person, trust.ben.id)
    same = NewPerson(name=ben.name, email=ben.email, staff_group=ben.staff_group, job=ben.job)
    assert change_person(ben, same, by=trust.amy) == []
    assert last_event() is None


def test_a_person_is_found_by_address_then_by_number(trust):
    trust.ben.staff_number = "t1"
    db.session.flush()
    assert find_person(trust.organisation.id, "nobody@thornbeck.example", " T1 ").id == trust.ben.id
    assert find_person(trust.organisation.id, "ANA@thornbeck.example", "t1").id == trust.ana.id
    assert find_person(trust.cleo.organisation_id, "ana@thornbeck.example") is None


def test_whose_address_is_changed_is_told_at_the_old_one(trust, amy):
    path, before = f"/people/{trust.ben.id}/edit", trust.ben.email
    group = trust.ben.staff_group
    ben = {"version": 1, "staff_group": group, "staff_number": "", "job": trust.ben.job, "name": "Ben O."}
    assert amy.post(path, ben | {"email": before}).status_code == 303
    assert db.session.scalars(select(OutgoingMail)).all() == []
    assert amy.post(path, ben | {"version": 2, "email": "somebody@elsewhere.example"}).status_code == 303
    (mail,) = db.session.scalars(select(OutgoingMail))
    assert (mail.to, mail.subject) == (before, "Your address in Improve was changed")
    assert "elsewhere" not in mail.body
