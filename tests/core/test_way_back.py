"""A refusal leads back to the page of this site that one came from, and nowhere else."""

import pytest

CAME_FROM = {
    "http://localhost/teams/x/board?show=due": "/teams/x/board?show=due",
    "http://elsewhere.example/teams/x/board": None,
    "http://localhost//elsewhere.example": None,
    "http://localhost/goals/none": None,  # the page itself
    "http://[": None,
    "": None,
}


@pytest.mark.parametrize("referrer", CAME_FROM)
def test_a_refusal_leads_back_to_where_one_was(ana, referrer):
    page = ana.get("/goals/none", headers={"Referer": referrer})
    back = page.soup.find("a", string="Go back")
    assert page.status_code == 404
    assert (back and back["href"]) == CAME_FROM[referrer]
