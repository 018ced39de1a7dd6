"""Words that show who a patient is stop before anything is stored, whichever way they come."""

from sqlalchemy import func, select

from improve.core.db import commit, db, start_writing
from improve.events.models import EventRow
from improve.ideas.anonymous import release
from improve.ideas.facts import IdeaText, WaitingIdea
from improve.ideas.models import Idea
from improve.ideas.patients import PatientStop
from improve.ideas.patients.holding import is_held
from improve.ideas.stages import Stage
from tests.capture.outbox import add, entry, push
from tests.capture.test_anonymous import payload, post
from tests.real.html import problems

NAMED = "Mrs Patel in bed 12 would like the halal menu in big letters"
NUMBERED = "NHS 943 476 5919 would like the menu in big letters"
REST = "would like the halal menu in big letters"


def counts(team):
    rows = select(PatientStop.kind, PatientStop.number).where(PatientStop.team_id == team.id)
    return dict(db.session.execute(rows).all())


def nothing_of(words):
    """Whether the words stand in no table that could hold them, and in no event."""
    texts = [text for row in db.session.scalars(select(IdeaText)) for text in (row.text, row.suggestion)]
    texts += [row.text for row in db.session.scalars(select(WaitingIdea))]
    texts += [str(row.facts) for row in db.session.scalars(select(EventRow))]
    return not any(words in text for text in texts)


def ideas():
    return db.session.scalar(select(func.count()).select_from(Idea))


def only_idea():
    return db.session.scalars(select(Idea)).one()


# --- the tablet's form, without script -----------------------------------------------------------------------------


def test_the_tablets_form_is_stopped_with_marks_and_ways_on(tablet, trust):
    page = tablet.post("/tablet/ideas", data={"text": NAMED, "key": "K"})
    assert page.status_code == 422 and ideas() == 0 and nothing_of("Patel")
    assert page.select_one("mark").text.startswith("Mrs Patel") and page.select_one("title").text.startswith(
        "Error"
    )
    assert [button["value"] for button in page.soup.select("main button")] == ["change", "denied", "without"]
    assert counts(trust.ward_12) == {"patient_name": 1}
    assert problems(page.text) == []


def test_send_without_it_sends_the_words_without_it(tablet):
    page = tablet.post("/tablet/ideas", data={"text": NAMED, "key": "K", "patient": "without"})
    assert page.status_code == 303 and nothing_of("Patel")
    assert only_idea().words.text == f"A patient in bed 12 {REST}" and only_idea().stage == Stage.NEW


def test_change_it_myself_brings_the_field_back_with_all_words(tablet):
    page = tablet.post("/tablet/ideas", data={"text": NAMED, "key": "K", "patient": "change"})
    assert page.select_one("textarea#text").text.strip() == NAMED and ideas() == 0


def test_not_a_patient_is_held_until_a_lead_shows_it(tablet, trust, as_):
    page = tablet.post("/tablet/ideas", data={"text": NAMED, "key": "K", "patient": "denied"})
    thanks = tablet.get(page.location)
    assert "A lead looks at it first" in thanks.select_one("h1").text and "Patel" not in thanks.text
    assert problems(thanks.text) == []
    idea = only_idea()
    assert is_held(idea) and "halal" not in tablet.get("/tablet/board").text
    assert as_(trust.ben).get(f"/ideas/{idea.id}").status_code == 404
    assert "A lead looks at this first" in as_(trust.ana).get(f"/ideas/{idea.id}").text
    assert "Look at these first (1)" in as_(trust.ana).get("/").text
    as_(trust.ana).post(f"/ideas/{idea.id}/showing", data={"sure": "y"})
    assert db.session.get(Idea, idea.id).stage == Stage.NEW
    assert "Look at these first" not in as_(trust.ana).get("/").text
    assert as_(trust.ben).get(f"/ideas/{idea.id}").status_code == 200


def test_an_nhs_number_is_never_let_through(tablet, trust):
    page = tablet.post("/tablet/ideas", data={"text": NUMBERED, "key": "K", "patient": "denied"})
    assert page.status_code == 422 and ideas() == 0 and nothing_of("5919")
    assert not page.select_one("button[value=denied]")
    assert counts(trust.ward_12) == {"nhs_number": 1}


# --- the outbox ----------------------------------------------------------------------------------------------------


def test_the_outbox_tells_the_script_where_it_shows_a_patient(tablet, trust):
    answer = push(tablet, entry(text=NAMED))
    assert answer.status_code == 422 and answer.json["stop"] == "patient"
    assert answer.json["spans"] == [[0, 9, "patient_name"]] and "Patel" not in answer.json["error"]
    assert ideas() == 0 and counts(trust.ward_12) == {"patient_name": 1}


def test_the_suggestion_is_looked_at_as_well(tablet):
    answer = push(tablet, entry(suggestion="Ask Mrs Patel in bed 3"))
    assert answer.status_code == 422 and answer.json["field"] == "suggestion" and ideas() == 0


def test_the_outbox_holds_what_is_said_to_be_no_patient(tablet):
    assert push(tablet, entry(text=NAMED, not_a_patient=True)).status_code == 201
    assert is_held(only_idea())
    assert push(tablet, entry(text=NUMBERED, not_a_patient=True)).status_code == 422


def test_an_idea_without_a_patient_is_not_held_for_saying_so(tablet):
    push(tablet, entry(not_a_patient=True))
    assert only_idea().stage == Stage.NEW


def test_what_is_added_is_looked_at_too(tablet):
    key = "0b9f3a52-58c1-4e7e-9a55-0d6b1a2c3d4f"
    push(tablet, key=key)
    answer = add(tablet, key, {"suggestion": "Ask Mrs Patel in bed 3"})
    assert answer.status_code == 422 and answer.json["stop"] == "patient" and nothing_of("Patel")


# --- without a name ------------------------------------------------------------------------------------------------


def test_an_anonymous_idea_is_stopped_and_only_counted(app, tablet, trust, as_):
    answer = post(as_(None), payload(app, trust.ward_12, text=NAMED))
    assert answer.status_code == 422 and answer.json["stop"] == "patient" and nothing_of("Patel")
    assert counts(trust.ward_12) == {"patient_name": 1}


def test_an_anonymous_idea_is_held_from_its_release_on(app, tablet, trust, as_):
    answer = post(as_(None), payload(app, trust.ward_12, text=NAMED, not_a_patient=True))
    assert answer.status_code == 201
    waiting = db.session.scalars(select(WaitingIdea)).one()
    team = waiting.team_id
    release(db.session.get(type(trust.ward_12), team))
    commit()
    start_writing()
    idea = only_idea()
    assert is_held(idea) and "held" not in idea.words.details
    events = db.session.scalars(select(EventRow).where(EventRow.subject_id == idea.id))
    assert all(event.happened_at is None for event in events)
