"""The board: lanes by stage, easiest first, clocks and limits in words, paged."""

from dataclasses import fields
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import event

from improve.boards.cards import Card
from improve.boards.reading import page_sizes
from improve.core import clock
from improve.core.db import db
from improve.escalations.models import raise_for
from improve.escalations.reading import EscalationLine
from improve.ideas.stages import Stage
from improve.ideas.submitting import submit
from improve.pdsa.reading import CycleLine


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


def test_a_card_that_was_shown_before_is_shown_as_it_is_now(ana, trust, idea):
    """What a card shows is remembered by the process: whatever it shows must count."""
    assert all(field.compare for kind in (Card, CycleLine, EscalationLine) for field in fields(kind))
    shown = ana.get(board_of(trust)).select_one(f"#idea-{idea.id}").text
    assert titles(ana.get(board_of(trust)), "new") == [idea.headline]
    idea.headline = "Blankets <b>& pillows</b>"
    assert titles(ana.get(board_of(trust)), "new") == [idea.headline]
    idea.supporters += 1
    assert ana.get(board_of(trust)).select_one(f"#idea-{idea.id} .foot").text not in shown
    raise_for(idea, trust.ana, "money or authority", "May we keep 20 blankets?")
    assert "Older people" in ana.get(board_of(trust)).select_one(f"#idea-{idea.id} .overlay").text


def test_cards_that_were_shown_before_lead_back_to_where_they_stand_now(ana, as_, trust, idea):
    for board in (board_of(trust), f"{board_of(trust)}?show=due", f"{board_of(trust)}?owner={trust.ben.id}"):
        idea.owner_id, idea.answer_amber_at = trust.ben.id, clock.now()
        move = ana.get(board).select_one("a.move")["href"]
        assert parse_qs(urlsplit(move).query)["next"] == [board]


def test_a_late_answer_is_said_in_words(ana, trust, idea):
    idea.answer_due_at = idea.answer_amber_at = clock.now() - timedelta(hours=1)
    page = ana.get(board_of(trust))
    assert page.select_one(f"#idea-{idea.id}.late")
    assert "Late since" in page.select_one(f"#idea-{idea.id} .tag").text


def test_the_testing_lane_shows_its_limit(ana, trust, idea):
    idea.stage = Stage.TESTING
    page = ana.get(board_of(trust))
    assert " ".join(page.select_one("#testing h2 .count").text.split()) == "1 of 5"


@pytest.mark.parametrize(("limit", "said"), [(2, "Small tests"), (1, "Full:"), (0, "1 over the limit:")])
def test_a_full_lane_says_what_it_asks_for(ana, trust, idea, limit, said):
    idea.stage, trust.ward_12.testing_limit = Stage.TESTING, limit
    assert ana.get(board_of(trust)).select_one("#testing .rule").text.startswith(said)


@pytest.mark.parametrize(
    ("show", "shown"), [("", 2), ("?show=raised", 0), ("?show=due", 0), ("?owner=0123456789ABCDEF", 0)]
)
def test_filters_are_kept_in_the_address(ana, trust, idea, show, shown):
    submit(trust.ward_12, text="Another one", author=trust.ben)
    page = ana.get(board_of(trust) + show)
    assert len(page.soup.select("article.idea")) == shown


@pytest.mark.parametrize(
    ("show", "said"),
    [("", ""), ("?show=due", "1 on"), ("?show=raised&owner=0123456789ABCDEF", "2 on")],
)
def test_folded_filters_say_how_many_are_set(ana, trust, idea, show, said):
    summary = ana.get(board_of(trust) + show).select_one("details.fold summary")
    assert summary.text.removeprefix("Filter and more").strip() == said


def test_a_lane_is_paged_and_every_card_comes_once(ana, trust):
    for number in range(95):
        submit(trust.ward_12, text=f"Idea number {number}", author=trust.ben, details={"effort": number % 4})
    page, seen = ana.get(board_of(trust)), []
    seen += titles(page, "new")
    while (more := page.select_one("a.more, .pager a[rel=next]")) is not None:
        page = ana.get(more["href"])
        seen += [link.text for link in page.soup.select("article h3 a")]
    assert len(seen) == len(set(seen)) == 95


