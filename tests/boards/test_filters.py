"""Filters find all that is due, say how many, and keep each other."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.ideas.facts import GainCheck
from improve.ideas.stages import Stage
from improve.ideas.submitting import submit
from tests.full_world import fill


@pytest.fixture
def full(trust):
    """Something of everything, and nothing of it due yet."""
    full = fill(trust)
    full.escalation.due_at = clock.now() + timedelta(9)
    db.session.flush()
    return full


def board_of(trust, asked: str = "") -> str:
    return f"/teams/{trust.ward_12.id}/board{asked}"


def late_check(idea, days: int = 1):
    check = db.session.scalars(
        select(GainCheck).where(GainCheck.idea_id == idea.id).order_by(GainCheck.due_on)
    ).first()
    check.due_on = clock.today() - timedelta(days)
    return check


def shown(page) -> list[str]:
    return [link.text for link in page.soup.select("article h3 a")]


def chips(page) -> list[str]:
    return [" ".join(chip.text.split()) for chip in page.soup.select(".filters .chip[href*=board]")]


def of_tests(full):
    full.cycle.ends_on = clock.today() - timedelta(1)
    return full.testing


def of_decisions(full):
    full.cycle.study(full.cycle.planned_by, "It helped.", None, "It helps on weekdays.")
    return full.testing


def of_checks(full):
    late_check(full.embedding)
    return full.embedding


def of_answers(full):
    full.new.answer_amber_at = clock.now() - timedelta(hours=1)
    return full.new


def of_escalations(full):
    full.escalation.due_at = clock.now() - timedelta(hours=1)
    return full.raised_idea


@pytest.mark.parametrize("late", [of_tests, of_decisions, of_checks, of_answers, of_escalations])
def test_whatever_is_due_is_found_and_counted(ana, trust, full, late):
    assert shown(ana.get(board_of(trust, "?show=due"))) == []
    idea = late(full)
    assert shown(ana.get(board_of(trust, "?show=due"))) == [idea.headline]
    assert chips(ana.get(board_of(trust))) == ["All open 7", "Due or late 1", "Raised 1"]
    assert shown(ana.get(board_of(trust, f"/lanes/{idea.stage.value}?show=due"))) == [idea.headline]


def test_what_waits_for_its_author_or_was_answered_is_not_due(ana, trust, idea):
    idea.answer_amber_at = idea.answer_due_at = clock.now() - timedelta(hours=1)
    idea.ask(trust.ana, "Which side room?")
    assert shown(ana.get(board_of(trust, "?show=due"))) == []


def test_what_is_late_is_found_on_later_pages_of_a_lane_too(ana, trust, monkeypatch):
    monkeypatch.setattr("improve.boards.reading.MORE", 2)
    for number in range(5):
        idea = submit(trust.ward_12, text=f"The sling is missing, {number}.", author=trust.ben)
        idea.answer_amber_at = clock.now()
    page, seen = ana.get(board_of(trust, "/lanes/new?show=due")), 0
    seen += len(shown(page))
    while (more := page.select_one(".pager a[rel=next]")) is not None:
        page = ana.get(more["href"])
        seen += len(shown(page))
    assert seen == 5


def test_filters_keep_each_other(ana, trust, full):
    page = ana.get(board_of(trust, f"?show=raised&goal={full.goal.id}&owner={trust.ben.id}"))
    asked = [parse_qs(urlsplit(chip["href"]).query) for chip in page.soup.select(".chip[href*=board]")]
    kept = {"goal": [full.goal.id], "owner": [trust.ben.id]}
    assert asked == [kept, kept | {"show": ["due"]}, kept | {"show": ["raised"]}]
    assert page.select_one("form.filters input[name=show]")["value"] == "raised"
    assert page.select_one("[data-found] a")["href"] == board_of(trust)


def test_numbers_on_filters_are_those_of_the_goal_that_is_chosen(ana, trust, full):
    of_answers(full)
    of_checks(full)
    assert chips(ana.get(board_of(trust, f"?goal={full.goal.id}"))) == [
        "All open 3", "Due or late 1", "Raised 0",
    ]  # fmt: skip


def test_a_filtered_lane_says_how_many_of_its_cards_are_shown(ana, trust, full):
    of_tests(full)
    page = ana.get(board_of(trust, "?show=due"))
    heads = {
        lane["id"]: " ".join(lane.select_one(".count").text.split()) for lane in page.soup.select(".lane")
    }
    assert heads == {
        "new": "0 of 2",
        "ready": "0 of 3",
        "testing": "1 of 1",
        "embedding": "0 of 1",
        "done": "0 of 1",
    }
    assert [tile.text for tile in page.soup.select(".jump span")] == list(heads.values())
    assert page.select_one("[data-found]").text == "Showing 1 of 8 cards. Show all"


def test_a_filter_that_does_not_exist_leaves_nothing_out(ana, trust, idea):
    page = ana.get(board_of(trust, "?show=everything"))
    assert not page.select_one("[data-found]")
    assert page.select_one(".chip[aria-current]").text.strip() == "All open 1"


def test_goal_and_owner_have_a_button_where_there_is_no_script(ana, trust, full):
    page = ana.get(board_of(trust))
    assert not page.soup.select(".filters [data-submit]")
    assert page.select_one("form.filters noscript button").text == "Show"


def test_a_lane_of_several_pages_says_where_one_is_and_leads_back(ana, trust, monkeypatch):
    monkeypatch.setattr("improve.boards.reading.MORE", 4)
    for number in range(10):
        submit(
            trust.ward_12,
            text=f"The sling is missing, {number}.",
            author=trust.ben,
            details={"effort": number % 3},
        )
    page, said = ana.get(board_of(trust, "/lanes/new")), []
    assert not page.select_one(".pager a[rel=prev]")
    while True:
        said.append(page.select_one(".head .sub").text)
        if (more := page.select_one(".pager a[rel=next]")) is None:
            break
        page = ana.get(more["href"])
    assert said == ["Cards 1 to 4 of 10", "Cards 5 to 8 of 10", "Cards 9 to 10 of 10"]
    back = page.select_one(".pager a[rel=prev]")
    assert (back.text.strip(), back["href"]) == ("Back to the first", board_of(trust, "/lanes/new"))


def test_a_lane_on_one_page_counts_nothing(ana, trust, idea):
    page = ana.get(board_of(trust, "/lanes/new"))
    assert not page.soup.select(".head .sub, .pager")
    assert page.select_one("article h3").text == idea.headline
    assert idea.stage == Stage.NEW
