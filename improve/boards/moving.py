"""Which cards of a board somebody may move: "Move to…" stands only where at least one step is open."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from improve.ideas import policy
from improve.ideas.stages import Stage
from improve.ideas.steps import STEPS
from improve.people.models import Person
from improve.teams.models import Team
from improve.teams.policy import leads

Rule = Callable[[Any, Any], bool]
LEADS: tuple[Rule, ...] = (policy.may_answer, policy.may_do, policy.may_test)
OWNERS: tuple[Rule, ...] = (policy.may_do, policy.may_test)
HELPERS: tuple[Rule, ...] = (policy.may_test,)


@dataclass(frozen=True)
class Mover:
    """Somebody who looks at a board, as far as its cards need to know. Without an id: nobody who moves anything."""

    id: str = ""
    leads: bool = False

    def may_move(self, row: Any) -> bool:
        """Whether a step is open to them. What ideas/policy.py says of one idea, of a row of a lane that is read."""
        if not self.id:
            return False
        if self.leads:
            return row.stage in stages_by(LEADS)
        if row.owner_id == self.id:
            return row.stage in stages_by(OWNERS)
        return bool(row.helps) and row.stage in stages_by(HELPERS)


NOBODY = Mover()


def mover(viewer: Any, team: Team) -> Mover:
    """The viewer of this team's board; a tablet moves nothing."""
    return Mover(viewer.id, leads(viewer, team)) if isinstance(viewer, Person) else NOBODY


@cache
def stages_by(rules: tuple[Rule, ...]) -> frozenset[Stage]:
    """From where a move is open by one of these rules; the table of steps is complete when a page is asked for."""
    moves = [step for step in STEPS.values() if step.is_move and step.may in rules]
    return frozenset(stage for step in moves for stage in step.stages)
