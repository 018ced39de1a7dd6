"""A link leads somewhere: what somebody may not open is told without one."""

import pytest

from improve.ideas.offers import offer


@pytest.mark.parametrize(("name", "links"), [("fay", 1), ("dora", 1), ("ana", 1), ("ben", 0), ("gil", 0)])
def test_an_offer_is_told_to_everybody_and_opened_by_the_leads_of_both_teams(trust, idea, as_, name, links):
    made = offer(idea, trust.ward_14, trust.ana, "You have the cupboard.")
    page = as_(getattr(trust, name)).get(f"/ideas/{idea.id}")
    assert "Offered to Ward 14" in page.select_one(".notice.soon").text
    assert len(page.soup.select(f".notice a[href='/offers/{made.id}']")) == links
