"""Signing in and out."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from improve.auth import sessions
from improve.auth.models import Session, Throttle
from improve.core import clock
from improve.core.db import commit, db, start_writing
from improve.core.ids import digest
from improve.teams.models import Organisation
from tests.auth.cast import PASSWORD, sign_in


def test_name_and_password_open_the_page_that_was_wanted(with_password, as_):
    nobody = as_(None)
    page = sign_in(nobody, "ana@thornbeck.example", next="/account")
    assert (page.status_code, page.location) == (303, "/account")
    assert nobody.get("/account").status_code == 200


def test_a_staff_number_opens_it_too_whatever_the_case(with_password, as_):
    with_password.ben.staff_number = "t10099"
    assert sign_in(as_(None), " T10099 ").status_code == 303


@pytest.mark.parametrize("name", ["ana@thornbeck.example", "nobody@thornbeck.example", "T99999"])
def test_known_and_unknown_names_get_the_same_answer(with_password, as_, name):
    page = sign_in(as_(None), name, password="wrong lantern 7 gravel")
    assert page.status_code == 422
    assert "The name or the password is not right" in page.text
    assert "wrong lantern" not in page.text


def test_an_empty_form_says_what_is_missing(with_password, as_):
    page = sign_in(as_(None), "", password="")
    assert page.status_code == 422
    assert page.soup.title.text.startswith("Error: ")
    assert len(page.soup.select(".nhsuk-error-message")) == 2


def test_the_cookie_cannot_be_read_by_scripts_and_is_stored_as_a_digest(with_password, as_):
    page = sign_in(as_(None), "ana@thornbeck.example")
    cookie = next(line for line in page.headers.getlist("Set-Cookie") if line.startswith("session_id="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    secret = cookie.split("=", 1)[1].split(";")[0]
    assert len(secret) >= 43  # 256 bits
    assert db.session.scalars(select(Session.digest)).all() == [digest(secret)]


def test_in_production_the_cookie_belongs_to_the_host_alone(with_password, as_, app):
    app.config["SECURE_COOKIES"] = True
    try:
        page = sign_in(as_(None), "ana@thornbeck.example")
    finally:
        app.config["SECURE_COOKIES"] = False
    cookie = next(line for line in page.headers.getlist("Set-Cookie") if line.startswith("__Host-session="))
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_every_sign_in_has_a_new_secret_and_ends_the_one_before(with_password, as_):
    nobody = as_(None)
    sign_in(nobody, "ana@thornbeck.example")
    before = nobody.browser.get_cookie("session_id").value
    nobody.post("/sign-in", {"name": "ana@thornbeck.example", "password": PASSWORD})
    assert nobody.browser.get_cookie("session_id").value != before
    assert db.session.scalar(select(func.count()).select_from(Session)) == 1


def test_signing_out_really_ends_it(with_password, as_):
    nobody = as_(None)
    sign_in(nobody, "ana@thornbeck.example")
    kept = nobody.browser.get_cookie("session_id").value
    page = nobody.post("/sign-out")
    assert page.headers["Clear-Site-Data"] == '"cache"'
    nobody.browser.set_cookie("session_id", kept)
    assert nobody.get("/account").location.startswith("/sign-in")
    assert nobody.post("/sign-out").status_code == 303  # twice


def test_somebody_who_left_cannot_sign_in(with_password, as_):
    with_password.ben.deactivate(by=with_password.amy)
    assert sign_in(as_(None), "ben@thornbeck.example").status_code == 422


def test_production_refuses_the_people_of_the_demonstration(with_password, as_, app, ben):
    with_password.ben.is_demonstration = True
    app.config["PRODUCTION"] = True
    try:
        assert sign_in(as_(None), "ben@thornbeck.example").status_code == 422
        assert ben.get("/account").status_code == 302
    finally:
        app.config["PRODUCTION"] = False


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_no_redirect_leaves_the_site(with_password, as_, wanted):
    assert sign_in(as_(None), "ana@thornbeck.example", next=wanted).location == "/"


def test_deactivation_ends_all_sessions_at_once(trust, ben):
    assert ben.get("/account").status_code == 200
    person = db.session.get(type(trust.ben), trust.ben.id)
    person.deactivate(by=trust.amy)
    commit()
    assert ben.get("/account").status_code == 302


def test_a_session_ends_when_idle_and_in_any_case_after_its_hours(trust, as_):
    start = clock.now()
    with time_machine.travel(start, tick=False):
        client = as_(trust.ben)
    for minutes in range(14, 14 * 12, 14):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            assert client.get("/account").status_code == 200
    with time_machine.travel(start + timedelta(minutes=14 * 11 + 16), tick=False):
        assert client.get("/account").status_code == 302


def test_however_busy_a_session_ends_after_twelve_hours(trust, as_):
    start = clock.now()
    with time_machine.travel(start, tick=False):
        client = as_(trust.ben)
    row = db.session.scalars(select(Session)).one()
    for hours, status in ((11.9, 200), (12.1, 302)):
        moment = start + timedelta(hours=hours)
        start_writing()
        db.session.execute(Session.__table__.update().values(seen_at=moment - timedelta(minutes=1)))
        with time_machine.travel(moment, tick=False):
            assert client.get("/account").status_code == status
    assert row.ends_at == start + timedelta(hours=12)


def test_a_poll_does_not_renew_a_session(trust, as_):
    start = clock.now()
    with time_machine.travel(start, tick=False):
        client = as_(trust.ben)
    with time_machine.travel(start + timedelta(minutes=10), tick=False):
        assert client.get("/account", headers={"X-Poll": "1"}).status_code == 200
    with time_machine.travel(start + timedelta(minutes=16), tick=False):
        assert client.get("/account").status_code == 302


def test_ten_wrong_passwords_close_the_account_for_a_wait_that_doubles(with_password, as_):
    start = clock.now()
    nobody, name = as_(None), "ana@thornbeck.example"
    with time_machine.travel(start, tick=False):
        for _ in range(10):
            assert sign_in(nobody, name, password="wrong").status_code == 422
        page = sign_in(nobody, name)
        assert (page.status_code, page.headers["Retry-After"]) == (429, "30")  # the right one, while closed
        assert "Wait 30 seconds" in page.text
    with time_machine.travel(start + timedelta(seconds=31), tick=False):
        assert sign_in(nobody, name, password="wrong").status_code == 422
        assert sign_in(nobody, name).headers["Retry-After"] == "60"
    with time_machine.travel(start + timedelta(seconds=92), tick=False):
        assert sign_in(nobody, name).status_code == 303


def test_a_colleague_is_not_shut_out_with_a_closed_account(with_password, as_):
    nobody = as_(None)
    for _ in range(11):
        sign_in(nobody, "ana@thornbeck.example", password="wrong")
    assert sign_in(nobody, "ben@thornbeck.example").status_code == 303


def test_unknown_names_close_like_known_ones(with_password, as_):
    nobody = as_(None)
    answers = [sign_in(nobody, "nobody@thornbeck.example", password="wrong").status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_twenty_failures_a_day_close_an_account_for_the_rest_of_it(with_password, as_):
    start, nobody = clock.now(), as_(None)
    for number in range(20):
        with time_machine.travel(start + timedelta(minutes=10 * number), tick=False):
            start_writing()
            db.session.execute(
                Throttle.__table__.update().values(closed_until=None)
            )  # as if each wait had passed
            assert sign_in(nobody, "ana@thornbeck.example", password="wrong").status_code == 422
    with time_machine.travel(start + timedelta(hours=23), tick=False):
        assert sign_in(nobody, "ana@thornbeck.example").status_code == 429
    with time_machine.travel(start + timedelta(hours=24, seconds=1), tick=False):
        assert sign_in(nobody, "ana@thornbeck.example").status_code == 303


def test_a_right_password_ends_the_row_of_failures(with_password, as_):
    nobody = as_(None)
    for _ in range(3):
        for _ in range(5):
            sign_in(nobody, "ana@thornbeck.example", password="wrong")
        assert sign_in(nobody, "ana@thornbeck.example").status_code == 303


def test_the_device_is_kept_in_words(with_password, as_):
    words = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36"
    as_(None).post(
        "/sign-in", {"name": "ana@thornbeck.example", "password": PASSWORD}, headers={"User-Agent": words}
    )
    assert db.session.scalars(select(Session.device)).all() == ["Chrome on Windows"]


def test_what_is_over_is_tidied_away(trust, ben):
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        start_writing()
        assert sessions.tidy() == 1
    assert db.session.scalar(select(func.count()).select_from(Session)) == 0


def test_the_page_names_the_organisation_that_has_the_system_to_itself(app, as_):
    db.session.add(Organisation(name="Thornbeck Hospitals", is_demonstration=True))
    commit()
    assert "Thornbeck Hospitals" in as_(None).get("/sign-in").text
    assert "This is a demonstration" in as_(None).get("/sign-in").text
    assert "This is a demonstration" in sign_in(as_(None), "nobody").text  # and when it is shown again


@pytest.mark.parametrize(
    "path", ["/password/forgotten", "/password/code", "/code", "/anonymity", "/tablet/enrol"]
)
def test_a_page_for_nobody_in_particular_says_that_it_is_a_demonstration(app, as_, path):
    db.session.add(Organisation(name="Thornbeck Hospitals", is_demonstration=True))
    commit()
    assert "This is a demonstration" in as_(None).get(path).text
