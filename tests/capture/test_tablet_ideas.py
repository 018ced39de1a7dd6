"""The ward tablet: an idea in one field, thanks and the rest."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import func, select

from improve.core import clock
from improve.core.db import db
from improve.ideas.facts import IdeaGoal, Photo, WaitingIdea
from improve.ideas.models import Idea
from tests.boards.conftest import browser_of, set_up
from tests.goals.conftest import counted, goals  # noqa: F401  the fixture
from tests.real.html import problems

TEXT = "Hang a second set of keys by the treatment room door."


def stored(idea_id):
    """The idea as it is stored now."""
    rows = select(Idea).where(Idea.id == idea_id).execution_options(populate_existing=True)
    return db.session.scalars(rows).one()


def ideas():
    """How many ideas there are."""
    return db.session.scalar(select(func.count()).select_from(Idea))


def send(tablet, text=TEXT, key="K1"):
    """What a tap on Send sends."""
    return tablet.post("/tablet/ideas", data={"text": text, "key": key})


def sent(tablet, text=TEXT, key="K1"):
    """Send it; the id of the idea."""
    return send(tablet, text, key).location.rsplit("/", 1)[1]


def picture():
    """A photo as a camera sends it."""
    file = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "JPEG")
    file.seek(0)
    return file


# --- an idea -------------------------------------------------------------------------------------------------------


def test_one_field_and_a_promise(tablet, trust):
    page = tablet.get("/tablet/idea")
    assert page.select_one("h1 label[for=text]") and "Ana Diaz" in page.select_one(".facts-list").text
    assert page.select_one("[data-anonymous-choice][hidden]")
    assert page.select_one("form")["data-team"] == trust.ward_12.id


def test_an_idea_tapped_in_is_stored_without_a_name(tablet, device, last_event):
    response = send(tablet)
    assert response.status_code == 303
    idea = stored(response.location.rsplit("/", 1)[1])
    assert (idea.words.text, idea.authorship, idea.tablet_id) == (TEXT, "unnamed", device[0].id)
    assert last_event().name == "idea.submitted" and last_event().by_kind == "tablet"
    thanks = tablet.get(response.location)
    assert "Thank you" in thanks.select_one("h1").text and "Ana Diaz" in thanks.select_one(".done").text


def test_sending_twice_makes_one_idea(tablet):
    assert send(tablet).location == send(tablet).location
    assert ideas() == 1


def test_the_same_key_with_other_words_is_refused_and_the_next_tap_sends(tablet):
    send(tablet)
    refused = send(tablet, "A lamp by the linen room door.")
    assert refused.status_code == 422 and ideas() == 1
    assert refused.select_one("textarea").text.strip() == "A lamp by the linen room door."
    key = refused.select_one("input[name=key]")["value"]
    assert send(tablet, "A lamp by the linen room door.", key).status_code == 303 and ideas() == 2


@pytest.mark.parametrize("text", ["", "   \n ", "\x00\x00", "ab", "x" * 2001])
def test_what_is_no_idea_is_refused_with_everything_kept(tablet, text):
    page = send(tablet, text)
    assert page.status_code == 422 and ideas() == 0
    assert page.soup.title.text.startswith("Error: ")
    assert page.select_one("#text[aria-invalid]") and page.select_one("#text-error")
    assert page.select_one("textarea").text.strip() == text.replace("\x00", "").strip()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("x" * 2000, "x" * 2000),
        ("🩺" * 2000, "🩺" * 2000),
        ("البطانيات تنفد في الليل", "البطانيات تنفد في الليل"),
        ("Keys\x00 gone", "Keys gone"),
        ("<script>alert(1)</script> & <b>", "<script>alert(1)</script> & <b>"),
    ],
)
def test_text_is_text(tablet, text, kept):
    idea_id = sent(tablet, text)
    assert stored(idea_id).words.text == kept
    card = tablet.get(f"/ideas/{idea_id}")
    assert kept in card.soup.text and not card.soup.select("main script, main b b")


def test_the_hourly_limit_says_when_to_come_back_and_keeps_the_words(tablet, app, monkeypatch):
    limited = app.config["IMPROVE"].__class__(data_dir=app.config["IMPROVE"].data_dir, ideas_per_hour=2)
    monkeypatch.setitem(app.config, "IMPROVE", limited)
    now = clock.now()
    with clock.set_to(now - timedelta(minutes=20)):
        send(tablet, key="A")
    send(tablet, key="B")
    refused = send(tablet, key="C")
    assert refused.status_code == 429 and ideas() == 2
    assert 2300 < int(refused.headers["Retry-After"]) <= 2400
    assert TEXT in refused.select_one("textarea").text
    assert send(tablet, key="B").status_code == 303  # sent before: still the same answer
    with clock.set_to(now + timedelta(minutes=41)):
        assert send(tablet, key="C").status_code == 303


def test_the_daily_limit_counts_too(tablet, app, monkeypatch):
    limited = app.config["IMPROVE"].__class__(data_dir=app.config["IMPROVE"].data_dir, ideas_per_day=1)
    monkeypatch.setitem(app.config, "IMPROVE", limited)
    with clock.set_to(clock.now() - timedelta(hours=5)):
        send(tablet, key="A")
    assert send(tablet, key="B").status_code == 429


def test_on_the_tablet_of_a_closed_team_those_above_are_named(tablet, trust):
    trust.ward_12.deactivate(trust.amy)
    sent = send(tablet)
    assert sent.status_code == 303 and ideas() == 1
    assert "Dora Lind" in tablet.get(sent.location).text


def test_an_anonymous_idea_needs_no_cookie_and_the_token_that_the_board_brings(tablet, as_, trust):
    token = tablet.get("/tablet").select_one("[data-day-token]")["data-day-token"]
    sent = {"token": token, "claim": "a" * 64, "text": TEXT, "written_on": f"{clock.now():%Y-%m-%d}"}
    headers = {"Idempotency-Key": "6f1c2a52-3f56-4c1c-9a53-0b6d1d9b2a11"}
    assert as_(None).post("/anonymous/outbox", json=sent, headers=headers).status_code == 201
    assert db.session.scalar(select(func.count()).select_from(WaitingIdea)) == 1 and ideas() == 0


# --- thanks, and the rest ------------------------------------------------------------------------------------------


def test_the_rest_is_added_once(tablet, trust, goals, last_event):  # noqa: F811
    idea_id = sent(tablet)
    rest = {
        "suggestion": "Hang both sets by the door",
        "benefits": ["patients", "staff"],
        "goal": goals.ward.id,
        "says_name": "Kim",
        "staff_group": "Students",
    }
    path = f"/tablet/ideas/{idea_id}/additions"
    response = tablet.post(path, data={**rest, "photo": (picture(), "me.jpg")})
    assert response.status_code == 303 and response.location == "/tablet"
    idea = stored(idea_id)
    assert idea.words.suggestion == "Hang both sets by the door" and idea.benefit_list == [
        "patients",
        "staff",
    ]
    assert (idea.says_name, idea.staff_group, idea.first_words.suggestion) == ("Kim", "Students", "")
    assert db.session.scalar(select(IdeaGoal.goal_id)) == goals.ward.id
    assert db.session.scalar(select(func.count()).select_from(Photo)) == 1
    assert last_event().name == "idea.added_to" and "Kim" not in str(last_event().facts)
    assert tablet.post(path, data={**rest, "photo": (picture(), "me.jpg")}).status_code == 303
    again = tablet.post(path, data={"suggestion": "Something else"})
    assert again.status_code == 409 and "Something else" in again.text
    assert len(stored(idea_id).texts) == 2
    assert tablet.get(f"/tablet/thanks/{idea_id}").location == "/tablet"


def test_a_name_given_without_a_pin_is_only_said(tablet, ana):
    idea_id = sent(tablet)
    tablet.post(f"/tablet/ideas/{idea_id}/additions", data={"says_name": "Kim"})
    assert "Says it is from Kim" in ana.get(f"/ideas/{idea_id}").text
    assert stored(idea_id).author_id is None


def test_the_suggestion_is_found_by_search(tablet, ana):
    idea_id = sent(tablet)
    tablet.post(f"/tablet/ideas/{idea_id}/additions", data={"suggestion": "Try a lanyard"})
    assert f"/ideas/{idea_id}" in ana.get("/search?q=lanyard").text


def test_nothing_added_changes_nothing_and_something_may_still_be_added(tablet, last_event):
    idea_id = sent(tablet)
    assert tablet.post(f"/tablet/ideas/{idea_id}/additions", data={}).location == "/tablet"
    assert last_event().name == "idea.submitted"
    tablet.post(f"/tablet/ideas/{idea_id}/additions", data={"suggestion": "Try a lanyard"})
    assert stored(idea_id).words.suggestion == "Try a lanyard"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("suggestion", "x" * 2001),
        ("says_name", "x" * 81),
        ("says_name", "Jo 07700 900123"),
        ("goal", "FOREIGN"),
        ("staff_group", "King"),
    ],
)
def test_wrong_additions_are_asked_for_again_and_the_idea_stays_sent(tablet, field, value):
    idea_id = sent(tablet)
    page = tablet.post(f"/tablet/ideas/{idea_id}/additions", data={"benefits": "staff", field: value})
    assert page.status_code == 422 and "Your idea is sent" in page.text
    assert page.select_one("input[value=staff]").has_attr("checked")
    assert stored(idea_id).benefits == ""


def test_a_photo_that_is_none_is_refused(tablet):
    idea_id = sent(tablet)
    data = {"suggestion": "A hook", "photo": (BytesIO(b"no photo"), "me.jpg")}
    page = tablet.post(f"/tablet/ideas/{idea_id}/additions", data=data)
    assert page.status_code == 422 and page.select_one("#photo-error")
    assert page.select_one("#suggestion").text.strip() == "A hook"


def test_after_15_minutes_the_thanks_are_over(tablet):
    with clock.set_to(clock.now() - timedelta(minutes=16)):
        idea_id = sent(tablet)
    assert tablet.get(f"/tablet/thanks/{idea_id}").location == "/tablet"
    page = tablet.post(f"/tablet/ideas/{idea_id}/additions", data={"suggestion": "Too late"})
    assert page.status_code == 409 and "Too late" in page.text
    assert stored(idea_id).words.suggestion == ""


def test_an_answered_idea_takes_no_more(tablet, trust):
    idea_id = sent(tablet)
    stored(idea_id).accept(trust.ana, None, "Yes, thank you.")
    assert tablet.post(f"/tablet/ideas/{idea_id}/additions", data={"suggestion": "More"}).status_code == 409


def test_another_tablet_sees_no_thanks_and_adds_nothing(tablet, app, trust):
    idea_id = sent(tablet)
    other = browser_of(app, set_up(trust.ward_12, "Break room")[1])
    assert other.get(f"/tablet/thanks/{idea_id}").location == "/tablet"
    assert other.post(f"/tablet/ideas/{idea_id}/additions", data={"suggestion": "Mine"}).status_code == 404


def test_the_capture_page_is_valid_html(tablet):
    assert problems(tablet.get("/tablet/idea").text) == []


def test_the_screens_of_one_idea_are_valid_html(tablet, idea, goals):  # noqa: F811
    idea_id = sent(tablet)
    wrong = tablet.post(f"/tablet/ideas/{idea_id}/additions", data={"suggestion": "x" * 2001})
    pages = [
        tablet.get(f"/tablet/thanks/{idea_id}"),
        tablet.get(f"/ideas/{idea.id}"),
        wrong,
        send(tablet, ""),
    ]
    assert [problem for page in pages for problem in problems(page.text)] == []
