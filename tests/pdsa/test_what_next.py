"""The page of a goal says what happens next with an idea that is tested or kept up: what, when, and who."""

from datetime import date
from types import SimpleNamespace

import pytest

from improve.core.db import db
from improve.goals import serving
from improve.ideas.support import serve_goals
from improve.pdsa.models import plan
from improve.pdsa.what_next import check_words, cycle_words
from tests.goals.conftest import goals as goals  # the goals of the small trust
from tests.pdsa.plans import PLAN

TUESDAY = date(2026, 3, 3)
# fmt: off
STATES = [
    ({"state": "planned"}, "Cycle 2 starts on 14 March: Ana Diaz runs it"),
    ({"state": "planned", "starts_on": date(2026, 3, 2)}, "Cycle 2 was to start yesterday: Ana Diaz runs it"),
    ({"state": "planned", "affects_patient": True}, "Cycle 2 waits: Fay Ortiz says whether it is safe to try"),
    ({"state": "planned", "affects_patient": True, "refused_at": TUESDAY},
     "Cycle 2 was not approved: Ben Ali changes the plan"),
    ({"state": "planned", "affects_patient": True, "approved_at": TUESDAY, "owner": None},
     "Cycle 2 starts on 14 March: the team runs it"),
    ({"state": "doing"}, "Cycle 2 ends on 14 December: Ana Diaz looks at the results"),
    ({"state": "doing", "ends_on": date(2026, 3, 5)}, "Cycle 2 ends on Thursday: Ana Diaz looks at the results"),
    ({"state": "doing", "ends_on": TUESDAY}, "Cycle 2 ends today: Ana Diaz looks at the results"),
    ({"state": "doing", "ends_on": date(2026, 2, 20)}, "Cycle 2 ended on 20 February: Ana Diaz looks at the results"),
    ({"state": "studied", "owner": None}, "Cycle 2 is studied: the team decides to adopt, adapt or abandon"),
]
# fmt: on


@pytest.mark.parametrize(("changes", "words"), STATES)
def test_a_test_says_what_comes_when_and_who_does_it(changes, words):
    days = {"starts_on": date(2026, 3, 14), "ends_on": date(2026, 12, 14)}
    asked = {"affects_patient": False, "approved_at": None, "approver": "Fay Ortiz", "owner": "Ana Diaz"}
    asked |= {"refused_at": None, "planner": "Ben Ali"}
    cycle = SimpleNamespace(**({"number": 2} | days | asked | changes))
    assert cycle_words(cycle, TUESDAY) == words


def test_a_gain_says_when_it_is_asked_for():
    assert check_words(date(2026, 4, 2), TUESDAY) == "Still in use? To be said on 2 April"
    assert check_words(date(2026, 2, 27), TUESDAY) == "Still in use? Was to be said on 27 February"


def test_the_page_of_a_goal_says_when_the_cycle_ends_and_who_looks(goals, trust, ready, ana):
    serve_goals(ready, {goals.ward.id}, by=trust.ana)
    plan(ready, trust.ben, PLAN).start_doing(trust.ben)
    page = ana.get(f"/goals/{goals.ward.id}")
    assert "Cycle 1 ends on " in page.text
    assert ": Ben Okoro looks at the results" in page.text


def test_the_page_of_a_goal_says_when_a_gain_is_checked(goals, trust, adopted, ready):
    serve_goals(ready, {goals.ward.id}, by=trust.ana)
    db.session.flush()
    shown = serving.ideas().shown({goals.ward.id: [goals.ward.id]}, goals.ward.id, trust.ben, 3)
    assert shown.listed[0].next.startswith("Still in use? To be said")
