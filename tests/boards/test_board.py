"""The board: lanes by stage, easiest first, clocks and limits in words, paged."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from improve.core import clock
from improve.core.db import db
from improve.ideas.stages import Stage
from improve.ideas.submitting import submit


def titles(page, lane: str) -> list[str]:
    return [link.text for link in page.soup.select(f"#{lane} article h3 a")]


def board_of(trust) -> str:
    return f"/teams/{trust.ward_12.id}/board"


def test_new_ideas_stand_easiest_first_and_what_nobody_sized_on_top(ana, trust):
    for text, effort in (
        ("Lots of work", 3),
        ("Easy one", 1),
        ("Nobody sized this", 0),
        ("Some work here", 2),
    ):
        submit(trust.ward_12, text=text, author=trust.ben, details={"effort": effort})
    page = ana.get(board_of(trust))
    assert titles(page, "new") == ["Nobody sized this", "Easy one", "Some work here", "Lots of work"]
    assert [group.text.strip() for group in page.soup.select("#new .group")] == [
        "Not sized", "Easy", "Some work", "A lot of work",
    ]  # fmt: skip


def test_a_late_answer_is_said_in_words(ana, trust, idea):
    idea.answer_due_at = idea.answer_amber_at = clock.now() - timedelta(hours=1)
    page = ana.get(board_of(trust))
    assert page.select_one(f"#idea-{idea.id}.late")
    assert "Late since" in page.select_one(f"#idea-{idea.id} .tag").text


def test_the_testing_lane_shows_its_limit(ana, trust, idea):
    idea.stage = Stage.TESTING
    page = ana.get(board_of(trust))
    assert " ".join(page.select_one("#testing h2 .count").text.split()) == "1 of 5"


@pytest.mark.parametrize(
    ("show", "shown"), [("", 2), ("?show=raised", 0), ("?show=due", 0), ("?owner=0123456789ABCDEF", 0)]
)
def test_filters_are_kept_in_the_address(ana, trust, idea, show, shown):
    submit(trust.ward_12, text="Another one", author=trust.ben)
    page = ana.get(board_of(trust) + show)
    assert len(page.soup.select("article.idea")) == shown


def test_a_lane_is_paged_and_every_card_comes_once(ana, trust):
    for number in range(95):
        submit(trust.ward_12, text=f"Idea number {number}", author=trust.ben, details={"effort": number % 4})
    page, seen = ana.get(board_of(trust)), []
    seen += titles(page, "new")
    while (more := page.select_one("a.more, .pager a[rel=next]")) is not None:
        page = ana.get(more["href"])
        seen += [link.text for link in page.soup.select("article h3 a")]
    assert len(seen) == len(set(seen)) == 95


def test_more_of_a_lane_keeps_the_filter(ana, trust):
    for number in range(60):
        idea = submit(trust.ward_12, text=f"Idea number {number}", author=trust.ben)
        idea.owner_id = trust.ben.id if number % 2 == 0 else None
    page, seen = ana.get(f"{board_of(trust)}?owner={trust.ben.id}"), 0
    seen += len(titles(page, "new"))
    while (more := page.select_one("a.more, .pager a[rel=next]")) is not None:
        page = ana.get(more["href"])
        seen += len(page.soup.select("article h3 a"))
    assert seen == 30


def test_move_to_lists_the_steps_that_are_open(ana, ben, idea):
    names = [link.text for link in ana.get(f"/ideas/{idea.id}/moves").soup.select(".menu-link b")]
    assert names[:3] == ["Ready", "Done, just do it", "Not now"]
    assert not ben.get(f"/ideas/{idea.id}/moves").soup.select(".menu-link[href*=acceptance]")


def test_the_paper_board_puts_late_first_and_says_how_many_are_left_out(ana, trust):
    for number in range(12):
        submit(trust.ward_12, text=f"Idea number {number}", author=trust.ben)
    page = ana.get(f"{board_of(trust)}/print")
    assert "and 3 more, on the board" in page.text


def test_which_first_places_an_idea_and_never_moves_it(ana, trust, idea):
    placed = ana.post(
        f"/ideas/{idea.id}/size",
        data={"effort": "1", "impact": "2", "next": f"/teams/{trust.ward_12.id}/pick"},
    )
    assert placed.location == f"/teams/{trust.ward_12.id}/pick"
    page = ana.get(placed.location)
    assert idea.headline in page.select_one(".quad.implement").text
    db.session.refresh(idea)
    assert idea.stage == Stage.NEW


def test_a_redirect_never_leaves_the_site(ana, idea):
    for bad in (
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\t//evil.example",
        "javascript:alert(1)",
    ):
        page = ana.post(f"/ideas/{idea.id}/size", data={"effort": "1", "impact": "2", "next": bad})
        assert page.location == f"/ideas/{idea.id}"


def test_a_board_of_another_organisation_is_not_there(cleo, trust):
    assert cleo.get(board_of(trust)).status_code == 404


def test_a_board_takes_at_most_12_queries(ana, trust):
    for number in range(30):
        submit(trust.ward_12, text=f"Idea number {number}", author=trust.ben)
    counted = []
    event.listen(db.engine, "after_cursor_execute", lambda *call: counted.append(call[2]))
    page = ana.get(board_of(trust))
    queries = [text for text in counted if text.lstrip().upper().startswith("SELECT")]
    assert (page.status_code, len(queries) <= 12) == (200, True), queries
