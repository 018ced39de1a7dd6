"""Who sees which cycles, and who may do what with them. See docs/states.md."""

from typing import Any

from sqlalchemy import Select, false, select

from improve.ideas import policy as ideas
from improve.ideas.facts import GainCheck
from improve.ideas.models import Idea
from improve.pdsa.models import Cycle
from improve.people.models import Person

WHO_TESTS = "Only a lead of this team, the owner or somebody who contributes may do that."
WHO_DECIDES = "Only a lead of this team or the owner may do that."
WHO_APPROVES = "Only the clinician named in the plan, and never its planner, may approve it."

may_test = ideas.may_test  # plan, do, write down, study
may_decide = ideas.may_do  # adopt, adapt, abandon, pause, answer a check


def visible_to(viewer: Any) -> Select[Cycle]:
    """Who sees an idea sees its cycles."""
    if not isinstance(viewer, Person):
        return select(Cycle).where(false())
    seen = ideas.visible_to(viewer).with_only_columns(Idea.id)
    return select(Cycle).where(Cycle.organisation_id == viewer.organisation_id, Cycle.idea_id.in_(seen))


def checks_visible_to(viewer: Any) -> Select[GainCheck]:
    """Who sees an idea sees whether it is still in use."""
    if not isinstance(viewer, Person):
        return select(GainCheck).where(false())
    seen = ideas.visible_to(viewer).with_only_columns(Idea.id)
    return select(GainCheck).where(
        GainCheck.organisation_id == viewer.organisation_id, GainCheck.idea_id.in_(seen)
    )


def may_approve(person: Any, cycle: Cycle) -> bool:
    """The clinician who is named in the plan, and did not make it."""
    named = isinstance(person, Person) and person.id == cycle.approver_id
    return named and person.id != cycle.planned_by_id
