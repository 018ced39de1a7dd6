"""Before an idea is sent: a card says who to tell first, once; it never blocks, and nothing of it is kept anywhere."""

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from improve.core.db import Base, commit, db, start_writing
from improve.ideas.models import Idea
from improve.ideas.routes.doors import asked
from tests.real.html import problems

DANGER = "Oxygen in bay 2 is hissing and his sats are dropping right now"
BULLIED = "My manager shouts at us and laughs at how I speak"
HARMLESS = "A second stapler for the desk, please"
ALL = [DANGER, BULLIED, "She fell from the commode last night and broke her hip", HARMLESS]


@pytest.fixture(autouse=True)
def nobody_asked_yet():
    asked.moments.clear()


@pytest.fixture
def settings(trust):
    trust.organisation.doors = {
        "nurse_in_charge_bleep": "2114", "incident_system": "Datix", "incident_help": "Ext. 4120",
        "guardian_name": "Ruth Adeyemi", "guardian_phone": "01632 960 114",
    }  # fmt: skip
    commit()
    start_writing()


def ideas():
    return db.session.scalar(select(func.count()).select_from(Idea))


def send(tablet, text, **more):
    return tablet.post("/tablet/ideas", data={"text": text, "key": "K1", **more})


def rows():
    """Everything that the database holds."""
    return {
        table.name: [tuple(row) for row in db.session.execute(select(table))]
        for table in Base.metadata.sorted_tables
    }


def test_the_card_of_danger_names_the_ward_s_bleep_and_send_stands_below(tablet, settings):
    page = send(tablet, DANGER)
    assert page.status_code == 200 and ideas() == 0
    assert page.select_one(".door.first .call").text == "2114"
    assert page.select_one("h1:not([hidden])").text == "Is someone at risk now?"
    assert (
        page.select_one("q").text == DANGER and page.select_one("textarea[name=text]").text.strip() == DANGER
    )
    assert page.select_one("main button.big:not(.second)").text.strip() == "Send my idea"
    assert problems(page.text) == []


def test_conduct_is_shown_the_guardian_by_name_and_number(tablet, settings):
    page = send(tablet, BULLIED)
    assert "Ruth Adeyemi" in page.select_one(".door.first").text
    assert page.select_one(".door.first .call").text == "01632 960 114"


def test_without_settings_the_card_still_says_whom_to_ask(tablet):
    assert "Ask anybody on the ward" in send(tablet, DANGER).select_one(".door.first").text


def test_the_card_comes_once_and_then_the_idea_is_sent(tablet):
    send(tablet, DANGER)
    assert send(tablet, DANGER, door_seen="yes").location.startswith("/tablet/thanks/")
    assert ideas() == 1


def test_back_to_the_words_and_then_it_is_not_asked_again(tablet):
    page = send(tablet, DANGER, door_seen="yes", door_back="yes")
    assert page.select_one("textarea#text").text.strip() == DANGER and ideas() == 0
    assert page.select_one("input[name=door_seen]")["value"] == "yes"


def test_a_harmless_idea_is_sent_at_once(tablet):
    assert send(tablet, HARMLESS).location.startswith("/tablet/thanks/")


def test_what_shows_who_a_patient_is_meets_the_other_screen_first(tablet):
    page = send(tablet, f"Mrs Edith Halloran, {DANGER}")
    assert page.status_code == 422 and "This shows who a patient is" in page.select_one("h1").text


def test_somebody_signed_in_sees_the_card_above_the_form_and_keeps_all_that_was_typed(ben, settings):
    form = {"key": "K1", "text": DANGER, "suggestion": "A spare cylinder"}
    page = ben.post("/ideas", data=form)
    assert page.status_code == 200 and ideas() == 0
    assert page.select_one(".door.first .call").text == "2114"
    assert page.select_one("textarea#suggestion").text.strip() == "A spare cylinder"
    assert page.select_one("button[form=ask]") and problems(page.text) == []
    assert page.select_one("#ask input[name=door_seen]")["value"] == "yes"
    assert ben.post("/ideas", data={**form, "door_seen": "yes"}).status_code == 303
    assert ideas() == 1


def test_a_tablet_and_a_person_may_ask_and_nobody_else(tablet, ben, as_):
    assert tablet.post("/tablet/door", data={"text": DANGER}).text.strip() == "danger_now"
    assert ben.post("/ideas/door", data={"text": BULLIED}).text.strip() == "speak_up"
    assert as_(None).post("/tablet/door", data={"text": DANGER}).status_code == 401


def test_an_answer_tells_nothing_by_its_size_and_no_cache_keeps_it(tablet):
    answers = [tablet.post("/tablet/door", data={"text": text}) for text in ALL]
    assert len({answer.text.strip() for answer in answers}) == 4
    assert {answer.headers["Content-Length"] for answer in answers} == {"10"}
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}


def test_nothing_of_the_match_is_stored_logged_or_set(tablet, ben):
    send(tablet, HARMLESS, key="K0")
    ben.get("/ideas/new")
    commit()
    before = rows()
    with capture_logs() as logs:
        for text in ALL[:3]:
            answers = [send(tablet, text), tablet.post("/tablet/door", data={"text": text})]
            answers.append(ben.post("/ideas/door", data={"text": text}))
            answers.append(ben.post("/ideas", data={"key": "K1", "text": text}))
            assert not [answer for answer in answers if "door" in answer.headers.get("Set-Cookie", "")]
    commit()
    assert rows() == before
    assert not [word for word in ("danger_now", "speak_up", "incident", *ALL) if word in str(logs)]


def test_a_card_that_was_seen_leaves_no_other_idea_than_one_that_was_not(tablet):
    send(tablet, HARMLESS, key="K1")
    send(tablet, DANGER, key="K2", door_seen="yes")
    commit()
    stored = [str(row) for table in rows().values() for row in table]
    assert not [row for row in stored if "door" in row.replace("out of door", "") and "doors" not in row]


def test_who_asks_without_a_pause_is_refused_and_can_send_all_the_same(tablet):
    asked = [tablet.post("/tablet/door", data={"text": HARMLESS}).status_code for _ in range(41)]
    assert asked[-2:] == [200, 429]
    assert send(tablet, HARMLESS).status_code == 303
