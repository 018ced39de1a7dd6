"""What works once works once, however many use it at the same moment."""

import pyotp
import pytest

from improve.auth import one_time, second_factor
from improve.auth.accounts import credential_of
from improve.auth.models import Credential, OneTime, Session
from improve.core import clock
from improve.core.db import db
from improve.core.ids import digest, new_secret
from improve.tablets.models import Tablet
from tests.hostile.asking import posting, together
from tests.hostile.test_races import count, statuses

AT_ONCE = 6
NEW = "kettle mauve 3 orbit"


@pytest.fixture
def waiting(trust, as_):
    """Browsers that gave Ana's password at the same moment: each may type in her code."""
    credential = credential_of(trust.ana)
    second_factor.start(credential)
    credential.totp_confirmed_at = clock.now()
    db.session.flush()
    first = one_time.make_link(trust.ana, one_time.STEP)
    step = db.session.get_one(OneTime, digest(first))
    kept = {name: getattr(step, name) for name in ("organisation_id", "person_id", "purpose", "ends_at")}
    secrets = [new_secret() for _ in range(AT_ONCE)]
    db.session.add_all(OneTime(digest=digest(secret), **kept) for secret in secrets)
    browsers = [as_(None) for _ in secrets]
    for browser, secret in zip(browsers, secrets, strict=True):
        browser.browser.set_cookie("step_id", secret)
    return browsers


def test_a_code_of_the_app_used_by_many_at_once_opens_one_session(app, trust, waiting):
    code = pyotp.TOTP(credential_of(trust.ana).totp_secret).now()
    answers = together(app, *(posting(browser, "/sign-in/code", {"code": code}) for browser in waiting))
    assert (statuses(answers), count(Session)) == ({303: 1, 422: AT_ONCE - 1}, 1)


def test_a_recovery_code_used_by_many_at_once_opens_one_session(app, trust, waiting):
    code = second_factor.new_recovery_codes(credential_of(trust.ana))[0]
    answers = together(app, *(posting(browser, "/sign-in/code", {"code": code}) for browser in waiting))
    assert (statuses(answers), count(Session)) == ({303: 1, 422: AT_ONCE - 1}, 1)


def test_two_recovery_codes_used_at_once_are_both_used_up(app, trust, waiting):
    codes = second_factor.new_recovery_codes(credential_of(trust.ana))[:AT_ONCE]
    sendings = [posting(to, "/sign-in/code", {"code": code}) for to, code in zip(waiting, codes, strict=True)]
    assert statuses(together(app, *sendings)) == {303: AT_ONCE}
    assert len(db.session.get_one(Credential, trust.ana.id).recovery_digests) == 10 - AT_ONCE


def test_one_second_step_with_many_right_codes_at_once_opens_one_session(app, trust, as_, waiting):
    codes = second_factor.new_recovery_codes(credential_of(trust.ana))[:AT_ONCE]
    secret = waiting[0].browser.get_cookie("step_id").value
    for browser in waiting:
        browser.browser.set_cookie("step_id", secret)
    together(
        app,
        *(posting(to, "/sign-in/code", {"code": code}) for to, code in zip(waiting, codes, strict=True)),
    )
    assert count(Session) == 1


def test_a_code_of_a_lead_used_by_many_at_once_opens_one_reset(app, trust, as_):
    code = one_time.make_code(one_time.CODE, trust.ben, by=trust.ana)
    form = {"name": trust.ben.email, "code": code}
    answers = together(app, *(posting(as_(None), "/password/code", form) for _ in range(AT_ONCE)))
    assert statuses(answers) == {303: 1, 422: AT_ONCE - 1}


def test_a_link_used_by_many_at_once_sets_one_password(app, trust, as_):
    secret = one_time.make_link(trust.ben, one_time.RESET)
    browsers = [as_(None) for _ in range(AT_ONCE)]
    for browser in browsers:
        browser.browser.set_cookie("reset_id", secret)
    sendings = [
        posting(browser, "/password/new", {"password": f"{NEW} {number}"})
        for number, browser in enumerate(browsers)
    ]
    assert statuses(together(app, *sendings)) == {303: 1, 409: AT_ONCE - 1}


def test_a_code_for_a_tablet_used_by_many_at_once_enrols_one(app, trust, as_):
    tablet = Tablet(organisation_id=trust.organisation.id, team=trust.ward_12, name="By the desk")
    db.session.add(tablet)
    code = tablet.new_code()
    answers = together(app, *(posting(as_(None), "/tablet/enrol", {"code": code}) for _ in range(AT_ONCE)))
    assert statuses(answers) == {303: 1, 422: AT_ONCE - 1}


def test_the_first_code_used_by_many_at_once_makes_one_administrator(app, as_):
    code = one_time.make_code(one_time.FIRST, None, None)
    form = {"code": code, "organisation": "Thornbeck", "name": "Amy Webb", "password": NEW}
    sendings = [
        posting(as_(None), "/first-administrator", {**form, "email": f"amy{number}@thornbeck.example"})
        for number in range(AT_ONCE)
    ]
    codes = statuses(together(app, *sendings))
    assert codes[303] == 1
    assert set(codes) <= {303, 404, 422}
