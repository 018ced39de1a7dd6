"""The poster takes ideas from anybody's phone: so many and no more, and it opens nothing else."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.ideas.models import Idea

TEXT = "The lift by the corridor stops between floors"


@pytest.fixture
def poster(trust, ana):
    """The path of a poster of Ward 12."""
    page = ana.post(f"/teams/{trust.ward_12.id}/links/poster", {"key": "P-1", "name": "Corridor"})
    return re.search(r"/poster/\S+", page.select_one("code").text)[0]


@pytest.fixture
def phone(as_):
    return as_(None)


def ideas():
    return db.session.scalars(select(Idea).execution_options(populate_existing=True)).all()


def sent(phone, poster, text=TEXT, **more):
    return phone.post(f"{poster}/ideas", {"key": "K-1", "text": text, **more})


def test_an_idea_comes_in_without_a_name_and_is_marked(phone, poster, trust, ana, last_event):
    answer = sent(phone, poster)
    assert (answer.status_code, answer.location) == (303, f"{poster}/thanks")
    (kept,) = ideas()
    assert (kept.authorship, kept.author_id, kept.team_id) == ("unnamed", None, trust.ward_12.id)
    assert last_event().by_kind == "poster"
    assert "from the poster" in ana.get(f"/ideas/{kept.id}").text


def test_a_name_typed_there_is_said_and_not_confirmed(phone, poster):
    sent(phone, poster, says_name="Tom")
    assert [(idea.says_name, idea.author_id) for idea in ideas()] == [("Tom", None)]


@pytest.mark.parametrize(
    "name",
    ["Mrs Jones 943 476 5919", "Nurse in bed 4", "Night team 03/04/2024", "ana.diaz@nhs.net", "pt Jones"],
)
def test_the_name_is_a_name_and_shows_no_patient(phone, poster, name):
    page = sent(phone, poster, says_name=name)
    assert page.status_code == 422 and "Write your own name here" in page.text
    assert ideas() == []


def test_the_thank_you_page_says_who_answers(phone, poster, trust):
    sent(phone, poster)
    assert trust.ana.name in phone.get(f"{poster}/thanks").text


def test_sent_twice_it_is_one_idea(phone, poster):
    assert {sent(phone, poster).status_code for _ in range(2)} == {303}
    assert len(ideas()) == 1


def test_other_words_under_the_same_key_are_refused_and_kept_in_the_field(phone, poster):
    sent(phone, poster)
    page = sent(phone, poster, text="Something else altogether")
    assert page.status_code == 422
    assert page.select_one("#text").text.strip() == "Something else altogether"


def test_an_empty_field_is_asked_for(phone, poster):
    page = sent(phone, poster, text=" ")
    assert page.status_code == 422
    assert page.select_one("title").text.startswith("Error: ")
    assert not ideas()


def test_too_many_are_told_to_wait_and_later_come_through(phone, poster, app):
    most = app.config["IMPROVE"].ideas_at_once
    with time_machine.travel(clock.now(), tick=False) as time:
        for number in range(most):
            assert sent(phone, poster, key=f"K{number}").status_code == 303
        refused = sent(phone, poster, key="one more")
        assert (refused.status_code, int(refused.headers["Retry-After"]) > 0) == (429, True)
        assert refused.select_one("#text").text.strip() == TEXT
        time.shift(timedelta(minutes=1, seconds=1))
        assert sent(phone, poster, key="one more").status_code == 303
    assert len(ideas()) == most + 1


def test_it_opens_nothing_but_its_own_page(phone, poster, idea):
    phone.get(poster)
    assert phone.get(f"/ideas/{idea.id}").status_code in (302, 401)
    assert phone.get("/tablet").status_code == 401


def test_the_code_names_the_whole_address_and_leads_back_to_the_poster(phone, poster):
    claim = phone.get(poster).select_one("[data-claim]")
    assert claim.select_one("[data-kept]")["href"] == poster
    assert re.fullmatch(r"https?://[^/]+/code", claim.select_one("p a").text)


def test_it_speaks_the_language_of_the_phone(phone, poster):
    page = phone.get(poster, headers={"Accept-Language": "cy,en;q=0.5"})
    assert page.select_one("html")["lang"] == "cy"


PATIENT = "Mrs Edna Hartley would like the menu in larger print"
CONCERN = "She fell from the commode last night and broke her hip"


def test_words_that_show_a_patient_are_marked_and_offered_without_it(phone, poster):
    page = sent(phone, poster, text=PATIENT)
    assert page.status_code == 422 and not ideas()
    assert "Hartley" in page.select_one(".shows-patient mark").text
    assert "Hartley" not in page.select_one("[data-patient-offer]").text
    assert page.select_one("#text").text.strip() == PATIENT
    assert sent(phone, poster, text=PATIENT, patient="without").status_code == 303
    assert "Hartley" not in ideas()[0].words.text


def test_this_is_not_a_patient_files_it_for_a_lead_to_look_at(phone, poster):
    assert sent(phone, poster, text=PATIENT, patient="denied").status_code == 303
    assert [idea.stage for idea in ideas()] == ["withheld"]


def test_a_concern_is_shown_who_to_tell_first_once_and_then_sent(phone, poster):
    page = sent(phone, poster, text=CONCERN)
    assert page.status_code == 200 and not ideas()
    assert page.select_one(".door.first")["data-door"] == "incident"
    assert page.select_one("#ask [name=door_seen]") and page.select_one("#text").text.strip() == CONCERN
    assert sent(phone, poster, text=CONCERN, door_seen="yes").status_code == 303
    assert len(ideas()) == 1


def test_the_phone_has_rules_phrases_and_screens_for_what_stays_anonymous(phone, poster):
    page = phone.get(poster)
    form = page.select_one("form[data-poster][data-capture]")
    assert form and page.select_one("[data-identifier-rules]") and page.select_one("[data-door-phrases]")
    assert page.select_one("[data-patient-screen]") and page.select_one("[data-door-screen]")
