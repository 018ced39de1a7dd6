"""Search finds by stem, over what one may see, and takes every character as it is."""

import pytest

from improve.core.db import commit
from improve.ideas.submitting import submit


def found(client, words: str) -> list[str]:
    page = client.get("/search", query_string={"q": words})
    assert page.status_code == 200
    return [link.text for link in page.soup.select("ul.rows a")]


@pytest.mark.parametrize("words", ["blanket", "BLANKETS", "blankets nights", "borrowing"])
def test_words_are_found_by_their_stem(ana, idea, words):
    assert found(ana, words) == [idea.headline]


@pytest.mark.parametrize(
    "words",
    ["", "   ", "blankets elephants", "*", '"', "' OR 1=1 --", ".*+?[(\\", "NEAR(", "a:b", "-", "\x00", "🧦"],
)
def test_whatever_is_typed_is_only_words(ana, idea, words):
    assert found(ana, words) == []


def test_an_edit_is_found_by_its_new_words(ana, idea):
    form = {"version": 1, "title": "", "text": "Pillows run out", "suggestion": "", "waste": ""}
    ana.post(f"/ideas/{idea.id}/edit", data=form)
    assert (found(ana, "blankets"), found(ana, "pillow")) == ([], ["Pillows run out"])


def test_nothing_of_another_organisation_is_found(cleo, idea):
    assert found(cleo, "blankets") == []


def test_what_is_withheld_is_found_by_leads_alone(ana, fay, trust, idea):
    idea.withhold(trust.ana, "a patient", "It shows who a patient is.")
    commit()
    assert (found(ana, "blankets"), found(fay, "blankets")) == ([idea.headline], [])


def test_the_list_is_paged_by_day_and_shows_each_idea_once(ana, trust):
    for number in range(120):
        submit(trust.ward_12, text=f"Idea number {number}", author=trust.ben)
    page, seen = ana.get("/ideas"), []
    while True:
        seen += [link.text for link in page.soup.select("ul.rows a")]
        older = page.select_one(".pager a[rel=next]")
        if older is None:
            break
        page = ana.get(older["href"])
    assert len(seen) == len(set(seen)) == 120


@pytest.mark.parametrize(
    "query", ["stage=nonsense", "team=x", "goal=%00", "after=broken.X", "after=2026-02-31.X"]
)
def test_a_broken_filter_is_no_crash(ana, idea, query):
    assert ana.get(f"/ideas?{query}").status_code in (200, 404)
