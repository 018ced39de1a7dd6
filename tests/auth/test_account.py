"""One's own account: password, sessions, step-up."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from improve.auth.models import Session
from improve.core import clock
from improve.core.db import db
from improve.teams.joining import membership_of
from tests.auth.cast import PASSWORD, sign_in

NEW = "kettle mauve 3 orbit"


def sessions():
    return db.session.scalar(select(func.count()).select_from(Session))


def test_a_new_password_ends_every_other_session_and_turns_this_one(with_password, as_, last_event):
    here, there = as_(with_password.ana), as_(with_password.ana)
    before = here.browser.get_cookie("session_id").value
    page = here.post("/account/password", {"present": PASSWORD, "password": NEW})
    assert page.location == "/account"
    assert last_event().name == "auth.password_set"
    assert here.browser.get_cookie("session_id").value != before
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302
    assert sign_in(as_(None), "ana@thornbeck.example", password=NEW).status_code == 303


@pytest.mark.parametrize(
    ("present", "password"), [("wrong", NEW), (PASSWORD, "short"), ("", NEW), (PASSWORD, "anadiaz20244")]
)
def test_a_wrong_present_or_an_easy_new_password_changes_nothing(with_password, ana, as_, present, password):
    page = ana.post("/account/password", {"present": present, "password": password})
    assert page.status_code == 422
    assert page.select_one("input[name=password]").get("value") in (None, "")
    assert sign_in(as_(None), "ana@thornbeck.example").status_code == 303


def test_one_sees_and_ends_ones_own_sessions(with_password, as_):
    here, there = as_(with_password.ana), as_(with_password.ana)
    page = here.get("/account")
    button = page.select_one("form[action^='/account/sessions/'][action$='/end'] button")
    assert "Sign out" in button.text
    action = button.parent["action"]
    assert as_(with_password.ben).post(action).status_code == 404  # a colleague
    assert here.post(action).status_code == 303
    assert here.post(action).status_code == 404  # twice
    assert there.get("/account").status_code == 302
    assert here.get("/account").status_code == 200


def test_signing_out_everywhere_ends_this_session_too(with_password, as_, last_event):
    here, there = as_(with_password.ana), as_(with_password.ana)
    assert here.post("/account/sessions/end").location == "/sign-in"
    assert last_event().name == "auth.sessions_ended"
    assert sessions() == 0
    assert there.get("/account").status_code == 302


def test_a_dangerous_act_asks_for_the_password_again(with_password, as_):
    start, path = clock.now(), f"/people/{with_password.ben.id}/deactivation"
    with time_machine.travel(start, tick=False):
        amy = as_(with_password.amy)
    with time_machine.travel(start + timedelta(minutes=11), tick=False):
        assert amy.get(path).location == f"/step-up?next={path}"
        page = amy.post(path)
        assert page.status_code == 403
        assert page.select_one("main a[href^='/step-up']")
        assert amy.post("/step-up", {"password": "wrong"}).status_code == 422
        before = amy.browser.get_cookie("session_id").value
        assert amy.post("/step-up", {"password": PASSWORD, "next": path}).location == path
        assert amy.browser.get_cookie("session_id").value != before
        assert amy.get(path).status_code == 200
        old = as_(None)
        old.browser.set_cookie("session_id", before)
        assert old.get("/account").status_code == 302
        assert amy.post(path).status_code == 303


def test_what_an_administrator_does_to_people_and_teams_asks_for_the_password(with_password, as_):
    cast, start = with_password, clock.now()
    membership = membership_of(cast.ben, cast.ward_12).id
    person, team, member = f"/people/{cast.ben.id}", f"/teams/{cast.ward_12.id}", f"/memberships/{membership}"
    pages = ("/people/new", f"{person}/edit", "/teams/new", f"{team}/edit", f"{member}/end", "/organisation")
    sent = (*pages[:3], f"{team}/settings", f"{team}/place", f"{team}/members", *pages[4:])
    with time_machine.travel(start, tick=False):
        amy, ana = as_(cast.amy), as_(cast.ana)
    with time_machine.travel(start + timedelta(minutes=11), tick=False):
        assert [amy.get(page).location for page in pages] == [f"/step-up?next={page}" for page in pages]
        assert [amy.post(address).status_code for address in sent] == [403] * len(sent)
        assert ana.get(f"{team}/edit").status_code == 200  # a lead, of the own team
        assert ana.get(f"{member}/end").status_code == 200


def test_guessing_at_the_step_up_closes_it(with_password, amy):
    answers = [amy.post("/step-up", {"password": "wrong"}).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    assert amy.post("/step-up", {"password": PASSWORD}).status_code == 429


def test_the_account_page_is_read_with_few_queries(with_password, ana, app):
    from sqlalchemy import event

    seen = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    assert ana.get("/account").status_code == 200
    assert len([words for words in seen if words.startswith("SELECT")]) <= 12


@pytest.mark.parametrize(
    "path", ["/account", "/account/password", "/account/authenticator", "/step-up", "/sign-in"]
)
def test_a_page_read_twice_changes_nothing(with_password, ana, path):
    def counts():
        return [tuple(row) for row in db.session.execute(select(Session.digest, Session.seen_at))]

    before = counts()
    ana.get(path)
    ana.get(path)
    assert counts() == before
