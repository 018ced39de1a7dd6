"""Which first? One idea after the other is placed; what is missing is said on the same page, with its grid."""

import pytest

from improve.core.db import db
from improve.ideas.stages import Stage
from improve.ideas.submitting import submit


def pick_of(trust) -> str:
    return f"/teams/{trust.ward_12.id}/pick"


@pytest.fixture
def three(trust):
    """Three ideas that nobody has sized, in the order in which they are placed."""
    ideas = [
        submit(trust.ward_12, text=f"The sling is missing, {number}.", author=trust.ben) for number in "123"
    ]
    return sorted(ideas, key=lambda idea: idea.id)


def placed_now(page):
    return page.select_one("#placing").text


def test_an_idea_without_both_answers_is_refused_on_the_page_with_its_grid(ana, trust, three):
    page = ana.post(pick_of(trust), data={"idea": three[1].id, "effort": "2"})
    assert (page.status_code, page.select_one("title").text[:6]) == (422, "Error:")
    [wrong] = page.soup.select("[data-error-summary] a")
    assert (wrong.text, wrong["href"]) == ("Choose how big a difference", "#impact-0")
    assert page.select_one(f"input{wrong['href']}[name=impact]")
    assert page.select_one("#impact-error")
    assert page.select_one("input[name=effort][value='2']").has_attr("checked")
    assert placed_now(page) == three[1].headline
    assert len(page.soup.select(".quad")) == 4


def test_a_placed_idea_is_named_with_its_field_and_can_be_taken_back(ana, trust, three):
    went = ana.post(
        pick_of(trust), data={"idea": three[0].id, "effort": "1", "impact": "2", "next": pick_of(trust)}
    )
    assert went.location == pick_of(trust)
    page = ana.get(went.location)
    assert "Placed in “Implement”." in page.select_one(".toast").text
    assert page.select_one(".toast [data-undo]")
    assert three[0].headline in page.select_one(".quad.implement").text
    db.session.refresh(three[0])
    assert three[0].stage == Stage.NEW


def test_an_idea_can_be_skipped_and_comes_again_after_the_last(ana, trust, three):
    page, seen = ana.get(pick_of(trust)), []
    for _ in range(4):
        seen.append((page.select_one(".step span").text, placed_now(page)))
        page = ana.get(page.select_one(".step a")["href"])
    named = [(f"Placing {at} of 3", idea.headline) for at, idea in enumerate(three, 1)]
    assert seen == [*named, named[0]]


def test_whoever_placed_an_idea_goes_on_behind_the_one_they_skipped(ana, trust, three):
    page = ana.get(f"{pick_of(trust)}?skip={three[0].id}")
    sent = {field["name"]: field["value"] for field in page.soup.select("form.place input[type=hidden]")}
    went = ana.post(pick_of(trust), data={**sent, "effort": "1", "impact": "1"})
    assert placed_now(ana.get(went.location)) == three[2].headline


def test_the_last_idea_is_placed_and_nothing_is_left_to_skip(ana, trust, idea):
    page = ana.get(pick_of(trust))
    assert page.select_one(".place button").text == "Place it and finish"
    assert not page.select_one(".step a")


def test_all_that_is_not_sized_is_counted_and_what_is_placed_is_still_shown(ana, trust, monkeypatch):
    monkeypatch.setattr("improve.boards.picking.MOST", 2)
    for number in range(7):
        idea = submit(trust.ward_12, text=f"The sling is missing, {number}.", author=trust.ben)
        if number < 3:
            idea.effort, idea.impact = 1, 2
    page = ana.get(pick_of(trust))
    assert page.select_one(".step span").text == "Placing 1 of 4"
    assert page.select_one(".quad.implement .n").text == "3"
    assert len(page.soup.select(".quad.implement a[href*=idea]")) == 2


def test_the_words_of_the_author_stand_there_in_full(ana, trust):
    text = "Two of us hunt for the hoist sling every morning. " * 8
    submit(trust.ward_12, text=text, author=trust.ben)
    assert text.strip() in ana.get(pick_of(trust)).select_one(".place .say").text


def test_an_idea_that_is_placed_again_stands_once_in_each_field_that_can_be_chosen(ana, trust, idea):
    idea.effort, idea.impact = 1, 2
    page = ana.get(f"{pick_of(trust)}?idea={idea.id}")
    assert not page.soup.select(f".quad a[href*='{idea.id}']:not([href*=decline])")
    assert [card.select_one(".foot").text for card in page.soup.select(".quad .ghost")] == [
        "You are placing this"
    ] * 4
    assert [axis.text for axis in page.soup.select(".pick-grid b:not([dir])")] == [
        "Difference it makes",
        "Effort it takes",
    ]


def test_only_leads_place_ideas_and_only_those_of_the_team(ana, ben, fay, cleo, trust, idea):
    sent = {"idea": idea.id, "effort": "1", "impact": "2"}
    assert [who.post(pick_of(trust), data=sent).status_code for who in (ben, fay, cleo)] == [403, 403, 404]
    elsewhere = submit(trust.ward_14, text="The clock is slow.", author=trust.fay)
    assert ana.post(pick_of(trust), data={**sent, "idea": elsewhere.id}).status_code == 403
    assert ana.post(f"/teams/{trust.ward_14.id}/pick", data=sent).status_code == 404
