"""Nobody elsewhere can close an account for the person at her usual computer."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from improve.auth import known, second_factor
from improve.auth.accounts import credential_of, set_password
from improve.auth.passwords import hash_password
from improve.auth.throttle import ADDRESS
from improve.core import clock
from improve.core.db import db
from tests.auth.cast import PASSWORD, sign_in
from tests.auth.test_reset import NEW, ask, link_in_mail

ANA, BEN = "ana@thornbeck.example", "ben@thornbeck.example"


def attack(as_, name=ANA):
    """Somebody elsewhere guesses until the account is closed."""
    stranger = as_(None)
    answers = [sign_in(stranger, name, password="wrong").status_code for _ in range(12)]
    assert answers[-1] == 429


@pytest.fixture
def usual(with_password, as_):
    """Ana's usual computer: she signed in there, and out again."""
    computer = as_(None)
    sign_in(computer, ANA)
    computer.post("/sign-out")
    return computer


def test_a_closed_account_opens_on_a_computer_that_is_known_for_it(usual, as_):
    attack(as_)
    assert sign_in(usual, ANA).status_code == 303
    assert sign_in(as_(None), ANA).status_code == 429


def test_a_closed_address_does_not_shut_a_known_computer_out(usual, as_, monkeypatch):
    monkeypatch.setattr("improve.auth.accounts.ADDRESS", replace(ADDRESS, most=2))
    for _ in range(3):
        sign_in(as_(None), "nobody@thornbeck.example", password="wrong")
    assert sign_in(as_(None), BEN).status_code == 429
    assert sign_in(usual, ANA).status_code == 303


