"""What the forms' own package would say is said in kind words; a form with a key comes with one."""

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
def test_a_form_without_its_key_is_refused_kept_as_typed_and_stored_once_when_sent_again(ben, trust, key):
    typed = {"team": trust.ward_12.id, "text": "Carry TTOs at ten", "door_seen": "yes"}
    sent = typed if key is None else {**typed, "key": key}
    page = ben.post("/ideas", urlencode(sent), content_type="application/x-www-form-urlencoded")
    assert page.status_code == 422 and how_many() == 0
    assert "Nothing was stored. Send it again" in page.select_one(".nhsuk-error-summary").text
    assert page.select_one("#text").text.strip() == typed["text"]
    again = {**typed, "key": page.select_one("main input[name=key]")["value"]}
    assert [ben.post("/ideas", again).status_code for _ in range(2)] == [303, 303] and how_many() == 1


def test_what_is_wrong_is_listed_in_the_order_of_the_page(ben):
    page = ben.post("/account/password", {})
    listed = [link["href"] for link in page.soup.select(".nhsuk-error-summary a")]
    assert listed == [f"#{field['id']}" for field in page.soup.select("main form input.nhsuk-input")]
