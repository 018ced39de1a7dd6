"""A form whose key was used for other words comes back with a new key and all that was typed: one press sends it."""

import pytest
from sqlalchemy import func, select

from improve.core.db import db
from improve.escalations.models import Escalation
from improve.goals.models import Goal
from improve.ideas.facts import Comment
from improve.ideas.models import Idea
from improve.measures.models import ChartNote
from improve.pdsa.models import Observation
from tests.capture.test_claims import CODE, released  # noqa: F401  the fixture
from tests.filling import filled
from tests.full_world import fill

SAID = "This form was sent before with other words, and that is kept. Send again to send these words as well."
GOAL = {"title": "Quiet nights", "why": "Sleep", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
FORMS = [
    (Idea, "/ideas/new", "/ideas", "text", {}),
    (Comment, "/ideas/{own.id}", "/ideas/{own.id}/comments", "words", {}),
    (Goal, "/goals/new", "/goals", "aim", GOAL),
    (Observation, "/cycles/{cycle.id}", "/cycles/{cycle.id}/observations", "words", {}),
    (
        ChartNote,
        "/measures/{measure.id}/notes",
        "/measures/{measure.id}/notes",
        "words",
        {"on": "2026-03-01"},
    ),
]


def count(kind) -> int:
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


@pytest.mark.parametrize(
    ("kind", "at", "path", "name", "more"), FORMS, ids=[form[0].__name__ for form in FORMS]
)
def test_other_words_with_the_same_key_are_kept_and_sent_with_the_next_press(
    trust, ana, kind, at, path, name, more
):
    full = fill(trust)
    before, at, path = count(kind), at.format(**vars(full)), path.format(**vars(full))
    form = filled(ana.get(at), path, **more, **{name: "The first words"})
    assert ana.post(path, form).status_code == 303
    refused = ana.post(path, form | {name: ["The other words"]})
    assert refused.status_code == 422
    assert SAID in refused.select_one(".nhsuk-error-summary").text
    again = filled(refused, path)
    assert again[name] == ["The other words"] and again["key"] != form["key"]
    assert [ana.post(path, again).status_code for _ in range(2)] == [303, 303]
    assert count(kind) == before + 2


def test_an_escalation_too_comes_back_with_a_new_key(ana, idea):
    path, at = f"/ideas/{idea.id}/escalations", f"/ideas/{idea.id}/escalations/new"
    form = filled(ana.get(at), path, reason="another team", ask="A pharmacist?")
    assert ana.post(path, form).status_code == 303
    refused = ana.post(path, form | {"ask": ["Two pharmacists?"]})
    assert refused.status_code == 422
    assert filled(refused, path)["key"] != form["key"]
    assert count(Escalation) == 1


def test_the_error_of_a_comment_leads_to_its_field(ana, idea):
    page = ana.post(f"/ideas/{idea.id}/comments", {"words": ""})
    assert page.select_one(page.select_one(".nhsuk-error-summary a")["href"]).name == "textarea"


def test_what_an_anonymous_author_replies_is_kept_too(as_, released):  # noqa: F811
    author, path = as_(None), "/code/replies"
    form = filled(author.post("/code", {"words": CODE}), path, words="Since Monday it works.")
    assert author.post(path, form).status_code == 200
    refused = author.post(path, form | {"words": ["Nights are still short."]})
    assert refused.status_code == 422 and SAID in refused.text
    again = filled(refused, path)
    assert again["words"] == ["Nights are still short."]
    assert [author.post(path, again).status_code for _ in range(2)] == [200, 200]
    assert count(Comment) == 2
