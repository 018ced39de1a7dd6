"""Limits under a storm: of twenty at the same moment exactly as many pass as the limit says."""

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from improve.capture.routes import anonymous as route
from improve.core import clock
from improve.core.db import db
from improve.ideas.anonymous import day_token
from improve.ideas.facts import WaitingIdea
from improve.ideas.models import Idea
from improve.tablets.guesses import MOST
from improve.tablets.models import Tablet
from tests.hostile.asking import posting, together
from tests.hostile.test_races import count, statuses

AT_ONCE = 20
LIMIT = 7


@pytest.fixture
def enrolled(trust, as_):
    """The one tablet of Ward 12, in as many browsers as are asked for."""
    tablet = Tablet(organisation_id=trust.organisation.id, team=trust.ward_12, name="By the desk")
    db.session.add(tablet)
    tablet.new_code()
    secret = tablet.enrol()

    def browser():
        client = as_(None)
        client.browser.set_cookie("tablet", secret)
        return client

    return browser


def limit_to(app, monkeypatch, **limits):
    """Other limits than the usual ones."""
    monkeypatch.setitem(app.config, "IMPROVE", replace(app.config["IMPROVE"], **limits))


@pytest.mark.parametrize("limit", ["ideas_at_once", "ideas_per_hour", "ideas_per_day"])
def test_a_tablet_sends_as_many_ideas_as_it_may_however_many_come_at_once(app, enrolled, monkeypatch, limit):
    limit_to(app, monkeypatch, **{"ideas_at_once": 99, limit: LIMIT})
    sendings = [
        posting(
            enrolled(),
            "/tablet/ideas",
            {"text": f"Put a lamp by linen room door {number}", "key": f"K{number}"},
        )
        for number in range(AT_ONCE)
    ]
    answers = together(app, *sendings)
    assert (statuses(answers), count(Idea)) == ({303: LIMIT, 429: AT_ONCE - LIMIT}, LIMIT)


def test_wrong_codes_of_a_tablet_at_once_are_checked_ten_times(app, as_, trust):
    guesses = [posting(as_(None), "/tablet/enrol", {"code": f"0000 {number}"}) for number in range(AT_ONCE)]
    assert statuses(together(app, *guesses)) == {422: MOST, 429: AT_ONCE - MOST}


def anonymous(app, trust, as_, number: int):
    sent = {
        "team": trust.ward_12.id,
        "token": day_token(app.config["SECRET_KEY"], trust.ward_12, clock.today()),
        "text": "We skip breaks.",
        "claim": f"{number:064x}",
    }
    key = f"0b9f3a52-58c1-4e7e-9a55-{number:012}"
    return posting(as_(None), "/anonymous/outbox", json=sent, headers={"Idempotency-Key": key})


def test_of_anonymous_ideas_at_once_as_many_are_kept_as_a_team_may_send(app, trust, as_, monkeypatch):
    limit_to(app, monkeypatch, ideas_at_once=LIMIT)
    sendings = [anonymous(app, trust, as_, number) for number in range(AT_ONCE)]
    assert statuses(together(app, *sendings)) == {201: LIMIT, 429: AT_ONCE - LIMIT}
    assert count(WaitingIdea) == LIMIT


def test_an_anonymous_idea_that_comes_again_and_again_counts_once(app, trust, as_, monkeypatch):
    limit_to(app, monkeypatch, ideas_at_once=1)
    answers = [together(app, anonymous(app, trust, as_, number))[0] for number in (1, 1, 1, 2, 1)]
    assert [answer.status_code for answer in answers] == [201, 200, 200, 429, 200]
    assert 50 < int(answers[3].headers["Retry-After"]) <= 60


def test_an_anonymous_idea_sent_many_times_at_once_counts_once(app, trust, as_):
    team_id = trust.ward_12.id
    together(app, *(anonymous(app, trust, as_, 1) for _ in range(AT_ONCE)))
    assert len(route.sent_of_late.moments[team_id]) == 1


@pytest.mark.parametrize(
    ("path", "form", "of"),
    [
        ("/sign-in", {"name": "ana@thornbeck.example", "password": "wrong"}, "account"),
        ("/password/forgotten", {"name": "ana@thornbeck.example"}, "mails"),
        ("/tablet/enrol", {"code": "0000"}, "tablet code"),
    ],
)
def test_a_refusal_for_too_many_tries_is_in_the_log_and_names_nobody(trust, as_, path, form, of):
    nobody = as_(None)
    for _ in range(MOST):
        nobody.post(path, form)
    with capture_logs() as logs:
        assert nobody.post(path, form).status_code == 429
    assert logs == [{"event": "tries refused", "log_level": "warning", "of": of}]
