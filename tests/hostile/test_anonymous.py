"""What an anonymous author does later leaves no more of a trace than the idea itself."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from improve.auth.models import Session
from improve.core import clock
from improve.core.db import commit, db, start_writing
from improve.core.once import AnonymousSubmission
from improve.events.models import EventRow
from improve.ideas import family
from improve.ideas.anonymous import release, wait_for_release
from improve.ideas.facts import Answer, Comment
from improve.ideas.models import Idea
from improve.ideas.submitting import submit

CODE = "7K2M9QXW4TBC8DRH"
MONDAY = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)
ASKED = MONDAY + timedelta(hours=2)
MOMENTS = (datetime(2026, 11, 24, 9, 12, 34, tzinfo=UTC), datetime(2026, 11, 24, 17, 55, 1, tzinfo=UTC))
TIMES = (
    "stage_since",
    "last_event_at",
    "answer_amber_at",
    "answer_due_at",
    "answer_rises_at",
    "pause_ends_at",
)


@pytest.fixture
def anonymous(trust) -> Idea:
    """A released one, with a question for its author."""
    with clock.set_to(MONDAY):
        claim = hashlib.sha256(CODE.encode()).hexdigest()
        idea_id = wait_for_release(trust.ward_12, "We skip breaks.", "", {}, claim)
        db.session.flush()
        release(trust.ward_12)
    with clock.set_to(ASKED):
        idea = db.session.get_one(Idea, idea_id)
        idea.ask(trust.ana, "On which days?")
    commit()
    start_writing()
    return idea


def stored_times(idea_id: str) -> dict[str, object]:
    row = db.session.execute(select(*(getattr(Idea, name) for name in TIMES)).where(Idea.id == idea_id)).one()
    return dict(row._mapping)


@pytest.mark.parametrize("step", ["replies", "thanks", "withdrawal"])
def test_a_step_of_the_author_stores_the_day_and_no_time(app, as_, anonymous, step):
    found, before = [], stored_times(anonymous.id)
    for moment in MOMENTS:
        with clock.set_to(moment):
            sent = {"code": CODE, "words": "At weekends.", "key": "K1"}
            assert as_(None).post(f"/code/{step}", data=sent).status_code == 200
        found.append(stored_times(anonymous.id))
        undo(anonymous.id, before)
    assert found[0] == found[1]


def undo(idea_id: str, before: dict[str, object]) -> None:
    """As it was before the author came; the events stay."""
    db.session.execute(update(Idea).where(Idea.id == idea_id).values(stage="new", asked_at=ASKED, **before))
    db.session.execute(update(Answer).values(reply="", replied_on=None, read_on=None))
    db.session.execute(delete(AnonymousSubmission))
    commit()
    start_writing()
    db.session.expire_all()


def test_the_answer_clock_still_ends_with_a_day_after_a_reply(app, as_, anonymous):
    with clock.set_to(MOMENTS[0]):
        as_(None).post("/code/replies", data={"code": CODE, "words": "At weekends."})
    due = db.session.get_one(Idea, anonymous.id).answer_due_at
    assert f"{due:%H:%M}" == "23:59"


@pytest.mark.parametrize("path", ["/code", "/code/replies", "/code/thanks", "/code/withdrawal"])
def test_using_a_code_while_signed_in_leaves_no_time_with_the_session(app, ben, anonymous, path):
    before = db.session.scalars(select(Session.seen_at)).all()
    with clock.set_to(clock.now() + timedelta(minutes=5)):
        ben.get("/code")
        assert ben.post(path, data={"code": CODE, "words": CODE}).status_code == 200
    assert db.session.scalars(select(Session.seen_at)).all() == before


def test_what_the_author_of_a_merged_idea_writes_is_not_shown_as_of_the_others_author(
    app, trust, as_, anonymous
):
    other = submit(trust.ward_12, text="No cover for breaks.", author=trust.ben)
    with clock.set_to(MOMENTS[0]):
        anonymous.reply(anonymous.answers[0], "At weekends.", trust.ben)
    family.merge(anonymous, other, trust.ana, "The same.")
    as_(None).post("/code/replies", data={"code": CODE, "words": "And on nights."})
    comment = db.session.scalars(select(Comment)).one()
    assert (comment.idea_id, comment.is_by_author) == (other.id, False)


def test_events_of_the_author_name_nobody_and_no_time(app, as_, anonymous):
    as_(None).post("/code/replies", data={"code": CODE, "words": "At weekends."})
    as_(None).post("/code/thanks", data={"code": CODE})
    names = ("idea.question_replied", "idea.answer_read", "idea.answer_thanked")
    rows = db.session.scalars(select(EventRow).where(EventRow.name.in_(names))).all()
    assert len(rows) == 3
    assert {(row.happened_at, row.by_kind, row.by_id) for row in rows} == {(None, None, None)}
