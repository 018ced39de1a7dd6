"""The idea that journeys through a test are about: the keys of the medicines room."""

from typing import Any

from improve.ideas.models import Idea
from improve.ideas.submitting import submit
from tests.journeys.walker import Walker

HEADLINE = "The keys of the medicines room go missing"


def accepted(trust: Any) -> Idea:
    """An idea that Ana accepted, and Ben owns."""
    idea = submit(trust.ward_12, text=HEADLINE, author=trust.fay)
    idea.accept(trust.ana, trust.ben, "Yes. Count it first, then try it in one bay.")
    return idea


def patient(walker: Walker, label: str) -> None:
    """Whether it could affect a patient."""
    group = walker.page.get_by_role("group", name="Could it affect a patient?")
    group.get_by_label(label, exact=True).check()
