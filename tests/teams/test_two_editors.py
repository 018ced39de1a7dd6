"""Two people at one form: different fields merge, the same field shows both texts, nothing is lost."""

import pytest

from improve.core.db import db
from improve.people.models import Person
from tests.cast import make_person
from tests.filling import filled
from tests.hostile.asking import posting, together


def fresh(row):
    db.session.expire_all()
    return db.session.get(type(row), row.id)


@pytest.fixture
def joe(trust, as_):
    """A second administrator."""
    return as_(make_person(trust.organisation, "Joe Bell", "Deputy", is_administrator=True))


@pytest.fixture
def edits(trust):
    """Each form that changes a row: the page, its address, two of its fields with two values each."""
    ward, ben = trust.ward_12, trust.ben
    return {
        "organisation": (
            "/organisation", "/organisation",
            {"name": ("Thornbeck North", "Thornbeck South"), "guardian_phone": ("2201", "2202")},
        ),
        "settings": (
            f"/teams/{ward.id}/edit", f"/teams/{ward.id}/settings",
            {"headcount": ("31", "32"), "weekdays": (["1", "2"], ["6", "7"])},
        ),
        "place": (
            f"/teams/{ward.id}/edit", f"/teams/{ward.id}/place",
            {"name": ("Ward Twelve", "Ward XII"), "short_name": ("W12", "XII")},
        ),
        "account": (
            f"/people/{ben.id}/edit", f"/people/{ben.id}/edit",
            {"name": ("Ben One", "Ben Two"), "job": ("Nurse", "Porter")},
        ),
    }  # fmt: skip


KINDS = ("organisation", "settings", "place", "account")


@pytest.mark.parametrize("kind", KINDS)
def test_two_people_who_change_different_fields_do_not_collide(edits, amy, joe, kind):
    address, action, ((one, (mine, _)), (other, (theirs, _))) = opened(edits[kind])
    my_form, their_form = amy.get(address), joe.get(address)
    assert joe.post(action, filled(their_form, action, **{other: theirs})).status_code == 303
    assert amy.post(action, filled(my_form, action, **{one: mine})).status_code == 303
    now = filled(amy.get(address), action)
    assert (now[one], now[other]) == (as_list(mine), as_list(theirs))


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_that_both_changed_shows_both_and_the_rest_is_taken_over(edits, amy, joe, kind):
    address, action, ((one, (mine, theirs)), (other, (_, also_theirs))) = opened(edits[kind])
    my_form, their_form = amy.get(address), joe.get(address)
    joe.post(action, filled(their_form, action, **{one: theirs, other: also_theirs}))
    page = amy.post(action, filled(my_form, action, **{one: mine}))
    assert page.status_code == 409
    assert page.soup.title.text.startswith("Error: ")
    assert len(page.soup.select(".versus-text")) == 1
    again = filled(page, action)
    assert (again[one], again[other]) == (
        as_list(mine),
        as_list(also_theirs),
    )  # theirs is not taken back unseen
    assert amy.post(action, again).status_code == 303
    now = filled(amy.get(address), action)
    assert (now[one], now[other]) == (as_list(mine), as_list(also_theirs))


def test_both_texts_are_on_the_page_in_words(trust, amy, joe):
    address = f"/people/{trust.ben.id}/edit"
    my_form, their_form = amy.get(address), joe.get(address)
    joe.post(address, filled(their_form, address, staff_group="", job="Porter"))
    page = amy.post(address, filled(my_form, address, staff_group="Students", job=""))
    words = [panel.text for panel in page.soup.select(".versus-text")]
    assert "Not known" in words[0] and "Students" in words[0]
    assert "Porter" in words[1] and "Empty" in words[1]


def test_two_who_type_the_same_do_not_collide(trust, amy, joe):
    address = f"/people/{trust.ben.id}/edit"
    my_form, their_form = amy.get(address), joe.get(address)
    joe.post(address, filled(their_form, address, job="Porter"))
    assert amy.post(address, filled(my_form, address, job=" Porter ")).status_code == 303


def test_what_merges_must_still_make_sense(trust, ana, dora):
    address, action = f"/teams/{trust.ward_12.id}/edit", f"/teams/{trust.ward_12.id}/settings"
    my_form, their_form = ana.get(address), dora.get(address)
    dora.post(action, filled(their_form, action, answer_days="3"))
    page = ana.post(action, filled(my_form, action, rise_days="2"))
    assert page.status_code == 409
    assert "cannot rise before its answer is due" in page.text
    assert filled(page, action)["answer_days"] == ["3"]


def test_roles_given_by_two_at_once_are_both_given(trust, amy, joe):
    address = f"/people/{trust.ben.id}/roles"
    my_form, their_form = amy.get(address), joe.get(address)
    joe.post(address, filled(their_form, address, is_administrator="y"))
    assert amy.post(address, filled(my_form, address, is_guardian="y")).status_code == 303
    ben = fresh(trust.ben)
    assert (ben.is_administrator, ben.is_guardian) == (True, True)


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 400, "\0"])
def test_a_version_that_is_none_is_one_that_nobody_saw(trust, amy, version):
    address = f"/people/{trust.ben.id}/edit"
    sent = filled(amy.get(address), address, job="Porter", version=version)
    assert amy.post(address, sent).status_code == 303  # what was seen says that nobody else changed it
    assert fresh(trust.ben).job == "Porter"


@pytest.mark.parametrize("seen", ["", "name", "::: :", "name:\0", "x" * 70_000])
def test_a_form_that_does_not_say_what_it_saw_overwrites_nothing_unseen(trust, amy, seen):
    address = f"/people/{trust.ben.id}/edit"
    sent = filled(amy.get(address), address, job="Porter", version="9", seen=seen)
    page = amy.post(address, sent)
    assert page.status_code == 409
    assert "Staff nurse" in page.select_one(".versus-text").text
    assert fresh(trust.ben).job == "Staff nurse"


def test_of_two_who_save_at_the_same_moment_the_second_sees_both_texts(app, trust, amy, joe):
    address = "/organisation"
    forms = [
        filled(client.get(address), address, name=name)
        for client, name in ((amy, "Thornbeck North"), (joe, "Thornbeck South"))
    ]
    answers = together(app, posting(amy, address, forms[0]), posting(joe, address, forms[1]))
    assert sorted(answer.status_code for answer in answers) == [303, 409]


def test_two_administrators_cannot_take_the_role_from_each_other_at_the_same_moment(app, trust, amy, joe):
    addresses = [f"/people/{someone.id}/roles" for someone in (joe.person, trust.amy)]
    forms = [
        filled(client.get(address), address, is_administrator=None)
        for client, address in zip((amy, joe), addresses, strict=True)
    ]
    calls = [
        posting(client, *pair)
        for client, pair in zip((amy, joe), zip(addresses, forms, strict=True), strict=True)
    ]
    answers = together(app, *calls)
    assert sorted(answer.status_code for answer in answers) in ([303, 403], [303, 409])
    rows = db.select(Person).where(Person.is_administrator, Person.organisation_id == trust.organisation.id)
    assert len(db.session.scalars(rows).all()) == 1


def opened(edit):
    """The parts of an edit, its two fields as pairs."""
    address, action, fields = edit
    return address, action, tuple(fields.items())


def as_list(value):
    return value if isinstance(value, list) else [value]
