"""What a request claims of itself is not believed; what an answer carries is for one site and one person alone."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from improve.auth import one_time, second_factor
from improve.auth.accounts import credential_of, set_password
from improve.auth.passwords import hash_password
from improve.core import clock
from improve.core.db import commit, db, start_writing
from improve.core.htmx import is_own_path
from improve.core.mail import OutgoingMail
from improve.tablets.guesses import MOST
from improve.tablets.models import Tablet

PASSWORD = "otter lantern 7 gravel"
AWAY = (
    "//evil.example", "///evil.example", "/\\evil.example", "\\/evil.example", "\\\\evil.example", "/\t/evil.example",
    "\t//evil.example", "/\n/evil.example", "/\r/evil.example", " //evil.example", "/ /evil.example",
    "\x00//evil.example", "//user@evil.example", "//evil.example\\@localhost",
    "http://evil.example", "https:evil.example", "https:/evil.example", "HTTPS://evil.example", "ftp://evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "//evil.example/%2f..",
    "evil.example", "@evil.example", ".evil.example", "?//evil.example", "#//evil.example", "//[::1",
    "/\x0b/evil.example", "/\x1f/evil.example", "////evil.example", "//google%00.example", "//\u3002evil", "",
)  # fmt: skip


@pytest.mark.parametrize("wanted", AWAY)
def test_no_address_leads_away(wanted):
    assert not is_own_path(wanted)


@pytest.mark.parametrize("wanted", ["/", "/ideas?after=1#x", "/teams/A/board", "/search?q=//evil.example"])
def test_a_path_of_this_site_is_followed(wanted):
    assert is_own_path(wanted)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-Ip", "X-Client-Ip"])
def test_an_address_that_the_request_claims_opens_no_new_count(as_, trust, header):
    claims = [
        f"for=192.0.2.{number}" if header == "Forwarded" else f"192.0.2.{number}"
        for number in range(MOST + 1)
    ]
    answers = [
        as_(None).post("/tablet/enrol", {"code": "0000"}, headers={header: claim}).status_code
        for claim in claims
    ]
    assert answers == [422] * MOST + [429]


@pytest.mark.parametrize("path", ["/", "/account", "/ideas", "/sign-in", "/nowhere", "/health"])
def test_no_other_site_may_read_an_answer(ana, path):
    for method in ("GET", "OPTIONS"):
        answer = ana._open(method, path, headers={"Origin": "https://evil.example"})
        assert not [name for name, _value in answer.headers if name.lower().startswith("access-control-")]


@pytest.mark.parametrize(
    ("path", "who"), [("/code", "(self)"), ("/", "()"), ("/tablet", "()"), ("/nowhere", "()")]
)
def test_only_the_page_for_a_code_may_ask_for_the_camera(ana, path, who):
    assert ana.get(path).headers["Permissions-Policy"].split(", ")[0] == f"camera={who}"


def test_after_a_wrong_code_it_may_ask_for_the_camera_again(ana):
    again = ana.post("/code", {"words": "0000 0000 0000 0000"})
    assert (again.status_code, again.headers["Permissions-Policy"][:13]) == (422, "camera=(self)")


def test_a_letter_names_the_address_of_this_site_and_not_the_one_that_was_asked(app, trust, as_, monkeypatch):
    monkeypatch.setitem(
        app.config, "IMPROVE", replace(app.config["IMPROVE"], base_url="https://improve.example")
    )
    as_(None).post("/password/forgotten", {"name": trust.ana.email}, headers={"Host": "evil.example"})
    body = db.session.scalars(select(OutgoingMail.body)).one()
    assert "https://improve.example/password/link/" in body
    assert "evil" not in body


@pytest.fixture
def over_tls(app, monkeypatch):
    for name, value in (
        ("SECURE_COOKIES", True), ("SESSION_COOKIE_NAME", "__Host-form"), ("SESSION_COOKIE_SECURE", True),
    ):  # fmt: skip
        monkeypatch.setitem(app.config, name, value)


def test_every_cookie_belongs_to_this_host_over_tls_and_to_no_script(app, trust, as_, over_tls):
    given = [*cookies_of_a_sign_in(trust, as_), *cookies_of_a_tablet(trust, as_)]
    names = {cookie.partition("=")[0] for cookie in given}
    assert names == {f"__Host-{kind}" for kind in ("form", "step", "session", "known", "reset", "dev")}
    for cookie in given:
        flags = {flag.strip() for flag in cookie.split(";")[1:]}
        assert flags >= {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"}, cookie
        assert "Domain" not in cookie


def cookies_of_a_sign_in(trust, as_):
    set_password(trust.ana, hash_password(PASSWORD), by=trust.ana, way="own")
    credential = credential_of(trust.ana)
    second_factor.start(credential)
    credential.totp_confirmed_at = clock.now()
    link = one_time.make_link(trust.ben, one_time.RESET)
    commit()
    start_writing()
    code, nobody = pyotp.TOTP(credential.totp_secret).now(), as_(None)
    steps = (
        ("GET", "/sign-in", None),
        ("POST", "/sign-in", {"name": trust.ana.email, "password": PASSWORD}),
        ("POST", "/sign-in/code", {"code": code}),
        ("GET", f"/password/link/{link}", None),
    )
    return [cookie for step in steps for cookie in given_by(nobody, *step)]


def cookies_of_a_tablet(trust, as_):
    tablet = Tablet(organisation_id=trust.organisation.id, team=trust.ward_12, name="By the desk")
    db.session.add(tablet)
    form, nobody = {"code": tablet.new_code()}, as_(None)
    return [
        *given_by(nobody, "GET", "/tablet/enrol?code=0000", None),
        *given_by(nobody, "POST", "/tablet/enrol", form),
    ]


def given_by(client, method, path, form):
    return client._open(method, path, data=form, base_url="https://localhost").headers.getlist("Set-Cookie")


def test_what_any_proxy_may_keep_carries_no_cookie(app, trust, as_):
    tablet = Tablet(organisation_id=trust.organisation.id, team=trust.ward_12, name="By the desk")
    db.session.add(tablet)
    tablet.new_code()
    secret, device = tablet.enrol(), as_(None)
    device.browser.set_cookie("tablet", secret)
    with clock.set_to(clock.now() + timedelta(hours=2)):
        kept = device.get("/static/js/app.js")
        assert (kept.status_code, kept.headers.getlist("Set-Cookie")) == (200, [])
        assert device.get("/tablet").headers.getlist("Set-Cookie")
