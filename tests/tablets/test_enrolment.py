"""A lead adds a tablet, somebody types its code on it, and from then on it is known by its cookie."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from improve.core import clock
from improve.core.db import db
from improve.tablets.guesses import MOST, WINDOW, EnrolmentGuess, forget_old
from improve.tablets.models import Tablet


@pytest.fixture
def planned(trust):
    """A tablet of Ward 12 and its code."""
    tablet = Tablet(
        organisation_id=trust.organisation.id, team_id=trust.ward_12.id, team=trust.ward_12, name="Bay 2"
    )
    db.session.add(tablet)
    return tablet, tablet.add(trust.ana)


@pytest.fixture
def device(as_):
    """A browser that nobody signed in to."""
    return as_(None)


def fresh(tablet):
    """The row as the database has it now."""
    return db.session.scalars(
        select(Tablet).where(Tablet.id == tablet.id).execution_options(populate_existing=True)
    ).one()


def cookie_of(answer):
    return next((line for line in answer.headers.getlist("Set-Cookie") if line.startswith("tablet=")), "")


def enrolled(device, planned):
    return device.post("/tablet/enrol", {"code": planned[1]})


# --- on the tablet --------------------------------------------------------------------------------------------------


def test_a_code_makes_a_tablet_of_a_device(device, planned, last_event):
    sent = enrolled(device, planned)
    assert (sent.status_code, last_event().name) == (303, "tablet.enrolled")
    assert "HttpOnly" in cookie_of(sent) and "SameSite=Lax" in cookie_of(sent)
    assert fresh(planned[0]).is_enrolled


def test_a_code_is_read_as_people_type_it(device, planned):
    typed = " - ".join(planned[1][start : start + 4] for start in range(0, 16, 4)).lower()
    assert device.post("/tablet/enrol", {"code": typed}).status_code == 303


def test_a_code_works_once(device, as_, planned):
    enrolled(device, planned)
    assert enrolled(as_(None), planned).status_code == 422


def test_an_old_code_does_not_work(device, planned):
    with clock.set_to(clock.now() + timedelta(minutes=11)):
        assert enrolled(device, planned).status_code == 422
    assert not fresh(planned[0]).is_enrolled


@pytest.mark.parametrize("code", ["", "   ", "0000 0000 0000 0000", "x" * 61, "\0", "🙂"])
def test_a_wrong_code_is_refused_and_stays_in_the_field(device, trust, code):
    page = device.post("/tablet/enrol", {"code": code})
    assert page.status_code == 422
    assert page.select_one(".nhsuk-error-summary a[href='#code']")
    assert not cookie_of(page)


def test_after_ten_wrong_codes_the_page_closes_for_ten_minutes(device, as_, planned):
    start = clock.now()
    with clock.set_to(start):
        for _ in range(MOST):
            assert device.post("/tablet/enrol", {"code": "0000"}).status_code == 422
    with clock.set_to(start + timedelta(minutes=4)):
        closed = enrolled(as_(None), planned)
    assert (closed.status_code, closed.headers["Retry-After"]) == (429, "360")
    with clock.set_to(start + WINDOW):
        assert device.post("/tablet/enrol", {"code": "0000"}).status_code == 422


def test_a_right_code_does_not_count_as_a_try(device, as_, planned, trust):
    for _ in range(MOST - 1):
        device.post("/tablet/enrol", {"code": "0000"})
    assert enrolled(device, planned).status_code == 303
    code = fresh(planned[0]).new_code()
    assert as_(None).post("/tablet/enrol", {"code": code}).status_code == 303


def test_a_place_is_forgotten_after_its_ten_minutes(device, trust):
    device.post("/tablet/enrol", {"code": "0000"})
    assert forget_old() == 0
    with clock.set_to(clock.now() + WINDOW):
        assert forget_old() == 1


def test_another_place_stays_open(device, planned):
    for _ in range(MOST):
        device.post("/tablet/enrol", {"code": "0000"})
    elsewhere = device.post("/tablet/enrol", {"code": planned[1]}, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 303


def test_no_address_is_stored(device, trust):
    device.post("/tablet/enrol", {"code": "0000"})
    assert "127.0.0.1" not in db.session.scalars(select(EnrolmentGuess.place)).one()


def test_a_code_from_the_picture_does_not_stay_in_the_address(device, planned):
    first = device.get(f"/tablet/enrol?code={planned[1]}")
    assert (first.status_code, planned[1] in first.location) == (302, False)
    assert device.get("/tablet/enrol").select_one("#code")["value"] == planned[1]


def test_a_revoked_tablet_is_nobody(device, trust, planned):
    enrolled(device, planned)
    fresh(planned[0]).revoke(trust.ana)
    assert known(device) is None


def known(device):
    """What the server takes a device for."""
    from improve.tablets.enrolment import identify

    cookie = device.browser.get_cookie("tablet")
    with device.app.test_request_context(headers={"Cookie": f"tablet={cookie.value}"} if cookie else {}):
        found = identify()
        return found.id if found else None


def test_a_tablet_is_known_by_its_cookie(device, planned):
    assert known(device) is None
    enrolled(device, planned)
    assert known(device) == planned[0].id


def test_a_tablet_that_was_not_seen_for_180_days_is_nobody(device, planned):
    enrolled(device, planned)
    with clock.set_to(clock.now() + timedelta(days=181)):
        assert known(device) is None


def test_a_tablet_is_touched_once_an_hour_and_gets_more_time(device, planned):
    enrolled(device, planned)
    before = fresh(planned[0]).seen_at
    assert not cookie_of(device.get("/tablet/enrol"))
    with clock.set_to(before + timedelta(hours=2)):
        assert "Max-Age=15552000" in cookie_of(device.get("/tablet/enrol"))
    assert fresh(planned[0]).seen_at > before
    assert fresh(planned[0]).seen_at.minute == 0


# --- the lead's pages -----------------------------------------------------------------------------------------------


def test_a_lead_adds_a_tablet_and_sees_its_code_once(ana, trust, device, last_event):
    page = ana.post(f"/teams/{trust.ward_12.id}/tablets", {"name": "Bay 2"})
    assert (page.status_code, last_event().name) == (201, "tablet.added")
    code = page.select_one("#code").text
    assert page.select_one("img")["src"].startswith("data:image/svg+xml")
    assert device.post("/tablet/enrol", {"code": code}).status_code == 303
    listed = ana.get(f"/teams/{trust.ward_12.id}/tablets")
    assert "Bay 2" in listed.text and "In use" in listed.text
    assert code not in listed.text


def tablets():
    """How many tablets there are."""
    return db.session.scalar(select(func.count()).select_from(Tablet))


def test_the_form_sent_twice_adds_one_tablet_and_its_code_works(ana, trust, device):
    form = {"name": "Bay 2", "key": "K"}
    first, second = (ana.post(f"/teams/{trust.ward_12.id}/tablets", form) for _ in range(2))
    assert (first.status_code, second.status_code, tablets()) == (201, 201, 1)
    assert device.post("/tablet/enrol", {"code": second.select_one("#code").text}).status_code == 303
    late = ana.post(f"/teams/{trust.ward_12.id}/tablets", form)
    assert late.location == f"/teams/{trust.ward_12.id}/tablets" and tablets() == 1


@pytest.mark.parametrize("other", ["name", "team"])
def test_the_form_sent_again_with_something_else_is_asked_about_once(dora, trust, other):
    dora.post(f"/teams/{trust.ward_12.id}/tablets", {"name": "Bay 2", "key": "K"})
    team, name = (trust.ward_12, "Bay 3") if other == "name" else (trust.ward_14, "Bay 2")
    refused = dora.post(f"/teams/{team.id}/tablets", {"name": name, "key": "K"})
    assert refused.status_code == 422 and tablets() == 1
    assert refused.select_one("#name")["value"] == name
    key = refused.select_one("input[name=key]")["value"]
    assert dora.post(f"/teams/{team.id}/tablets", {"name": name, "key": key}).status_code == 201
    assert tablets() == 2


def test_a_new_code_replaces_the_one_before(ana, planned, device):
    page = ana.post(f"/tablets/{planned[0].id}/code")
    assert page.status_code == 201
    assert enrolled(device, planned).status_code == 422
    assert device.post("/tablet/enrol", {"code": page.select_one("#code").text}).status_code == 303


def test_revoking_asks_first(ana, planned, last_event):
    address = f"/tablets/{planned[0].id}/revocation"
    assert ana.get(address).select_one("form")
    assert (ana.post(address).status_code, last_event().name) == (303, "tablet.revoked")
    assert ana.post(f"/tablets/{planned[0].id}/code").status_code == 409


@pytest.mark.parametrize("name", ["ben", "fay", "gil"])
def test_others_do_not_add_tablets(request, trust, name):
    other = request.getfixturevalue(name)
    assert other.get(f"/teams/{trust.ward_12.id}/tablets").status_code == 403
    assert other.post(f"/teams/{trust.ward_12.id}/tablets", {"name": "Bay 2"}).status_code == 403


@pytest.mark.parametrize("name", ["dora", "amy"])
def test_leads_above_and_administrators_do(request, trust, name):
    assert (
        request.getfixturevalue(name)
        .post(f"/teams/{trust.ward_12.id}/tablets", {"name": "Bay 2"})
        .status_code
        == 201
    )


@pytest.mark.parametrize("noun", ["code", "revocation"])
@pytest.mark.parametrize("name", ["ben", "fay", "cleo"])
def test_what_is_not_mine_is_not_there(request, planned, noun, name):
    assert request.getfixturevalue(name).post(f"/tablets/{planned[0].id}/{noun}").status_code == 404


def test_an_outsider_does_not_learn_of_the_team(cleo, trust):
    assert cleo.get(f"/teams/{trust.ward_12.id}/tablets").status_code == 404


def test_a_tablet_needs_a_name(ana, trust):
    assert ana.post(f"/teams/{trust.ward_12.id}/tablets", {"name": ""}).status_code == 422


def test_a_code_is_shown_only_after_the_password_again(ana, trust):
    address = f"/teams/{trust.ward_12.id}/tablets"
    with clock.set_to(clock.now() + timedelta(minutes=12)):
        assert "/step-up" in ana.get(f"{address}/new").location
        assert ana.post(address, {"name": "Bay 2"}).status_code == 403
    assert db.session.scalar(select(func.count()).select_from(Tablet)) == 0
