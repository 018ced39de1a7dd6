"""POST /outbox: each status of the protocol, and whose an idea is. See docs/outbox.md."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from improve.core import clock
from improve.core.db import db
from improve.events.models import EventRow
from improve.ideas.facts import IdeaGoal
from improve.ideas.models import Idea
from improve.tablets import tickets
from improve.tablets.models import Tablet
from tests.boards.conftest import browser_of, set_up
from tests.capture.outbox import TEXT, entry, push
from tests.goals.conftest import goals  # noqa: F401  the fixture

KEY = "0b9f3a52-58c1-4e7e-9a55-0d6b1a2c3d4e"


def ideas():
    """How many ideas there are."""
    return db.session.scalar(select(func.count()).select_from(Idea))


def stored():
    """The one idea, as it is stored now."""
    db.session.expire_all()
    return db.session.scalars(select(Idea)).one()


def happened():
    """The names of what happened to ideas, and what was left out."""
    rows = db.session.scalars(select(EventRow).where(EventRow.name.startswith("idea.")))
    return {row.name: row.facts for row in rows}


def limited(app, monkeypatch, **limits):
    """Other limits than the usual ones."""
    monkeypatch.setitem(app.config, "IMPROVE", replace(app.config["IMPROVE"], **limits))


# --- the table of answers ------------------------------------------------------------------------------------------


def test_201_with_key_and_id_then_200_with_the_same_body(tablet):
    first, again = (push(tablet, entry(written_at="2026-11-01T08:00:00Z"), KEY) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json == {"key": KEY, "id": stored().id}
    assert first.headers["Content-Type"].startswith("application/json")
    assert stored().words.text == TEXT and stored().authorship == "unnamed"


def test_a_key_is_the_same_in_capitals(tablet):
    assert push(tablet, key=KEY).status_code == 201
    assert push(tablet, key=KEY.upper()).json == {"key": KEY.upper(), "id": stored().id}


def test_422_for_another_payload_under_the_same_key(tablet):
    push(tablet, key=KEY)
    refused = push(tablet, entry(suggestion="Something else"), KEY)
    assert refused.status_code == 422 and refused.json["error"] and ideas() == 1


@pytest.mark.parametrize("key", ["", "K1", "0b9f3a52", "{0b9f3a52-58c1-4e7e-9a55-0d6b1a2c3d4e}", "x" * 5000])
def test_400_without_a_key_that_is_a_uuid(tablet, key):
    refused = push(tablet, Idempotency_Key=key)
    assert refused.status_code == 400 and refused.json["error"] and ideas() == 0


def test_400_without_any_key(tablet):
    assert push(tablet, Idempotency_Key=None).status_code == 400


def test_429_says_when_to_come_back_and_what_was_sent_stays_known(tablet, app, monkeypatch):
    limited(app, monkeypatch, ideas_per_hour=2, ideas_at_once=99)
    push(tablet, key=KEY)
    push(tablet)
    refused = push(tablet)
    assert refused.status_code == 429 and 3500 < int(refused.headers["Retry-After"]) <= 3600
    assert refused.json["error"] and ideas() == 2
    assert push(tablet, key=KEY).status_code == 200
    with clock.set_to(clock.now() + timedelta(minutes=61)):
        assert push(tablet).status_code == 201


def test_the_61st_of_an_hour_is_refused_and_the_11th_of_a_minute(tablet, trust):
    start = clock.now()
    for number in range(60):
        with clock.set_to(start + timedelta(seconds=number * 7)):
            assert push(tablet).status_code == 201
    with clock.set_to(start + timedelta(minutes=10)):
        assert push(tablet).status_code == 429
    with clock.set_to(start + timedelta(hours=2)):
        assert [push(tablet).status_code for _ in range(11)] == [201] * 10 + [429]
        assert int(push(tablet).headers["Retry-After"]) <= 60


def test_401_in_json_for_a_revoked_tablet_and_for_nobody(tablet, device, trust, as_):
    db.session.get(Tablet, device[0].id).revoke(trust.ana)
    for browser in (tablet, as_(None)):
        refused = push(browser)
        assert refused.status_code == 401 and refused.json["error"] and ideas() == 0


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_403_from_any_page_but_our_own(tablet, site):
    refused = push(tablet, Sec_Fetch_Site=site)
    assert refused.status_code == 403 and refused.json["error"] and ideas() == 0


def test_without_sec_fetch_site_the_origin_decides(tablet):
    assert push(tablet, Sec_Fetch_Site=None, Origin="https://evil.example").status_code == 403
    assert push(tablet, Sec_Fetch_Site=None, Origin="http://localhost").status_code == 201
    assert push(tablet, Sec_Fetch_Site=None).status_code == 201  # a script, which has no pages


def test_it_needs_no_session_and_no_token_of_a_form(app, tablet):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert push(tablet).status_code == 201
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_whoever_is_signed_in_on_the_tablet_has_no_part_in_it(app, as_, trust, device):
    browser = as_(trust.ben)
    browser.browser.set_cookie("tablet", device[1])
    assert push(browser).status_code == 201
    assert (stored().author_id, stored().named_id, stored().tablet_id) == (None, None, device[0].id)


def test_only_ideas_are_made_whatever_else_is_asked_for(tablet, trust):
    more = {
        "stage": "done",
        "authorship": "named",
        "author_id": trust.ben.id,
        "staff_group": "Students",
        "id": "X",
    }
    assert push(tablet, entry(**more)).status_code == 201
    idea = stored()
    assert (idea.stage, idea.authorship, idea.author_id, idea.staff_group) == ("new", "unnamed", None, "")


# --- what was sent -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"text": ""}, {"text": "  \n"}, {"text": "ab"}, {"text": "x" * 2001}, {"text": None}, {"text": 7},
        {"text": ["a"]}, {"suggestion": "x" * 2001}, {"suggestion": {}}, {"goals": "G"}, {"goals": [1]},
        {"goals": [[]]}, {"goals": ["x"] * 51}, {"goals": ["\x00"]}, {"beneficiaries": {"a": 1}},
        {"beneficiaries": [None]}, {"named": "Ben"}, {"named": {"ticket": 7}}, {"named": {"person": ["x"]}},
        {"named": {"person": "x" * 101}}, {"written_at": 1700000000}, {"written_at": "yesterday"},
        {"written_at": "0001-01-01T00:00:00+14:00"}, {"written_at": "9" * 200}, {"text": "\u200b\u200b\u200b"},
    ],
    ids=repr,
)  # fmt: skip
def test_422_for_a_field_of_another_kind(tablet, fields):
    refused = push(tablet, {**entry(), **fields})
    assert refused.status_code == 422 and refused.json["error"] and ideas() == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"{",
        b"[" * 100_000,
        b"{}" * 2,
        b"\xff\xfe",
        b"9" * 10_000,
        b" " * 70_000,
    ],
    ids=lambda body: repr(body[:9]),
)
def test_400_for_what_is_no_json_object(tablet, body):
    headers = {"Idempotency-Key": KEY, "Content-Type": "application/json"}
    refused = tablet.post("/outbox", data=body, headers=headers)
    assert refused.status_code == 400 and refused.json["error"] and ideas() == 0


def test_400_for_another_content_type(tablet):
    headers = {"Idempotency-Key": KEY, "Content-Type": "text/plain"}
    assert tablet.post("/outbox", data='{"text": "A good idea"}', headers=headers).status_code == 400


@pytest.mark.parametrize(
    "text", ["x" * 2000, "🩺" * 2000, "البطانيات تنفد في الليل", "a\ud800bc", "e\u0301\u0301x"]
)
def test_text_is_counted_in_code_points_and_kept(tablet, text):
    assert push(tablet, entry(text=text)).status_code == 201


def test_the_plain_form_and_the_outbox_make_one_idea_of_one_key(tablet):
    assert push(tablet, key=KEY).status_code == 201
    assert tablet.post("/tablet/ideas", {"key": KEY, "text": TEXT}).status_code == 303
    assert ideas() == 1


def test_what_was_written_before_a_team_closed_is_kept(tablet, trust):
    trust.ward_12.deactivate(trust.amy)
    assert push(tablet).status_code == 201 and ideas() == 1


# --- goals and beneficiaries ---------------------------------------------------------------------------------------


def test_goals_and_beneficiaries_are_kept(tablet, goals):  # noqa: F811
    push(tablet, entry(goals=[goals.ward.id], beneficiaries=["staff", "patients"], suggestion="A hook"))
    assert stored().benefit_list == ["patients", "staff"] and stored().words.suggestion == "A hook"
    assert db.session.scalars(select(IdeaGoal.goal_id)).all() == [goals.ward.id]
    assert "idea.left_out" not in happened()


def test_a_goal_that_ended_meanwhile_keeps_no_idea_back(tablet, goals, ana):  # noqa: F811
    assert push(tablet, entry(goals=[goals.ward.id, "0123456789ABCDEF"])).status_code == 201
    assert db.session.scalars(select(IdeaGoal.goal_id)).all() == [goals.ward.id]
    assert happened()["idea.left_out"] == {"what": ["goals"]}
    assert "so it was filed without" in ana.get(f"/ideas/{stored().id}").text


# --- the day -------------------------------------------------------------------------------------------------------


def day_of_idea(tablet, written_at):
    """Send it; the day it is dated with, and whether it is called late."""
    assert push(tablet, entry(written_at=written_at.isoformat())).status_code == 201
    return stored().received_on, "idea.came_late" in happened()


def test_an_idea_of_today_is_of_today(tablet):
    assert day_of_idea(tablet, clock.now() - timedelta(minutes=20)) == (clock.today(), False)


def test_a_tablet_that_was_off_for_14_days_dates_it_with_the_day_it_was_tapped(tablet, ana):
    written = clock.now()
    with clock.set_to(written + timedelta(days=14)):
        tablet.get("/tablet")  # what a tablet does first of all, and it counts as seen from then on
        assert day_of_idea(tablet, written) == (clock.today() - timedelta(days=14), True)
        assert stored().received_at == clock.now()
    assert "sent late" in ana.get(f"/ideas/{stored().id}").text


def test_the_day_is_still_believed_hours_after_the_tablet_came_back(tablet):
    written = clock.now().replace(hour=9)  # so that six hours later it is the same day
    for hours in (0, 2, 5):
        with clock.set_to(written + timedelta(days=14, hours=hours)):
            tablet.get("/tablet")
    with clock.set_to(written + timedelta(days=14, hours=6)):
        assert day_of_idea(tablet, written)[0] == clock.today() - timedelta(days=14)


def test_a_wrong_clock_is_believed_for_a_day_at_most(tablet):
    assert day_of_idea(tablet, clock.now() - timedelta(days=400)) == (clock.today() - timedelta(days=1), True)


def test_a_clock_that_is_ahead_dates_it_with_today(tablet):
    assert day_of_idea(tablet, clock.now() + timedelta(days=400)) == (clock.today(), False)


# --- the name ------------------------------------------------------------------------------------------------------


def ticket(tablet_id, person, key=KEY):
    """A ticket as it is issued for a right PIN."""
    return tickets.issue(person, db.session.get(Tablet, tablet_id), key)


def test_a_ticket_names_the_author(tablet, device, trust):
    push(tablet, entry(named={"ticket": ticket(device[0].id, trust.ben)}), KEY)
    idea = stored()
    assert (idea.authorship, idea.author_id, idea.named_id) == ("named", trust.ben.id, None)


def test_a_ticket_works_once_for_its_key_and_on_its_tablet(app, tablet, device, trust):
    secret = ticket(device[0].id, trust.ben)
    other = browser_of(app, set_up(trust.ward_12, "Break room")[1])
    assert push(other, entry(named={"ticket": secret}), KEY).status_code == 201
    assert push(tablet, entry(named={"ticket": secret})).status_code == 201
    assert not db.session.scalars(select(Idea).where(Idea.authorship == "named")).all()
    assert push(tablet, entry(named={"ticket": secret}), KEY).status_code == 201
    assert push(tablet, entry(named={"ticket": secret}), KEY).status_code == 200
    assert len(db.session.scalars(select(Idea).where(Idea.authorship == "named")).all()) == 1
    assert happened()["idea.left_out"] == {"what": ["name"]}


def test_a_ticket_that_comes_too_late_still_says_who_it_was(tablet, device, trust):
    secret = ticket(device[0].id, trust.ben)
    with clock.set_to(clock.now() + timedelta(minutes=16)):
        push(tablet, entry(named={"ticket": secret}), KEY)
    assert (stored().authorship, stored().named_id) == ("unnamed", trust.ben.id)


def test_a_person_named_without_a_pin_is_to_be_confirmed(tablet, trust, ana):
    push(tablet, entry(named={"person": trust.ben.id}))
    assert (stored().authorship, stored().author_id, stored().named_id) == ("unnamed", None, trust.ben.id)
    assert "Says it is from Ben Okoro, to be confirmed" in ana.get(f"/ideas/{stored().id}").text


def test_a_stranger_and_nobody_answer_alike(tablet, trust):
    trust.fay.deactivate(trust.amy)
    people = (trust.ben.id, trust.cleo.id, trust.fay.id, "0123456789ABCDEF")
    answers = [push(tablet, entry(named={"person": person}), str(uuid4())) for person in people]
    assert {answer.status_code for answer in answers} == {201}
    assert {frozenset(answer.json) for answer in answers} == {frozenset({"key", "id"})}
    assert db.session.scalars(select(Idea.named_id).where(Idea.named_id.is_not(None))).all() == [trust.ben.id]
