"""Saying who is in charge: on the ward's tablet without a PIN, at a desk by its own people; and who reads the name."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from improve.core import clock
from improve.core.db import commit, db, start_writing
from improve.events.models import EventRow
from improve.teams.in_charge import InCharge, in_charge_of, put_in_charge
from tests.real.html import problems

JOY = "Joy Achebe"
DANGER = "Oxygen in bay 2 is hissing and his sats are dropping right now"
NOT_NAMED = "Choose a name, or write one"
NEVER_NAMED = ("/tablet/shell/board", "/tablet/shell/idea", "/tablet/shell/saved")


@pytest.fixture
def ward(trust):
    """Ward 12 with a bleep of its own, where Joy is in charge until some time tonight."""
    trust.organisation.doors = {"nurse_in_charge_bleep": "2114"}
    trust.ward_12.nurse_in_charge_bleep = "2127"
    put_in_charge(trust.ward_12, JOY, 12, by=trust.ben)
    commit()
    start_writing()
    return trust.ward_12


def say(tablet, **form):
    return tablet.post("/tablet/in-charge", data={"hours": "12", **form})


def at_desk(team):
    return f"/teams/{team.id}/in-charge"


def card(page):
    """What the card of danger says: who, and the bleep."""
    return page.select_one(".door.now .to").get_text(" ", strip=True)


# --- on the tablet ---------------------------------------------------------------------------------------------------


def test_a_name_and_how_long_are_two_taps(tablet, trust):
    assert tablet.get("/tablet/in-charge").select_one(f'input[name=person][value="{trust.ben.id}"]')
    assert say(tablet, person=trust.ben.id).location == "/tablet/doors"
    assert in_charge_of(trust.ward_12).name == trust.ben.name


def test_a_written_name_goes_before_a_chosen_one(tablet, trust):
    say(tablet, person=trust.ben.id, name=f"  {JOY} ")
    assert in_charge_of(trust.ward_12).name == JOY


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, NOT_NAMED),
        ({"name": "\u200b"}, NOT_NAMED),
        ({"person": "0123456789ABCDEF"}, NOT_NAMED),
        ({"name": "J" * 81}, "The name must be 80 characters or fewer"),
        ({"name": JOY, "hours": "9000"}, "Say for how long"),
        ({"name": "Mrs Edith Halloran, bed 4"}, "This reads like a patient. Nothing was stored"),
    ],
)
def test_what_cannot_be_shown_is_refused_where_it_was_typed(tablet, form, sentence):
    page = say(tablet, **form)
    assert page.status_code == 422 and sentence in page.select_one("#charge .wrong").text
    assert page.select_one("#name").get("value", "") == form.get("name", "")
    assert problems(page.text) == [] and not db.session.scalars(select(InCharge)).all()


@pytest.mark.parametrize("name", [JOY, "Tom Reid", "Sister Achebe", "Dr Okafor", "Bank nurse", "Amina"])
def test_a_name_alone_is_what_was_asked_for(tablet, trust, name):
    say(tablet, name=name)
    assert in_charge_of(trust.ward_12).name == name


def test_many_names_are_shown_by_their_first_letters(tablet, monkeypatch):
    monkeypatch.setattr("improve.boards.routes.in_charge.FIT", 1)
    page = tablet.get("/tablet/in-charge?letters=AE")
    assert [name.text for name in page.soup.select(".people b")] == ["Ana Diaz", "Ben Okoro"]
    assert not tablet.get("/tablet/in-charge?letters=SZ").soup.select(".people b")


def test_a_name_can_be_taken_off(tablet, ward):
    assert tablet.post("/tablet/in-charge/removal").location == "/tablet/doors"
    assert JOY not in tablet.get("/tablet/doors").text


def test_of_whoever_typed_it_on_a_tablet_nothing_is_stored(tablet, device, trust):
    say(tablet, name=JOY)
    (event,) = db.session.scalars(select(EventRow).where(EventRow.name == "team.in_charge_changed"))
    assert (event.by_kind, event.by_id, event.facts) == ("tablet", device[0].id, {})
    assert set(InCharge.__table__.columns.keys()) == {"team_id", "name", "until"}


# --- where it is read ------------------------------------------------------------------------------------------------


def test_the_card_says_who_until_when_and_the_ward_s_bleep(tablet, ward):
    page = tablet.get("/tablet/doors")
    named = in_charge_of(ward)
    assert card(page).startswith(f"{JOY} is in charge until {named.ends_at}") and "2127" in card(page)
    assert page.select_one(".door.now [data-in-charge]")["data-until"] == named.until.isoformat()


def test_the_card_before_sending_names_who_is_in_charge(tablet, ward):
    assert JOY in card(tablet.post("/tablet/ideas", data={"text": DANGER, "key": "K1"}))


@pytest.mark.parametrize("path", ["/tablet", "/tablet/doors", "/tablet/idea", "/tablet/in-charge"])
def test_no_page_shows_a_name_whose_time_is_over(tablet, ward, path):
    assert JOY in tablet.get(path).text
    with clock.set_to(clock.now() + timedelta(hours=13)):
        page = tablet.get(path)
    assert JOY not in page.text and "The nurse in charge" in page.text


@pytest.mark.parametrize("path", NEVER_NAMED)
def test_what_a_tablet_keeps_for_the_hours_without_a_network_names_nobody(tablet, ward, path):
    page = tablet.get(path)
    assert JOY not in page.text and "2127" in page.text


def test_a_stranger_and_the_paper_read_the_bleep_alone(ana, as_, ward):
    link = (
        ana.post(f"/teams/{ward.id}/links/poster", {"key": "P-1", "name": "Corridor"}).select_one("code").text
    )
    poster = link[link.index("/poster/") :].strip()
    asked = as_(None).post(f"{poster}/ideas", {"key": "K-1", "text": DANGER})
    for page in (as_(None).get(poster), asked, ana.get(f"/teams/{ward.id}/board/print")):
        assert "2127" in page.text and JOY not in page.text


# --- at a desk -------------------------------------------------------------------------------------------------------


def test_a_member_says_it_at_a_desk(ben, trust):
    assert ben.post(at_desk(trust.ward_12), data={"name": JOY, "hours": "8"}).status_code == 303
    board = ben.get(f"/teams/{trust.ward_12.id}/board")
    assert JOY in board.select_one(".sub [data-in-charge]").text and problems(board.text) == []


def test_a_member_takes_it_off(ben, ward):
    ben.post(f"{at_desk(ward)}/removal")
    assert JOY not in ben.get(f"/teams/{ward.id}/board").text


def test_a_patient_is_refused_at_a_desk_too(ben, trust):
    page = ben.post(at_desk(trust.ward_12), data={"name": "Mrs Edith Halloran", "hours": "8"})
    assert page.status_code == 422 and "reads like a patient" in page.select_one("#name-error").text
    assert problems(page.text) == [] and in_charge_of(trust.ward_12) is None


@pytest.mark.parametrize("who", ["dora", "fay", "eve", "amy"])
def test_nobody_of_another_team_reads_or_says_it(as_, ward, trust, who):
    other = as_(getattr(trust, who))
    assert JOY not in other.get(f"/teams/{ward.id}/board").text
    assert other.get(at_desk(ward)).status_code == 403
    assert other.post(at_desk(ward), data={"name": "X", "hours": "8"}).status_code == 403
    assert other.post(f"{at_desk(ward)}/removal").status_code == 403 and in_charge_of(ward).name == JOY


def test_another_organisation_does_not_learn_that_the_team_exists(cleo, ward):
    assert cleo.get(at_desk(ward)).status_code == 404
    assert cleo.post(f"{at_desk(ward)}/removal").status_code == 404
