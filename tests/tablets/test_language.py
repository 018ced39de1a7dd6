"""Which language a screen speaks, and for whom."""

import pytest

from improve.tablets.routes.language import COOKIE
from tests.boards.conftest import browser_of, set_up
from tests.capture.test_shell import listed

WELSH, ENGLISH = "Ein bwrdd", "Our board"


@pytest.fixture
def tablet(app, trust):
    """The tablet of Ward 12."""
    return browser_of(app, set_up(trust.ward_12)[1])


def speak(client, language):
    client.browser.set_cookie(COOKIE, language)
    return client


def test_a_tap_changes_the_language_until_the_next_tap(tablet):
    assert ENGLISH in tablet.get("/tablet").text
    answer = tablet.post("/language", {"language": "cy"})
    assert (answer.status_code, answer.location) == (303, "/tablet")
    assert WELSH in tablet.get("/tablet").text
    tablet.post("/language", {"language": "en"})
    assert ENGLISH in tablet.get("/tablet").text


def test_a_language_that_nobody_translated_is_refused(tablet):
    assert tablet.post("/language", {"language": "tlh"}).status_code == 422


def test_another_site_changes_no_language(tablet):
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert tablet.browser.post("/language", data={"language": "cy"}, headers=headers).status_code == 403


def test_the_language_of_a_tablet_is_told_to_screen_readers(tablet):
    assert speak(tablet, "cy").get("/tablet").select_one("html")["lang"] == "cy"
    assert tablet.get("/tablet").select_one("button[name=language]")["lang"] == "en"


def test_a_person_reads_english_on_the_pages_that_are_not_translated(ana):
    assert speak(ana, "cy").get("/").select_one("html")["lang"] == "en-GB"


def test_a_tablet_that_was_shut_out_is_told_so_in_its_language(as_):
    page = speak(as_(None), "cy").get("/tablet")
    assert page.status_code == 401
    assert page.select_one("h1").text == "Rhaid gosod y dabled hon"


def test_the_next_request_does_not_speak_the_language_of_the_one_before(tablet, as_):
    assert WELSH in speak(tablet, "cy").get("/tablet").text
    assert as_(None).get("/nowhere").select_one("html")["lang"] == "en-GB"


def test_after_a_change_of_language_the_worker_keeps_other_pages(tablet):
    english = listed(tablet.get("/tablet/worker.js"))["version"]
    welsh = listed(speak(tablet, "cy").get("/tablet/worker.js"))["version"]
    assert english != welsh


def test_what_is_refused_without_a_name_is_told_in_the_language_of_the_page(app):
    answer = app.test_client().post("/anonymous/outbox", json={"token": "x"}, headers={
        "Idempotency-Key": "5a1c1f0e-0000-4000-8000-000000000000", "Accept-Language": "cy"})  # fmt: skip
    assert answer.status_code == 403
    assert "Bu’r dudalen hon ar agor yn rhy hir" in answer.json["error"]
