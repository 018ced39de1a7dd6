"""POST /outbox/<key>/additions: the optional rest, once, within 15 minutes."""

import json
from base64 import b64encode
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from improve.core import clock
from improve.core.db import db
from improve.ideas.facts import IdeaGoal, Photo
from improve.tablets import tickets
from improve.tablets.models import Tablet
from tests.boards.conftest import browser_of, set_up
from tests.capture.outbox import add, push
from tests.capture.test_outbox import KEY, happened, stored
from tests.capture.test_tablet_ideas import picture
from tests.goals.conftest import goals  # noqa: F401  the fixture

REST = {"suggestion": "Hang both sets by the door", "beneficiaries": ["staff"], "staff_group": "Students"}


@pytest.fixture
def sent(tablet):
    """An idea that was just sent."""
    assert push(tablet, key=KEY).status_code == 201
    return stored()


def photos():
    """How many photos there are."""
    return db.session.scalar(select(func.count()).select_from(Photo))


def test_the_rest_is_added_and_sent_again_it_is_the_same(tablet, sent, goals):  # noqa: F811
    body = {**REST, "goals": [goals.ward.id], "says_name": " Kim  "}
    first, again = (add(tablet, KEY, body) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json == {"key": KEY, "id": sent.id}
    idea = stored()
    assert (idea.words.suggestion, idea.benefits, idea.says_name) == (REST["suggestion"], "staff", "Kim")
    assert idea.staff_group == "Students" and db.session.scalar(select(IdeaGoal.goal_id)) == goals.ward.id


def test_it_is_taken_once(tablet, sent):
    add(tablet, KEY, REST)
    refused = add(tablet, KEY, {"suggestion": "Something else"})
    assert refused.status_code == 422 and refused.json["error"]
    assert stored().words.suggestion == REST["suggestion"]


def test_what_the_plain_form_added_is_not_added_again(tablet, sent):
    tablet.post(f"/tablet/ideas/{sent.id}/additions", {"suggestion": "By the form"})
    assert add(tablet, KEY, REST).status_code == 422
    assert stored().words.suggestion == "By the form"


@pytest.mark.parametrize("minutes", [16, 60 * 24])
def test_after_15_minutes_it_is_too_late(tablet, sent, minutes):
    with clock.set_to(clock.now() + timedelta(minutes=minutes)):
        refused = add(tablet, KEY, REST)
    assert refused.status_code == 409 and refused.json["error"] and stored().words.suggestion == ""


# --- written in time, and late because the tablet was away ----------------------------------------------------------


def late(minutes, **fields):
    """What was written so many minutes after the idea."""
    return {**REST, "written_at": (clock.now() + timedelta(minutes=minutes)).isoformat(), **fields}


@pytest.mark.parametrize("minutes", [30, 60 * 20])
def test_what_was_written_in_time_is_added_however_late_it_comes_and_once(tablet, sent, minutes):
    body = late(2, says_name="Kim", staff_group="Students")
    with clock.set_to(clock.now() + timedelta(minutes=minutes)):
        assert [add(tablet, KEY, body).status_code for _ in range(2)] == [201, 200]
        assert add(tablet, KEY, {**body, "suggestion": "Something else"}).status_code == 422
    idea = stored()
    assert (idea.words.suggestion, idea.benefits, idea.says_name) == (REST["suggestion"], "staff", "Kim")
    assert happened()["idea.added_to"]["added"] == ["suggestion", "benefits", "says_name", "staff_group"]


def test_what_was_written_16_minutes_after_it_is_too_late(tablet, sent):
    body = late(16)
    with clock.set_to(clock.now() + timedelta(minutes=30)):
        assert add(tablet, KEY, body).status_code == 409
    assert stored().words.suggestion == ""


def test_its_moment_is_believed_only_as_far_as_the_tablet_was_away(tablet, device, sent):
    body = late(2)
    with clock.set_to(clock.now() + timedelta(days=5)):
        with clock.set_to(clock.now() - timedelta(hours=1)):
            tablet.get("/tablet")  # it was here, and could have sent it
        db.session.get(Tablet, device[0].id).away_from = None
        assert add(tablet, KEY, body).status_code == 409


def test_of_a_tablet_that_was_away_for_days_it_is_believed(tablet, sent):
    body = late(2)
    with clock.set_to(clock.now() + timedelta(days=5)):
        assert add(tablet, KEY, body).status_code == 201


def test_what_comes_after_the_answer_is_not_added(tablet, trust, sent):
    body = late(2)
    with clock.set_to(clock.now() + timedelta(minutes=30)):
        stored().answered_at = clock.now()
        refused = add(tablet, KEY, body)
    assert refused.status_code == 409 and "answered" in refused.json["error"]


def test_nothing_is_no_addition_and_uses_none_up(tablet, sent):
    assert [add(tablet, KEY, {}).status_code for _ in range(2)] == [200, 200]
    assert add(tablet, KEY, {"suggestion": " ", "written_at": clock.now().isoformat()}).status_code == 200
    assert "idea.added_to" not in happened()
    assert add(tablet, KEY, REST).status_code == 201


def test_an_idea_written_days_ago_has_15_minutes_from_its_arrival(tablet):
    with clock.set_to(clock.now() + timedelta(days=14)):
        push(
            tablet,
            {"text": "Written offline", "written_at": (clock.now() - timedelta(days=14)).isoformat()},
            KEY,
        )
        assert add(tablet, KEY, REST).status_code == 201


@pytest.mark.parametrize("key", ["0b9f3a52-58c1-4e7e-9a55-000000000000", "nonsense", "%00", "x" * 300])
def test_404_for_a_key_of_nothing(tablet, sent, key):
    refused = add(tablet, key, REST)
    assert refused.status_code == 404 and "never sent" in refused.json["error"]


def test_404_on_another_tablet(app, trust, sent):
    other = browser_of(app, set_up(trust.ward_12, "Break room")[1])
    assert add(other, KEY, REST).status_code == 404


def test_401_without_the_tablets_cookie(as_, sent):
    assert add(as_(None), KEY, REST).status_code == 401


@pytest.mark.parametrize(
    "body",
    [{"suggestion": "x" * 2001}, {"staff_group": "King"}, {"says_name": "x" * 81}, {"says_name": "Mrs Jones bed 4"},
     {"says_name": "943 476 5919"}, {"photo": 7}, {"goals": {}},
     {"photo": b64encode(b"no photo").decode()}, {"named": []}],
    ids=lambda body: repr(body)[:30],
)  # fmt: skip
def test_422_and_the_idea_stays_as_it_was_sent(tablet, sent, body):
    assert add(tablet, KEY, {**REST, **body}).status_code == 422
    assert stored().words.suggestion == "" and photos() == 0


@pytest.mark.parametrize("body", [[], None, "x", {"photo": "£££"}])
def test_400_for_what_is_no_object(tablet, sent, body):
    assert add(tablet, KEY, body).status_code == 400


def test_a_photo_as_a_file_or_in_the_json(app, tablet, trust, sent):
    form = {"rest": json.dumps(REST), "photo": (picture(), "me.jpg")}
    assert tablet.post(f"/outbox/{KEY}/additions", data=form).status_code == 201
    other_key = KEY.replace("0", "1")
    push(tablet, key=other_key)
    coded = b64encode(picture().read()).decode()
    assert add(tablet, other_key, {"photo": f"data:image/jpeg;base64,{coded}"}).status_code == 201
    assert photos() == 2


# --- a name afterwards ---------------------------------------------------------------------------------------------


def test_a_ticket_puts_a_name_to_it(tablet, device, trust, sent, ana):
    secret = tickets.issue(trust.ben, db.session.get(Tablet, device[0].id), KEY)
    assert add(tablet, KEY, {**REST, "named": {"ticket": secret}, "says_name": "Somebody"}).status_code == 201
    idea = stored()
    assert (idea.authorship, idea.author_id, idea.says_name) == ("named", trust.ben.id, "")
    assert idea.words.suggestion == REST["suggestion"] and "idea.author_named" in happened()
    assert "Written by Ben Okoro" in ana.get(f"/ideas/{idea.id}").text


def test_a_person_is_to_be_confirmed(tablet, trust, sent):
    add(tablet, KEY, {"named": {"person": trust.ben.id}})
    assert (stored().authorship, stored().named_id, stored().says_name) == (
        "unnamed",
        trust.ben.id,
        "Ben Okoro",
    )


def test_a_name_once_set_stays(tablet, device, trust):
    tablet_now = db.session.get(Tablet, device[0].id)
    push(
        tablet, {"text": "Named at once", "named": {"ticket": tickets.issue(trust.ben, tablet_now, KEY)}}, KEY
    )
    other = tickets.issue(trust.ana, db.session.get(Tablet, device[0].id), KEY)
    assert add(tablet, KEY, {"named": {"ticket": other}}).status_code == 409
    assert stored().author_id == trust.ben.id
