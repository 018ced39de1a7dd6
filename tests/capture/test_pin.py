"""PINs: weak ones, throttling by person and by tablet, tickets, and what they leave behind."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher, extract_parameters
from sqlalchemy import func, select
from structlog.testing import capture_logs

from improve.capture.pin_check import forgive, pepper
from improve.core import clock
from improve.core.db import Base, db
from improve.events.models import EventRow
from improve.ideas.models import Idea
from improve.tablets import pins
from improve.tablets.tickets import PinTicket
from tests.boards.conftest import browser_of, set_up
from tests.capture.outbox import add, entry, push
from tests.capture.test_outbox import KEY, stored
from tests.real.html import problems

PIN, WRONG = "284917", "111222"


@pytest.fixture(autouse=True)
def cheap_hashing(monkeypatch):
    monkeypatch.setattr(pins, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def with_pin(trust):
    """Ben and Ana have the same PIN."""
    for person in (trust.ben, trust.ana, trust.fay):
        pins.store(person, pins.make_hash(PIN, pepper()), by=person)
    return trust


def give(tablet, person_id, pin=PIN, key=KEY):
    """Type the PIN."""
    body = {"person": person_id, "pin": pin, "key": key}
    return tablet.post("/tablet/pin", json=body, headers={"Sec-Fetch-Site": "same-origin"})


def happened(name):
    """How often."""
    return db.session.scalar(select(func.count()).select_from(EventRow).where(EventRow.name == name))


# --- which PINs, and how they are kept -----------------------------------------------------------------------------


WEAK = """000000 999999 123456 654321 345678 890123 121212 123123 112233 123321 696969 159753 010190 251285 198706
          011985 246810 102030 147258 101112 290200 314159"""


@pytest.mark.parametrize("pin", WEAK.split())
def test_a_weak_pin_is_refused(pin):
    assert pins.problem(pin)


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "12a456", "١٢٣٤٥٧", "28491 "])
def test_a_pin_is_six_numbers(pin):
    assert pins.problem(pin)


def test_more_than_the_200_weakest_are_refused_and_most_are_not():
    weak = sum(pins.is_weak(f"{number:06}") for number in range(0, 1_000_000, 7)) * 7
    assert 200 < weak < 60_000
    assert not any(pins.problem(pin) for pin in (PIN, "730518", "406993"))


def test_it_is_hashed_with_argon2id_and_a_key_that_is_not_in_the_database(app, monkeypatch):
    monkeypatch.undo()
    made = pins.make_hash(PIN, b"pepper")
    parameters = extract_parameters(made)
    assert (parameters.type.name, parameters.memory_cost, parameters.time_cost) == ("ID", 19 * 1024, 2)
    assert pins.is_right(PIN, made, b"pepper") and not pins.is_right(PIN, made, b"another")
    nobodys = extract_parameters(pins._NOBODYS)
    assert (nobodys.memory_cost, nobodys.time_cost) == (parameters.memory_cost, parameters.time_cost)


# --- a ticket ------------------------------------------------------------------------------------------------------


def test_the_right_pin_gives_a_ticket_for_one_idea_and_no_session(tablet, with_pin):
    answer = give(tablet, with_pin.ben.id)
    assert answer.status_code == 201 and answer.json["name"] == "Ben Okoro"
    assert "Set-Cookie" not in answer.headers
    push(tablet, entry(named={"ticket": answer.json["ticket"]}), KEY)
    assert stored().author_id == with_pin.ben.id
    assert answer.json["ticket"] not in str(db.session.execute(select(PinTicket.__table__)).all())


def test_after_sending_it_is_added(tablet, with_pin):
    push(tablet, key=KEY)
    add(tablet, KEY, {"named": {"ticket": give(tablet, with_pin.ben.id).json["ticket"]}})
    assert stored().author_id == with_pin.ben.id


@pytest.mark.parametrize("key", ["", "K1", None, 7])
def test_a_ticket_needs_the_key_of_an_idea(tablet, with_pin, key):
    assert give(tablet, with_pin.ben.id, key=key).status_code == 422


def test_from_another_site_no_pin_is_tried(tablet, with_pin):
    body = {"person": with_pin.ben.id, "pin": PIN, "key": KEY}
    assert tablet.post("/tablet/pin", json=body, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


# --- wrong ones ----------------------------------------------------------------------------------------------------


def test_an_unknown_name_a_stranger_and_a_wrong_pin_answer_alike(tablet, with_pin):
    ids = (with_pin.fay.id, with_pin.cleo.id, "0123456789ABCDEF")
    answers = [give(tablet, person, WRONG) for person in ids]
    assert {(answer.status_code, answer.text) for answer in answers} == {(422, answers[0].text)}


def test_for_every_name_the_same_work_is_done(tablet, with_pin, monkeypatch):
    checked = []
    monkeypatch.setattr(pins, "is_right", lambda pin, pin_hash, key: checked.append(pin) and False)
    for person in (with_pin.ben.id, with_pin.cleo.id, with_pin.gil.id, "0123456789ABCDEF"):
        give(tablet, person, WRONG)
    assert checked == [WRONG] * 4


def test_five_wrong_ones_wait_30_seconds_and_then_twice_as_long(tablet, with_pin):
    now = clock.now()
    with clock.set_to(now):
        said = [give(tablet, with_pin.ben.id, WRONG).json["error"] for _ in range(5)]
        assert "4 tries left, then a 30 second wait" in said[0]
        assert "Wait, then try again" in said[4]
        refused = give(tablet, with_pin.ben.id)  # the right one
        assert refused.status_code == 429 and refused.headers["Retry-After"] == "30"
        assert refused.json["seconds"] == 30
    with clock.set_to(now + timedelta(seconds=31)):
        assert give(tablet, with_pin.ben.id, WRONG).status_code == 422
        assert give(tablet, with_pin.ben.id).headers["Retry-After"] == "60"


def try_until_off(tablet, person_id, times=10):
    """Wrong ones, each after its wait; the last answer."""
    answers, now = [], clock.now()
    for number in range(times):
        with clock.set_to(now + timedelta(hours=2 * number)):
            answers.append(give(tablet, person_id, WRONG))
    return answers


def test_ten_in_a_row_turn_it_off_until_a_new_one_is_set(tablet, with_pin):
    answers = try_until_off(tablet, with_pin.ben.id)
    assert [answer.status_code for answer in answers] == [422] * 9 + [403]
    assert answers[-1].json["stop"] == "off" and happened("pin.turned_off") == 1
    with clock.set_to(clock.now() + timedelta(days=3)):
        assert give(tablet, with_pin.ben.id).status_code == 403
        pins.store(with_pin.ben, pins.make_hash("730518", pepper()), by=with_pin.ben)
        forgive(with_pin.ben)
    with clock.set_to(clock.now() + timedelta(days=4)):
        assert give(tablet, with_pin.ben.id, "730518").status_code == 201


def test_a_right_one_ends_the_row(tablet, with_pin):
    for _ in range(3):
        for _ in range(4):
            give(tablet, with_pin.ben.id, WRONG)
        assert give(tablet, with_pin.ben.id).status_code == 201
    assert happened("pin.turned_off") == 0


def test_from_another_wards_tablet_nobody_is_locked_out(app, tablet, with_pin):
    other = browser_of(app, set_up(with_pin.ward_14, "Ward 14")[1])
    answers = try_until_off(other, with_pin.ben.id, 14)
    assert {answer.status_code for answer in answers} <= {422, 429} and happened("pin.turned_off") == 0
    assert give(tablet, with_pin.ben.id).status_code == 201


def test_a_tablet_counts_as_well_whoever_is_tried(tablet, with_pin):
    with clock.set_to(clock.now()):
        for person in (with_pin.ben, with_pin.ana, with_pin.fay, with_pin.gil, with_pin.mo):
            assert give(tablet, person.id, WRONG).status_code == 422
        assert give(tablet, with_pin.eve.id).status_code == 429


def test_20_a_day_is_all(app, tablet, with_pin):
    other = browser_of(app, set_up(with_pin.ward_14, "Ward 14")[1])
    now, statuses = clock.now(), []
    for number in range(30):
        with clock.set_to(now + timedelta(minutes=number * 45)):
            statuses.append(give(other, with_pin.ben.id, WRONG).status_code)
    assert statuses.count(422) <= 20


def test_whoever_left_has_no_pin_any_more(tablet, with_pin):
    with_pin.ben.deactivate(with_pin.amy)
    assert give(tablet, with_pin.ben.id).status_code == 422


def test_the_numbers_are_found_nowhere(tablet, with_pin):
    with capture_logs() as logs:
        give(tablet, with_pin.ben.id)
        try_until_off(tablet, with_pin.ben.id)
    rows = [
        str(tuple(row)) for table in Base.metadata.sorted_tables for row in db.session.execute(table.select())
    ]
    assert not [row for row in (*rows, str(logs)) if PIN in row or WRONG in row]


# --- the form without script ---------------------------------------------------------------------------------------


def test_names_stand_by_letter_and_the_hospital_is_searched(tablet, trust):
    push(tablet, key=KEY)
    path = f"/tablet/ideas/{stored().id}/name"
    page = tablet.get(path)
    assert [group.text for group in page.soup.select(".letters a")] == [
        "A to E",
        "F to J",
        "K to M",
        "N to R",
        "S to Z",
    ]
    assert [name.text for name in page.soup.select(".people b")] == ["Ana Diaz", "Ben Okoro"]
    assert [name.text for name in tablet.get(f"{path}?q=fay").soup.select(".people b")] == ["Fay Ortiz"]
    assert not tablet.get(f"{path}?q=cleo").soup.select(".people b")
    assert tablet.get("/tablet/names").json["names"][0]["name"] == "Ana Diaz"
    assert len(tablet.get("/tablet/names?q=or").json["names"]) >= 1


def test_the_form_puts_the_name_to_the_idea(tablet, with_pin):
    push(tablet, key=KEY)
    path = f"/tablet/ideas/{stored().id}/name"
    wrong = tablet.post(path, {"person": with_pin.ben.id, "pin": WRONG})
    assert wrong.status_code == 422 and wrong.select_one(".wrong") and WRONG not in wrong.text
    assert wrong.select_one(f"input[value='{with_pin.ben.id}']").has_attr("checked")
    assert tablet.post(path, {"pin": PIN}).select_one(".wrong").text == "Error: Choose your name first"
    assert tablet.post(path, {"person": with_pin.ben.id, "pin": PIN}).status_code == 303
    assert stored().author_id == with_pin.ben.id
    again = tablet.post(path, {"person": with_pin.ana.id, "pin": PIN})
    assert again.status_code == 409 and stored().author_id == with_pin.ben.id


def test_with_the_fifth_wrong_pin_the_keys_shut_and_count_the_seconds(tablet, with_pin):
    push(tablet, key=KEY)
    path = f"/tablet/ideas/{stored().id}/name"
    pages = [tablet.post(path, {"person": with_pin.ben.id, "pin": WRONG}) for _ in range(5)]
    waits = [page.select_one("[data-pin-pad]").get("data-wait") for page in pages]
    assert waits[:4] == [None] * 4 and 28 <= int(waits[4]) <= 30


def test_after_15_minutes_no_name_is_put_to_it(tablet, with_pin):
    push(tablet, key=KEY)
    idea_id = stored().id
    with clock.set_to(clock.now() + timedelta(minutes=16)):
        assert (
            tablet.post(f"/tablet/ideas/{idea_id}/name", {"person": with_pin.ben.id, "pin": PIN}).status_code
            == 409
        )
    assert db.session.get(Idea, idea_id).author_id is None


def test_the_page_of_names_is_valid_html(tablet, with_pin):
    push(tablet, key=KEY)
    path = f"/tablet/ideas/{stored().id}/name"
    pages = [
        tablet.get(path),
        tablet.get(f"{path}?q=x"),
        tablet.post(path, {"person": with_pin.ben.id, "pin": WRONG}),
    ]
    assert [problem for page in pages for problem in problems(page.text)] == []
