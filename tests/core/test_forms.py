"""What the forms' own package would say is said in kind words; a form that lost its key is stored once."""

from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from improve.core.db import db
from improve.ideas.models import Idea


def how_many() -> int:
    return db.session.scalar(select(func.count()).select_from(Idea)) or 0


@pytest.mark.parametrize("noun", ["acceptance", "owner"])
def test_what_is_no_longer_in_a_list_is_said_kindly_and_without_its_id(ana, trust, idea, noun):
    if noun == "owner":
        idea.accept(trust.ana, None, "Yes")
    page = ana.post(f"/ideas/{idea.id}/{noun}", {"owner": trust.fay.id, "words": "Thank you"})
    assert page.status_code == 422
    assert "This is not in the list any more. Choose another" in page.select_one("#owner-error").text


def test_of_several_ticks_none_is_shown_as_an_id(ben, trust):
    page = ben.post("/ideas", {"team": trust.ward_12.id, "text": "Carry TTOs at ten", "benefits": "XYZ"})
    assert "This is not in the list any more" in page.select_one("#benefits-error").text
    assert "XYZ" not in page.select_one(".nhsuk-error-summary").text


@pytest.mark.parametrize("key", [None, "", "   "], ids=["none", "empty", "blank"])
def test_a_form_that_lost_its_key_makes_one_idea_a_day_however_often_it_is_sent(ben, trust, key):
    typed = {"team": trust.ward_12.id, "text": "Carry TTOs at ten", "door_seen": "yes"}
    sent = urlencode(typed if key is None else {**typed, "key": key})
    answers = [ben.post("/ideas", sent, content_type="application/x-www-form-urlencoded") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303] and how_many() == 1
    assert answers[0].location == answers[1].location
    other = urlencode({**typed, "text": "Carry TTOs at noon"})
    ben.post("/ideas", other, content_type="application/x-www-form-urlencoded")
    assert how_many() == 2


def test_what_is_wrong_is_listed_in_the_order_of_the_page(ben):
    page = ben.post("/account/password", {})
    listed = [link["href"] for link in page.soup.select(".nhsuk-error-summary a")]
    assert listed == [f"#{field['id']}" for field in page.soup.select("main form input.nhsuk-input")]