def test_a_known_computer_has_a_limit_of_its_own(usual, as_):
    answers = [sign_in(usual, ANA, password="wrong").status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    assert sign_in(usual, ANA).status_code == 429
    assert sign_in(as_(None), ANA).status_code == 303  # and closes nothing elsewhere


def test_a_computer_is_known_only_for_whoever_signed_in_there(usual, as_):
    attack(as_, BEN)
    assert sign_in(usual, BEN).status_code == 429


def test_a_shared_computer_is_known_for_each_of_them(usual, as_):
    sign_in(usual, BEN)
    attack(as_, ANA)
    attack(as_, BEN)
    assert [sign_in(usual, name).status_code for name in (BEN, ANA)] == [303, 303]


def test_a_wrong_password_makes_no_computer_known(with_password, as_):
    stranger = as_(None)
    assert sign_in(stranger, ANA, password="wrong").status_code == 422
    assert stranger.browser.get_cookie("known_id") is None


@pytest.mark.parametrize("change", ["mark", "name", "none", "odd", "long"])
def test_a_mark_that_we_did_not_make_is_worth_nothing(usual, as_, change):
    name, mark = usual.browser.get_cookie("known_id").value.split(".")
    made_up = {
        "mark": f"{name}.{'0' * 32}",
        "name": f"{'0' * 16}.{mark}",
        "none": name,
        "odd": f"{name}.é{mark[1:]}",
        "long": f"{name}.{mark}" + f".{'0' * 32}" * 20,
    }
    attack(as_)
    usual.browser.set_cookie("known_id", made_up[change])
    assert sign_in(usual, ANA).status_code == 429


def test_a_new_password_ends_what_was_known_elsewhere_and_not_here(usual, with_password, as_):
    here = as_(None)
    sign_in(here, ANA)
    here.post("/account/password", {"present": PASSWORD, "password": NEW})
    attack(as_)
    assert sign_in(usual, ANA, password=NEW).status_code == 429
    assert sign_in(here, ANA, password=NEW).status_code == 303


def test_one_name_with_two_accounts_makes_no_computer_known(with_password, as_):
    cast = with_password
    cast.cleo.email = ANA
    mine = min(cast.cleo, cast.ana, key=lambda person: person.id)
    set_password(mine, hash_password(NEW), by=mine, way="own")
    computer = as_(None)
    assert sign_in(computer, ANA, password=NEW).status_code == 303
    for _ in range(11):
        sign_in(computer, ANA, password="wrong")
    assert sign_in(as_(None), ANA).status_code == 429  # the tries counted for the name, not for the computer


def test_a_letter_opens_a_closed_account_on_a_new_computer(with_password, as_):
    attack(as_)
    new = as_(None)
    page = sign_in(new, ANA)
    assert page.status_code == 429
    assert page.select_one(".notice a[href='/password/forgotten']")
    ask(new)
    new.get(link_in_mail())
    new.post("/password/new", {"password": NEW})
    assert sign_in(new, ANA, password=NEW).status_code == 303


def test_a_code_from_a_lead_opens_a_closed_account(with_password, as_, ana):
    code = ana.post(f"/people/{with_password.ben.id}/code").select_one(".big-figure").text.strip()
    attack(as_, BEN)
    new = as_(None)
    assert new.post("/password/code", {"name": BEN, "code": code}).location == "/password/new"
    new.post("/password/new", {"password": NEW})
    assert sign_in(new, BEN, password=NEW).status_code == 303


def test_tries_elsewhere_do_not_keep_somebody_signed_in_from_a_dangerous_act(with_password, as_, ana):
    attack(as_)
    assert ana.post("/step-up", {"password": PASSWORD}).status_code == 303


@pytest.fixture
def secret(with_password):
    """Ana has an authenticator; the secret that her phone knows."""
    credential = credential_of(with_password.ana)
    second_factor.start(credential)
    credential.totp_confirmed_at = clock.now()
    db.session.flush()
    return credential.totp_secret


def test_wrong_codes_elsewhere_do_not_close_the_second_step_of_a_known_computer(secret, as_):
    usual, thief = as_(None), as_(None)
    sign_in(usual, ANA)
    usual.post("/sign-in/code", {"code": pyotp.TOTP(secret).now()})
    sign_in(thief, ANA)
    assert [thief.post("/sign-in/code", {"code": "000"}).status_code for _ in range(11)][-1] == 429
    sign_in(usual, ANA)
    with clock.set_to(clock.now() + timedelta(seconds=60)):
        later = pyotp.TOTP(secret).at(clock.now())
        assert usual.post("/sign-in/code", {"code": later}).status_code == 303


def test_the_password_alone_makes_no_computer_known_where_a_code_is_asked_for(secret, as_):
    thief = as_(None)
    assert sign_in(thief, ANA).location.startswith("/sign-in/code")
    assert thief.browser.get_cookie("known_id") is None


def test_a_letter_leads_on_to_the_second_step_and_makes_nothing_known_before(secret, as_):
    attack(as_)
    new = as_(None)
    ask(new)
    new.get(link_in_mail())
    assert new.post("/password/new", {"password": NEW}).location == "/sign-in/code"
    assert new.browser.get_cookie("known_id") is None
    assert new.get("/account").status_code == 302
    assert new.post("/sign-in/code", {"code": pyotp.TOTP(secret).now()}).status_code == 303
    assert new.get("/account").status_code == 200


def test_the_mark_is_for_this_host_and_no_script_and_names_nobody(with_password, as_):
    page = sign_in(as_(None), ANA)
    cookie = next(line for line in page.headers.getlist("Set-Cookie") if line.startswith("known_id="))
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=15552000"))
    assert with_password.ana.id not in cookie


def test_twenty_share_a_computer_and_the_one_longest_ago_is_forgotten(app, with_password):
    credential = credential_of(with_password.ana)
    marks = ".".join(f"{number:032d}" for number in range(known.MOST))
    with app.test_request_context(headers={"Cookie": f"known_id={'0' * 16}.{marks}"}):
        response = known.remember(app.make_response(""), credential)
    kept = response.headers["Set-Cookie"].split(";")[0].split("=")[1].split(".")
    assert (len(kept), kept[0], kept[2], kept[-1]) == (1 + known.MOST, "0" * 16, "0" * 32, f"{18:032d}")
    assert len(".".join(kept)) == known.LONGEST
