"""The road of an idea ticks what happened, and nothing that was skipped."""

import pytest

from improve.ideas.road import passed

ROADS = [
    ("new", [], []),
    ("ready", ["accept"], ["new"]),
    ("embedding", ["accept", "adopt"], ["new", "ready", "testing"]),
    ("done", ["accept", "adopt", "done"], ["new", "ready", "testing", "embedding"]),
    ("done", ["accept", "done"], ["new", "ready"]),
    ("done", ["done"], ["new"]),
    ("not_now", ["decline"], ["new"]),
    ("learned", ["accept", "learned"], ["new", "ready", "testing"]),
]


@pytest.mark.parametrize(("stage", "answers", "behind"), ROADS)
def test_only_what_an_idea_has_been_through_is_behind_it(stage, answers, behind):
    assert passed(stage, answers) == behind


def test_what_was_just_done_is_not_shown_as_tested(ana, trust, idea):
    idea.just_do_it(trust.ana, "40 more blankets since Saturday.")
    steps = {step.b.text: step["class"] for step in ana.get(f"/ideas/{idea.id}").soup.select(".stages li")}
    assert steps["New"] == ["past"] and steps["Testing"] == ["skipped"] and steps["Done"] == ["now"]


def test_what_is_done_asks_for_nothing_next(ana, trust, idea):
    idea.just_do_it(trust.ana, "40 more blankets since Saturday.")
    page = ana.get(f"/ideas/{idea.id}")
    assert "Open again" in page.select_one(".panel.next .acts").text
    assert not page.select_one(".panel.next .nhsuk-button")
