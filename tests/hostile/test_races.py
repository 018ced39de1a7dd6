"""Two at the same moment: one row, one answer, and nobody's words are lost."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from improve.core import clock
from improve.core.db import db
from improve.ideas.anonymous import day_token
from improve.ideas.facts import Answer, Comment, Contributor, IdeaGoal, IdeaText, Support, WaitingIdea
from improve.ideas.models import Idea
from improve.tablets.models import Tablet
from tests.cast import make_person
from tests.full_world import a_goal
from tests.hostile.asking import posting, together

AT_ONCE = 6
KEYED = {"Idempotency-Key": "0b9f3a52-58c1-4e7e-9a55-0d6b1a2c3d4e"}


def count(kind) -> int:
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def statuses(answers) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


@pytest.fixture
def colleagues(trust, as_):
    people = [make_person(trust.organisation, f"N{number} Nurse", "Nurse") for number in range(AT_ONCE)]
    return [as_(person) for person in people]


def test_a_form_sent_many_times_at_once_makes_one_idea(app, trust, as_):
    browsers = [as_(trust.ben) for _ in range(AT_ONCE)]
    form = {"text": "Blankets run out on nights", "key": "K1", "team": trust.ward_12.id}
    answers = together(app, *(posting(browser, "/ideas", form) for browser in browsers))
    assert (statuses(answers), count(Idea)) == ({303: AT_ONCE}, 1)
    assert len({answer.location for answer in answers}) == 1


def test_an_anonymous_idea_sent_many_times_at_once_waits_once(app, trust, as_):
    token = day_token(app.config["SECRET_KEY"], trust.ward_12, clock.today())
    sent = {
        "team": trust.ward_12.id,
        "token": token,
        "text": "We skip breaks.",
        "claim": "a" * 64,
    }
    answers = together(
        app, *(posting(as_(None), "/anonymous/outbox", json=sent, headers=KEYED) for _ in range(AT_ONCE))
    )
    assert (statuses(answers), count(WaitingIdea)) == ({201: 1, 200: AT_ONCE - 1}, 1)


def test_a_tablet_that_sends_again_and_again_makes_one_idea(app, trust, as_):
    tablet = Tablet(organisation_id=trust.organisation.id, team=trust.ward_12, name="By the desk")
    db.session.add(tablet)
    tablet.new_code()
    secret = tablet.enrol()
    browsers = [as_(None) for _ in range(AT_ONCE)]
    for browser in browsers:
        browser.browser.set_cookie("tablet", secret)
    form = {"text": "Blankets run out on nights", "key": "K1"}
    answers = together(app, *(posting(browser, "/tablet/ideas", form) for browser in browsers))
    assert (statuses(answers), count(Idea)) == ({303: AT_ONCE}, 1)


def test_a_comment_sent_many_times_at_once_is_written_once(app, trust, as_, idea):
    browsers = [as_(trust.fay) for _ in range(AT_ONCE)]
    form = {"words": "Us too.", "key": "K1"}
    answers = together(app, *(posting(browser, f"/ideas/{idea.id}/comments", form) for browser in browsers))
    assert (statuses(answers), count(Comment)) == ({303: AT_ONCE}, 1)


def test_taps_of_support_at_once_are_all_counted(app, colleagues, idea):
    answers = together(app, *(posting(browser, f"/ideas/{idea.id}/support") for browser in colleagues))
    assert (statuses(answers), count(Support), db.session.get_one(Idea, idea.id).supporters) == (
        {303: AT_ONCE}, AT_ONCE, AT_ONCE,
    )  # fmt: skip


def test_one_person_supports_once_however_quickly_they_tap(app, trust, as_, idea):
    browsers = [as_(trust.fay) for _ in range(AT_ONCE)]
    answers = together(app, *(posting(browser, f"/ideas/{idea.id}/support") for browser in browsers))
    assert (statuses(answers), count(Support), db.session.get_one(Idea, idea.id).supporters) == (
        {303: AT_ONCE}, 1, 1,
    )  # fmt: skip


def test_comments_at_once_are_all_kept(app, colleagues, idea):
    answers = together(
        app,
        *(
            posting(browser, f"/ideas/{idea.id}/comments", {"words": f"Comment {number}"})
            for number, browser in enumerate(colleagues)
        ),
    )
    assert (statuses(answers), count(Comment)) == ({303: AT_ONCE}, AT_ONCE)


def test_two_leads_answer_at_once_and_the_author_gets_one_answer(app, trust, as_, idea):
    accept = posting(as_(trust.ana), f"/ideas/{idea.id}/acceptance", {"owner": "team", "words": "Yes."})
    refusal = {"reason": "too costly", "words": "No money.", "next_step": "In April."}
    decline = posting(as_(trust.dora), f"/ideas/{idea.id}/decline", refusal)
    answers = together(app, accept, decline)
    first = db.session.scalars(select(Answer.kind)).all()
    # Declining what was accepted a moment before is a step of its own; accepting what was declined is none.
    assert statuses(answers) in ({303: 1, 409: 1}, {303: 2})
    assert len(first) == statuses(answers)[303]


def test_two_editors_of_different_fields_at_once_both_keep_their_words(app, trust, as_, idea):
    shown = {"version": "1", "text": "Blankets run out on nights. We borrow from Ward 14."}
    answers = together(
        app,
        posting(as_(trust.ana), f"/ideas/{idea.id}/edit", {**shown, "suggestion": "Order forty more."}),
        posting(as_(trust.dora), f"/ideas/{idea.id}/edit", {**shown, "waste": "inventory"}),
    )
    last = db.session.scalars(select(IdeaText).order_by(IdeaText.number.desc())).first()
    assert statuses(answers) == {303: 2}
    assert (last.suggestion, last.details["waste"]) == ("Order forty more.", "inventory")


def test_two_editors_of_the_same_field_at_once_one_sees_both_texts(app, trust, as_, idea):
    answers = together(
        app,
        posting(as_(trust.ana), f"/ideas/{idea.id}/edit", {"version": "1", "text": "No blankets after ten."}),
        posting(as_(trust.dora), f"/ideas/{idea.id}/edit", {"version": "1", "text": "Too few blankets."}),
    )
    assert statuses(answers) == {303: 1, 409: 1}
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert "No blankets after ten." in refused.text
    assert "Too few blankets." in refused.text


def test_a_contributor_named_by_two_at_once_is_named_once(app, trust, as_, idea):
    form = {"person": trust.fay.id}
    answers = together(
        app, *(posting(as_(by), f"/ideas/{idea.id}/contributors", form) for by in (trust.ana, trust.dora))
    )
    assert (statuses(answers), count(Contributor)) == ({303: 2}, 1)


def test_a_goal_linked_by_two_at_once_is_linked_once(app, trust, as_, idea):
    form = {"goals": a_goal(trust).id}
    answers = together(
        app, *(posting(as_(by), f"/ideas/{idea.id}/goals", form) for by in (trust.ana, trust.dora))
    )
    assert (statuses(answers), count(IdeaGoal)) == ({303: 2}, 1)


def test_an_idea_raised_by_two_at_once_is_raised_once(app, trust, as_, idea):
    form = {"reason": "another team", "ask": "Who orders blankets?"}
    answers = together(
        app, *(posting(as_(by), f"/ideas/{idea.id}/escalations", form) for by in (trust.ana, trust.dora))
    )
    assert statuses(answers) == {303: 1, 409: 1}
