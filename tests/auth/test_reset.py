"""A forgotten password, by mail or by a code."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import event, func, select

from improve.auth.models import OneTime, Session
from improve.auth.throttle import ADDRESS
from improve.core import clock
from improve.core.db import commit, db, start_writing
from improve.core.mail import OutgoingMail
from improve.people.joining import NewPerson, change_person
from improve.teams.joining import join
from tests.auth.cast import PASSWORD, sign_in
from tests.cast import make_person

NEW = "kettle mauve 3 orbit"


def link_in_mail():
    bodies = db.session.scalars(select(OutgoingMail.body).order_by(OutgoingMail.posted_at.desc()))
    found = (re.search(r"http://localhost(/password/link/\S+)", body) for body in bodies)
    return next(link.group(1) for link in found if link)


def ask(client, name="ana@thornbeck.example"):
    return client.post("/password/forgotten", {"name": name})


def test_a_link_by_mail_sets_a_new_password_and_signs_out_everywhere(with_password, as_, ana, last_event):
    nobody = as_(None)
    assert ask(nobody).location == "/password/sent"
    page = nobody.get(link_in_mail())
    assert (page.status_code, page.location) == (303, "/password/new")  # no secret stays in the address
    assert "Ana Diaz" in nobody.get("/password/new").text
    assert nobody.post("/password/new", {"password": NEW}).location == "/sign-in"
    assert last_event().name == "auth.password_set"
    assert ana.get("/account").status_code == 302
    assert sign_in(nobody, "ana@thornbeck.example").status_code == 422
    assert sign_in(nobody, "ana@thornbeck.example", password=NEW).status_code == 303


@pytest.mark.parametrize("name", ["ana@thornbeck.example", "nobody@thornbeck.example"])
def test_the_answer_is_the_same_for_an_unknown_name(with_password, as_, name):
    page = ask(as_(None), name)
    assert (page.status_code, page.location) == (303, "/password/sent")


def test_a_link_works_once_and_a_new_one_ends_the_one_before(with_password, as_):
    nobody = as_(None)
    ask(nobody)
    first = link_in_mail()
    ask(nobody)
    nobody.get(first)
    assert "over" in nobody.get("/password/new").soup.h1.text
    assert nobody.post("/password/new", {"password": NEW}).status_code == 409
    nobody.get(link_in_mail())
    kept = nobody.browser.get_cookie("reset_id").value
    assert nobody.post("/password/new", {"password": NEW}).status_code == 303
    nobody.browser.set_cookie("reset_id", kept)
    assert nobody.post("/password/new", {"password": NEW}).status_code == 409


def test_a_link_is_over_after_half_an_hour(with_password, as_):
    nobody, start = as_(None), clock.now()
    with time_machine.travel(start, tick=False):
        ask(nobody)
    nobody.get(link_in_mail())
    with time_machine.travel(start + timedelta(minutes=31), tick=False):
        assert nobody.post("/password/new", {"password": NEW}).status_code == 409


def test_a_password_that_would_be_guessed_is_refused_and_the_link_still_works(with_password, as_):
    nobody = as_(None)
    ask(nobody)
    nobody.get(link_in_mail())
    page = nobody.post("/password/new", {"password": "anadiaz2024!!"})
    assert page.status_code == 422
    assert "made of your name" in page.text
    assert nobody.post("/password/new", {"password": NEW}).status_code == 303


def test_more_than_five_letters_an_hour_are_not_sent(with_password, as_):
    answers = [ask(as_(None)).status_code for _ in range(6)]
    assert answers == [303] * 5 + [429]
    assert db.session.scalar(select(func.count()).select_from(OutgoingMail)) == 5


def test_a_lead_makes_a_code_for_a_member_without_mail(with_password, as_, ana, last_event):
    ben = with_password.ben
    page = ana.post(f"/people/{ben.id}/code")
    code = page.select_one(".big-figure").text.strip()
    assert last_event().name == "auth.code_made"
    nobody = as_(None)
    assert (
        nobody.post("/password/code", {"name": "ben@thornbeck.example", "code": "K7Q2 M4XW"}).status_code
        == 422
    )
    typed = {"name": "ben@thornbeck.example", "code": code.lower().replace(" ", "-")}
    assert nobody.post("/password/code", typed).location == "/password/new"
    assert as_(None).post("/password/code", typed).status_code == 422  # twice
    assert nobody.post("/password/new", {"password": NEW}).status_code == 303
    assert sign_in(nobody, "ben@thornbeck.example", password=NEW).status_code == 303


def test_a_code_belongs_to_one_person(with_password, as_, ana):
    code = ana.post(f"/people/{with_password.ben.id}/code").select_one(".big-figure").text.strip()
    page = as_(None).post("/password/code", {"name": "ana@thornbeck.example", "code": code})
    assert page.status_code == 422


def test_a_code_is_over_after_an_hour(with_password, as_, ana):
    start = clock.now()
    with time_machine.travel(start, tick=False):
        code = ana.post(f"/people/{with_password.ben.id}/code").select_one(".big-figure").text.strip()
    typed = {"name": "ben@thornbeck.example", "code": code}
    with time_machine.travel(start + timedelta(minutes=61), tick=False):
        assert as_(None).post("/password/code", typed).status_code == 422


def test_guessing_at_codes_closes_the_address_and_not_the_way_back_to_an_account(
    with_password, as_, ana, monkeypatch
):
    monkeypatch.setattr("improve.auth.resetting.ADDRESS", replace(ADDRESS, most=30))
    code = ana.post(f"/people/{with_password.ben.id}/code").select_one(".big-figure").text.strip()
    typed, wrong = ({"name": "ben@thornbeck.example", "code": sent} for sent in (code, "0000"))
    answers = [as_(None).post("/password/code", wrong).status_code for _ in range(31)]
    assert answers == [422] * 30 + [429]
    elsewhere = as_(None).post("/password/code", typed, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.location == "/password/new"


def test_who_may_make_a_code_for_whom(with_password, ana, ben, fay, dora, amy, cleo):
    cast = with_password
    assert dora.post(f"/people/{cast.ben.id}/code").status_code == 200  # a lead above
    assert amy.post(f"/people/{cast.ben.id}/code").status_code == 200
    assert amy.post(f"/people/{cast.eve.id}/code").status_code == 200
    assert ben.post(f"/people/{cast.ana.id}/code").status_code == 403
    assert fay.post(f"/people/{cast.ben.id}/code").status_code == 403  # of another ward
    assert dora.post(f"/people/{cast.ana.id}/code").status_code == 403  # a lead may do more than a member
    assert amy.post(f"/people/{cast.amy.id}/code").status_code == 403  # nobody for themselves
    assert cleo.post(f"/people/{cast.ben.id}/code").status_code == 404


def test_a_lead_cannot_take_over_an_administrator(with_password, ana, amy):
    ben = with_password.ben
    assert ana.get(f"/people/{ben.id}/sign-in").status_code == 200
    amy.post(f"/people/{ben.id}/roles", {"is_administrator": "y", "version": ben.version})
    assert ana.post(f"/people/{ben.id}/code").status_code == 403


def test_an_administrator_signs_somebody_out_everywhere(with_password, amy, ben):
    page = amy.get(f"/people/{with_password.ben.id}/sign-in")
    assert "Last seen" in page.text
    assert amy.post(f"/people/{with_password.ben.id}/sign-out").status_code == 303
    assert ben.get("/account").status_code == 302


def test_whoever_left_gets_no_link_and_no_code(with_password, as_, amy):
    ben = with_password.ben
    amy.post(f"/people/{ben.id}/code")
    amy.post(f"/people/{ben.id}/deactivation")
    assert db.session.scalar(select(func.count()).select_from(OneTime)) == 0
    assert amy.post(f"/people/{ben.id}/code").status_code == 409
    ask(as_(None), "ben@thornbeck.example")
    assert db.session.scalar(select(func.count()).select_from(OutgoingMail)) == 0


def test_the_reset_does_not_skip_the_second_factor(with_password, as_):
    nobody = as_(None)
    ask(nobody)
    nobody.get(link_in_mail())
    nobody.post("/password/new", {"password": NEW})
    assert db.session.scalar(select(func.count()).select_from(Session)) == 0
    assert nobody.get("/account").status_code == 302
    assert PASSWORD != NEW


def test_nobody_is_taken_into_a_team_to_take_the_account_over(with_password, ana, amy):
    taken_in = make_person(with_password.organisation, "Nia Roe", "Staff nurse")
    join(taken_in, with_password.ward_12, False, by=with_password.ana)
    assert ana.get(f"/people/{taken_in.id}/sign-in").status_code == 403
    assert amy.get(f"/people/{taken_in.id}/sign-in").status_code == 200


def test_a_new_password_ends_the_links_and_codes_that_were_made_before(with_password, as_, ana, ben):
    code = ana.post(f"/people/{with_password.ben.id}/code").select_one(".big-figure").text.strip()
    ask(as_(None), "ben@thornbeck.example")
    ben.post("/account/password", {"present": PASSWORD, "password": NEW})
    late = as_(None)
    late.get(link_in_mail())
    assert late.post("/password/new", {"password": f"{NEW} 4"}).status_code == 409
    typed = {"name": "ben@thornbeck.example", "code": code}
    assert late.post("/password/code", typed).status_code == 422


def test_a_letter_to_an_address_that_is_changed_no_longer_works(with_password, as_):
    cast, late = with_password, as_(None)
    ask(late, "ben@thornbeck.example")
    now = NewPerson(name=cast.ben.name, email="b.okoro@thornbeck.example", job=cast.ben.job)
    change_person(cast.ben, now, by=cast.amy)
    late.get(link_in_mail())
    assert late.post("/password/new", {"password": NEW}).status_code == 409


@pytest.mark.parametrize("name", ["ana@thornbeck.example", "nobody@thornbeck.example", "T10"])
def test_a_letter_is_the_same_work_for_an_unknown_name(with_password, as_, name):
    with_password.ben.staff_number = "t10"
    with_password.ben.email = None
    commit()
    start_writing()
    statements = written(lambda: ask(as_(None), name))
    assert [" ".join(words.split()[:3]) for words in statements if "outgoing_mail" not in words] == [
        "INSERT INTO throttle",
        "UPDATE throttle SET",
        "DELETE FROM one_time",
        "INSERT INTO one_time",
    ]


def written(act):
    """The statements that write, in their order."""
    seen = []
    listen = lambda *args: seen.append(args[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listen)
    act()
    event.remove(db.engine, "before_cursor_execute", listen)
    return [words for words in seen if words.startswith(("INSERT", "UPDATE", "DELETE"))]
