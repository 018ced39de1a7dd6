"""The list of what was raised: for us, from us, open; oldest due first."""

import pytest

from improve.escalations.models import raise_for
from improve.ideas.submitting import submit
from tests.escalations.asking import ASK


def test_the_list_shows_what_waits_for_us_oldest_due_first(dora, raised):
    page = dora.get("/escalations")
    assert page.select_one(f"#escalation-{raised.id}")
    assert page.select_one(".chip[aria-current]").text == "Waiting for us"


def test_staff_see_what_their_team_raised(ben, fay, raised):
    assert ben.get("/escalations").select_one(f"#escalation-{raised.id}")
    assert not fay.get("/escalations?show=from-us").select_one(f"#escalation-{raised.id}")
    assert fay.get("/escalations?show=open").select_one(f"#escalation-{raised.id}")


def test_what_was_raised_further_says_where_it_stands_and_how_it_ended(ben, trust, raised):
    further = raised.raise_further(trust.dora, "another team", ASK)
    row = ben.get("/escalations").select_one(f"#escalation-{raised.id} .when").text
    assert "Raised further" in row and trust.mo.name not in row and further.to_team.label in row
    further.accept(trust.mo)
    assert trust.mo.name in ben.get("/escalations").select_one(f"#escalation-{raised.id} .when").text
    further.answer(trust.mo, "Four blankets come each evening.")
    row = ben.get("/escalations").select_one(f"#escalation-{raised.id} .when").text
    assert "Answered" in row and further.to_team.label in row


@pytest.mark.parametrize("show", ["to-us", "open"])
def test_a_long_list_has_pages(dora, trust, show):
    for number in range(30):
        idea = submit(trust.ward_12, text=f"Idea number {number}", author=trust.ben)
        raise_for(idea, trust.ana, "blocked", ASK)
    first = dora.get(f"/escalations?show={show}")
    second = dora.get(first.select_one("a[rel=next]")["href"])
    ids = [row["id"] for page in (first, second) for row in page.soup.select(".wait > li")]
    assert (len(ids), len(set(ids))) == (30, 30)


def test_an_unknown_place_in_the_list_is_not_there(dora, raised):
    assert dora.get("/escalations?after=NOTHERE").status_code == 404
