"""Setting a PIN: one's own, and on a tablet with a lead's one-time code. Releasing what could not be sent."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from improve.auth.models import OneTime
from improve.core import clock
from improve.core.db import db
from improve.events.models import EventRow
from improve.teams.policy import leads
from tests.capture.test_pin import PIN, cheap_hashing, give, happened, with_pin  # noqa: F401  the fixtures
from tests.real.html import problems


def new_pin(pin=PIN, again=None, **more):
    """What the form sends."""
    return {"pin": pin, "again": pin if again is None else again, **more}


def code_for(browser, person):
    """The code that a lead reads out."""
    page = browser.post(f"/people/{person.id}/pin-code")
    assert page.status_code == 200
    return page.select_one(".big-figure").text


def test_one_sets_a_pin_within_minutes_of_the_password(trust, as_, tablet):
    mine = as_(trust.ana)
    with clock.set_to(clock.now() + timedelta(minutes=11)):
        assert mine.post("/account/pin", new_pin()).status_code == 403
    assert mine.post("/account/pin", new_pin()).status_code == 303
    assert give(tablet, trust.ana.id).status_code == 201 and happened("pin.set") == 1


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (new_pin("123456"), "pin"),
        (new_pin("12"), "pin"),
        (new_pin(again="284918"), "again"),
        (new_pin(""), "pin"),
    ],
)
def test_a_pin_that_is_none_is_asked_for_again_and_never_sent_back(trust, as_, form, field):
    page = as_(trust.ana).post("/account/pin", form)
    assert page.status_code == 422 and page.select_one(f"#{field}-error")
    assert not [box for box in page.soup.select("input[type=password]") if box.get("value")]


def test_a_new_pin_ends_the_row_of_wrong_ones(trust, with_pin, as_, tablet):  # noqa: F811
    for _ in range(4):
        give(tablet, trust.ana.id, "730518")
    as_(trust.ana).post("/account/pin", new_pin("406993"))
    assert "4 tries left" in give(tablet, trust.ana.id, "730518").json["error"]


def test_with_a_leads_code_a_pin_is_set_on_a_tablet_once(trust, as_, tablet):
    code = code_for(as_(trust.ana), trust.ben)
    assert tablet.post("/tablet/pin/new", new_pin(code=code.lower())).status_code == 303
    assert give(tablet, trust.ben.id).status_code == 201
    again = tablet.post("/tablet/pin/new", new_pin("406993", code=code))
    assert again.status_code == 422 and "We do not know this code" in again.text
    made = db.session.scalars(select(EventRow).where(EventRow.name == "pin.code_made")).one()
    assert made.by_id == trust.ana.id and code not in str(db.session.execute(select(OneTime.__table__)).all())


def test_the_code_works_for_one_hour(trust, as_, tablet):
    code = code_for(as_(trust.ana), trust.ben)
    with clock.set_to(clock.now() + timedelta(minutes=61)):
        assert tablet.post("/tablet/pin/new", new_pin(code=code)).status_code == 422


def test_a_code_for_a_pin_opens_no_account(trust, as_):
    code = code_for(as_(trust.ana), trust.ben)
    assert as_(None).post("/password/code", {"name": trust.ben.email, "code": code}).status_code == 422


@pytest.mark.parametrize("who", ["fay", "ben"])
def test_only_who_may_help_makes_a_code(trust, as_, who):
    assert as_(getattr(trust, who)).post(f"/people/{trust.mo.id}/pin-code").status_code == 403


def release(tablet, person):
    """Somebody opens what could not be sent, with the PIN."""
    body = {"person": person.id, "pin": PIN}
    return tablet.post("/tablet/release", json=body, headers={"Sec-Fetch-Site": "same-origin"})


def test_a_lead_releases_what_could_not_be_sent_and_nobody_else(tablet, with_pin):  # noqa: F811
    assert release(tablet, with_pin.ana).status_code == 200 and happened("tablet.waiting_released") == 1
    refused = release(tablet, with_pin.ben)
    assert refused.status_code == 403 and refused.json["stop"] == "lead"
    assert happened("tablet.waiting_released") == 1


def test_the_right_pin_of_somebody_who_leads_nothing_is_no_failed_try(tablet, with_pin):  # noqa: F811
    for _ in range(12):
        refused = release(tablet, with_pin.ben)
        assert refused.status_code == 403 and "Your PIN is right" in refused.json["error"]
    assert give(tablet, with_pin.ben.id).status_code == 201


def test_those_who_may_release_are_offered_and_nobody_is_chosen(tablet, trust):
    page = tablet.get("/tablet/attention")
    offered = {option["value"] for option in page.soup.select("#lead option")}
    people = [
        trust.ana,
        trust.ben,
        trust.fay,
        trust.dora,
        trust.mo,
        trust.eve,
        trust.gil,
        trust.amy,
        trust.cleo,
    ]
    assert offered == {"", *(person.id for person in people if leads(person, trust.ward_12))}
    assert trust.ana.id in offered and not page.soup.select("option[selected]")
    assert page.select_one("#lead option")["value"] == page.select_one("#author option")["value"] == ""


def test_the_pages_are_valid_html(trust, as_, tablet):
    mine = as_(trust.ana)
    pages = [
        mine.get("/account/pin"),
        tablet.get("/tablet/pin/new"),
        tablet.get("/tablet/attention"),
        mine.get(f"/people/{trust.ben.id}/sign-in"),
    ]
    pages.append(mine.post(f"/people/{trust.ben.id}/pin-code"))
    assert [problem for page in pages for problem in problems(page.text)] == []