def test_what_a_short_lane_does_not_need_the_long_ones_share(ana, trust):
    assert page_sizes({"new": 100, "ready": 60, "testing": 5, "embedding": 3}) == {
        Stage.NEW: 46, Stage.READY: 46, Stage.TESTING: 25, Stage.EMBEDDING: 25, Stage.DONE: 10,
    }  # fmt: skip
    for number in range(110):
        submit(trust.ward_12, text=f"Idea number {number}", author=trust.ben)
    assert len(titles(ana.get(board_of(trust)), "new")) == 100


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


def test_a_group_has_its_heading_once_over_all_pages_of_a_lane(ana, trust):
    for number in range(150):
        submit(trust.ward_12, text=f"Idea number {number}", author=trust.ben, details={"effort": number % 3})
    for how in ({}, {"headers": {"HX-Request": "true"}}):
        page, said = ana.get(board_of(trust)), []
        said += [group.text.strip() for group in page.soup.select("#new .group")]
        while (more := page.select_one("#new a.more, a.more, .pager a[rel=next]")) is not None:
            page = ana.get(more["href"], **how)
            said += [group.text.strip() for group in page.soup.select(".group")]
        assert said == ["Not sized", "Easy", "Some work"]


def test_a_move_leads_back_to_the_card_on_the_board_as_it_was_filtered(ana, trust, idea):
    idea.owner_id = trust.ben.id
    board = f"{board_of(trust)}?owner={trust.ben.id}"
    menu = ana.get(ana.get(board).select_one("a.move")["href"])
    step = ana.get(menu.select_one(".menu-link[href*=acceptance]")["href"])
    sent = {field["name"]: field["value"] for field in step.soup.select("main form input[type=hidden]")}
    went = ana.post(
        f"/ideas/{idea.id}/acceptance", data={**sent, "owner": trust.ben.id, "words": "Yes, we try it."}
    )
    assert went.location == f"{board}#idea-{idea.id}"
    assert step.soup.find("a", string="Leave it")["href"] == f"{board}#idea-{idea.id}"


def test_more_of_a_lane_in_place_leads_back_to_the_board_and_as_a_page_to_that_page(ana, trust):
    for number in range(105):
        submit(trust.ward_12, text=f"Idea number {number}", author=trust.ben)
    more = ana.get(f"{board_of(trust)}?show=").select_one("a.more")["href"]
    asked = {
        "page": ana.get(more).select_one("a.move")["href"],
        "in place": ana.get(more, headers={"HX-Request": "true"}).select_one("a.move")["href"],
    }
    assert parse_qs(urlsplit(asked["in place"]).query)["next"] == [board_of(trust)]
    assert parse_qs(urlsplit(asked["page"]).query)["next"] == [more]


def test_leaving_a_step_never_leads_to_another_site(ana, idea):
    for bad in ("https://evil.example", "javascript:alert(1)"):
        step = ana.get(f"/ideas/{idea.id}/acceptance?next={bad}")
        assert step.soup.find("a", string="Leave it")["href"] == f"/ideas/{idea.id}"


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


def test_which_first_shows_the_idea_to_everybody_and_says_who_places(ana, ben, trust, idea):
    page = ben.get(f"/teams/{trust.ward_12.id}/pick")
    place = page.select_one(".place")
    assert idea.headline in place.text
    assert "Nobody has said yet" in place.text
    assert "The leads of Ward 12 place ideas: Ana Diaz." in place.text
    assert not place.select("form, input, button")
    assert ana.get(f"/teams/{trust.ward_12.id}/pick").select_one("form.place button")


def test_which_first_says_when_every_idea_is_placed(ana, trust, idea):
    assert "No idea is new or ready" in ana.get(f"/teams/{trust.ward_14.id}/pick").text
    idea.effort, idea.impact = 1, 2
    page = ana.get(f"/teams/{trust.ward_12.id}/pick")
    assert page.select_one(".place h2").text == "Every idea is placed"


def test_a_lane_without_a_match_says_so(ana, trust, idea):
    page = ana.get(f"{board_of(trust)}?show=raised")
    assert page.select_one("#new .quiet").text == "None of the 1 is like this."


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
