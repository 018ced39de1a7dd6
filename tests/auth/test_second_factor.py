"""The authenticator app and its recovery codes."""

from datetime import timedelta

import pyotp
import pytest
import time_machine
from sqlalchemy import select

from improve.auth import second_factor
from improve.auth.accounts import credential_of
from improve.auth.models import Credential, OneTime
from improve.core import clock
from improve.core.db import commit, db
from tests.auth.cast import PASSWORD, sign_in


@pytest.fixture
def with_authenticator(with_password):
    """Ana has an authenticator; the secret that her phone knows."""
    credential = credential_of(with_password.ana)
    second_factor.start(credential)
    credential.totp_confirmed_at = clock.now()
    db.session.flush()
    return credential.totp_secret


def test_after_the_password_the_code_is_asked_for(with_authenticator, as_):
    nobody = as_(None)
    page = sign_in(nobody, "ana@thornbeck.example", next="/account")
    assert page.location == "/sign-in/code?next=/account"
    assert nobody.get("/account").status_code == 302  # the password alone opens nothing
    assert nobody.get("/sign-in/code").status_code == 200
    page = nobody.post("/sign-in/code", {"code": pyotp.TOTP(with_authenticator).now(), "next": "/account"})
    assert page.location == "/account"
    assert nobody.get("/account").status_code == 200


def test_a_code_works_once(with_authenticator, as_):
    code = pyotp.TOTP(with_authenticator).now()
    for status in (303, 422):
        nobody = as_(None)
        sign_in(nobody, "ana@thornbeck.example")
        assert nobody.post("/sign-in/code", {"code": code}).status_code == status


def test_the_second_step_works_once_and_for_ten_minutes(with_authenticator, as_):
    nobody, start = as_(None), clock.now()
    with time_machine.travel(start, tick=False):
        sign_in(nobody, "ana@thornbeck.example")
    with time_machine.travel(start + timedelta(minutes=11), tick=False):
        page = nobody.post("/sign-in/code", {"code": pyotp.TOTP(with_authenticator).now()})
    assert page.location.startswith("/sign-in?")


def test_wrong_codes_close_the_second_step_too(with_authenticator, as_):
    nobody = as_(None)
    sign_in(nobody, "ana@thornbeck.example")
    answers = [nobody.post("/sign-in/code", {"code": "12345x"}).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    assert nobody.post("/sign-in/code", {"code": pyotp.TOTP(with_authenticator).now()}).status_code == 429


def test_without_a_password_there_is_no_second_step(with_authenticator, as_):
    assert as_(None).get("/sign-in/code").status_code == 302
    assert as_(None).post("/sign-in/code", {"code": "123456"}).location.startswith("/sign-in")


def test_a_recovery_code_works_once(with_authenticator, trust, as_, last_event):
    codes = second_factor.new_recovery_codes(db.session.get(Credential, trust.ana.id))
    for status in (303, 422):
        nobody = as_(None)
        sign_in(nobody, "ana@thornbeck.example")
        assert nobody.post("/sign-in/code", {"code": codes[0].lower()}).status_code == status
    assert last_event().name == "auth.recovery_code_used"


@pytest.mark.parametrize("away", [-30, 0, 30])
def test_a_phone_may_be_half_a_minute_early_or_late(away):
    secret, now = pyotp.random_base32(), clock.now()
    code = pyotp.TOTP(secret).at(now + timedelta(seconds=away))
    assert second_factor.matching_step(secret, code, now) is not None
    assert (
        second_factor.matching_step(secret, pyotp.TOTP(secret).at(now + timedelta(seconds=120)), now) is None
    )


def test_setting_up_shows_the_picture_then_the_recovery_codes_once(with_password, ana, last_event):
    assert ana.get("/account/authenticator").select_one("form[action='/account/authenticator/start']")
    assert ana.post("/account/authenticator/start").status_code == 303
    page = ana.get("/account/authenticator")
    assert page.select_one("img")["src"].startswith("data:image/svg+xml")
    secret = db.session.scalars(
        select(Credential.totp_secret).where(Credential.totp_secret.is_not(None))
    ).one()
    assert ana.post("/account/authenticator", {"code": "123"}).status_code == 422
    page = ana.post("/account/authenticator", {"code": pyotp.TOTP(secret).now()})
    assert len(page.soup.select("main li")) == 10
    assert last_event().name == "auth.authenticator_added"
    assert ana.post("/account/authenticator/start").status_code == 409  # twice


def test_an_administrator_sets_an_authenticator_up_before_anything_else(with_password, as_):
    nobody = as_(None)
    sign_in(nobody, "amy@thornbeck.example")
    assert nobody.get("/people").location == "/account/authenticator"
    assert nobody.post("/people/new", {"name": "Someone"}).status_code == 302
    nobody.post("/account/authenticator/start")
    secret = db.session.scalars(
        select(Credential.totp_secret).where(Credential.totp_secret.is_not(None))
    ).one()
    nobody.post("/account/authenticator", {"code": pyotp.TOTP(secret).now()})
    assert nobody.get("/people").status_code == 200
    assert nobody.post("/account/authenticator/removal").status_code == 403  # it is needed


def test_so_does_an_executive_but_nobody_in_the_demonstration(with_password, as_):
    nobody = as_(None)
    sign_in(nobody, "eve@thornbeck.example")
    assert nobody.get("/account").location == "/account/authenticator"
    with_password.organisation.is_demonstration = True
    db.session.merge(with_password.organisation)
    commit()
    sign_in(nobody, "eve@thornbeck.example")
    assert nobody.get("/account").status_code == 200


def test_who_becomes_administrator_is_signed_out_without_a_second_factor(with_password, as_, amy):
    ben = as_(None)
    sign_in(ben, "ben@thornbeck.example")
    person = with_password.ben
    typed = {"is_administrator": "y", "version": person.version}
    assert amy.post(f"/people/{person.id}/roles", typed).status_code == 303
    assert ben.get("/account").status_code == 302


def test_the_second_step_is_not_kept_as_it_is(with_authenticator, as_):
    nobody = as_(None)
    sign_in(nobody, "ana@thornbeck.example", password=PASSWORD)
    secret = nobody.browser.get_cookie("step_id").value
    assert db.session.scalars(select(OneTime.digest)).one() != secret
