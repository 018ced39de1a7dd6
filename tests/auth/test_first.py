"""The first administrator of an empty system."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from improve.auth import first
from improve.core import clock
from improve.core.db import commit, db, start_writing
from improve.core.errors import RuleBroken
from improve.people.models import Person
from improve.teams.models import Organisation

TYPED = {
    "organisation": "Thornbeck Hospitals",
    "name": "Amy Webb",
    "email": "Amy@Thornbeck.example",
    "password": "otter lantern 7 gravel",
}


def test_a_fresh_system_has_nobody_and_opens_with_the_code(app, as_):
    assert db.session.scalars(select(Person)).all() == []
    code = first.new_code()
    commit()
    nobody = as_(None)
    assert nobody.get("/first-administrator").status_code == 200
    assert nobody.post("/first-administrator", TYPED | {"code": "wrong"}).status_code == 422
    assert nobody.post("/first-administrator", TYPED | {"code": code, "password": "short"}).status_code == 422
    assert nobody.post("/first-administrator", TYPED | {"code": code}).location == "/sign-in"
    amy = db.session.scalars(select(Person)).one()
    assert (amy.email, amy.is_administrator) == ("amy@thornbeck.example", True)
    assert db.session.scalars(select(Organisation.name)).all() == ["Thornbeck Hospitals"]
    assert nobody.post("/first-administrator", TYPED | {"code": code}).status_code == 404  # twice
    assert nobody.get("/first-administrator").status_code == 404


def test_where_nobody_is_yet_the_sign_in_page_shows_where_to_begin(app, as_):
    nobody = as_(None)
    assert nobody.get("/").location == "/sign-in?next=/"
    assert nobody.get("/sign-in").select_one("main a[href='/first-administrator']")
    code = first.new_code()
    commit()
    assert nobody.post("/first-administrator", TYPED | {"code": code}).location == "/sign-in"
    assert nobody.get("/sign-in").select_one("a[href='/first-administrator']") is None


def test_an_address_nobody_could_sign_in_with_does_not_use_the_code_up(app, as_):
    code = first.new_code()
    commit()
    page = as_(None).post("/first-administrator", TYPED | {"code": code, "email": "amy.webb"})
    assert page.status_code == 422 and page.select_one("a[href='#email']")
    assert as_(None).post("/first-administrator", TYPED | {"code": code}).status_code == 303


def test_the_code_is_over_after_an_hour(app, as_):
    start = clock.now()
    with time_machine.travel(start, tick=False):
        code = first.new_code()
        commit()
    with time_machine.travel(start + timedelta(minutes=61), tick=False):
        assert as_(None).post("/first-administrator", TYPED | {"code": code}).status_code == 422


def test_a_new_code_ends_the_one_before(app, as_):
    before, after = first.new_code(), first.new_code()
    commit()
    assert as_(None).post("/first-administrator", TYPED | {"code": before}).status_code == 422
    assert as_(None).post("/first-administrator", TYPED | {"code": after}).status_code == 303


def test_guessing_closes_it(app, as_):
    code = first.new_code()
    commit()
    for _ in range(20):
        as_(None).post("/first-administrator", TYPED | {"code": "wrong"})
    assert as_(None).post("/first-administrator", TYPED | {"code": code}).status_code == 429


def test_with_an_administrator_there_is_no_code(trust):
    start_writing()
    with pytest.raises(RuleBroken):
        first.new_code()
