"""No test that could affect a patient passes its approval by."""

from typing import Any

import pytest

from improve.ideas.models import Idea
from tests.journeys.keys import HEADLINE, accepted, patient
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser


@pytest.fixture
def keys(trust):
    """An idea that Ana accepted, and Ben owns."""
    return accepted(trust)


def test_a_test_that_could_affect_a_patient_starts_only_once_the_named_clinician_approved(walk, trust, keys):
    ben = walk(trust.ben)
    cycle = plan_for_a_patient(ben, keys, trust)
    assert ben.find("Start now", role="button").count() == 0
    ben.look_around("a test that waits for approval")
    assert started_by_hand(ben, cycle) == 409
    dora = walk(trust.dora)
    not_yet(dora, ben, cycle)
    dora.go("/")
    dora.click(HEADLINE)
    dora.look_around("asked whether it is safe")
    dora.press("It is safe to try")
    assert dora.sees("Approved. The test can start.")
    ben.go(cycle)
    ben.press("Start now")
    assert ben.sees("Prediction, locked") and ben.sees("Dora Lind, Matron, says it is safe to try")
    ben.look_around("a test that was approved")


def not_yet(dora: Walker, ben: Walker, cycle: str) -> None:
    """She says no and why; he reads it, changes the plan, and she is asked again."""
    dora.go("/")
    dora.click(HEADLINE)
    dora.page.locator("summary", has_text="I do not approve").click()
    dora.page.locator("#reason").fill("Write who the second nurse is.")
    dora.press("I do not approve")
    assert dora.sees("Sent back")
    ben.go(cycle)
    assert ben.sees("Write who the second nurse is.") and ben.find("Start now", role="button").count() == 0
    ben.look_around("a test that was not approved")
    ben.page.locator("main .next").get_by_role("link", name="Change the plan").click()
    ben.look_around("the plan with the reason")
    ben.page.locator("#who").fill("Ben and Kim")
    ben.press("Save the plan")


def plan_for_a_patient(ben: Walker, idea: Idea, trust: Any) -> str:
    """Yes, or perhaps: then somebody must be named. The address of the cycle."""
    ben.go(f"/ideas/{idea.id}/cycles/new")
    for name in ("question", "change", "who", "where_when", "measure"):
        ben.page.locator(f"#{name}").fill("A hook by the door, bay B")
    ben.choose("One person, one shift")
    ben.choose("It goes down")
    patient(ben, "Yes, or perhaps")
    ben.press("Save the plan")
    assert ben.sees("Choose who says that it is safe to try")
    ben.look_around("a plan without an approver")
    assert trust.ben.id not in ben.page.locator("#approver").inner_html()
    ben.page.locator("#approver").select_option(trust.dora.id)
    ben.press("Save the plan")
    return ben.page.url


def started_by_hand(ben: Walker, cycle: str) -> int:
    """The answer to the form that the page does not have."""
    token = ben.page.locator("input[name=csrf_token]").first.input_value()
    sent = ben.context.request.post(f"{cycle}/start", form={"csrf_token": token}, headers={"Referer": cycle})
    return sent.status
