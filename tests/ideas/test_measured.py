"""An idea and what is measured for it."""

import pytest

from improve.measures.models import start
from tests.pdsa.story import WAITS

LINK = "#h-serves ~ p a"


@pytest.fixture
def ready(idea, trust):
    """Ben's idea, accepted."""
    idea.accept(trust.ana, trust.ben, "Yes.")
    return idea


def words(page):
    return [link.text for link in page.soup.select(LINK)]


def test_an_idea_names_what_is_measured_for_it(trust, ready, fay):
    measure = start(trust.ward_12, trust.ana, WAITS, idea_id=ready.id)
    page = fay.get(f"/ideas/{ready.id}")
    assert page.select_one(f"{LINK}[href='/measures/{measure.id}']").text == WAITS.name


def test_the_teams_own_people_can_start_a_measure_for_it(ready, ben, fay):
    page = ben.get(f"/ideas/{ready.id}")
    assert "Start a measure for it" in words(page)
    assert ben.get(page.soup.find("a", string="Start a measure for it")["href"]).status_code == 200
    assert "Start a measure for it" not in words(fay.get(f"/ideas/{ready.id}"))


def test_nothing_is_measured_for_what_is_not_accepted(idea, ben):
    assert "Start a measure for it" not in words(ben.get(f"/ideas/{idea.id}"))
