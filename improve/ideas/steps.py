"""The steps of an idea as one table: what each is called, from which stages, who may, what it asks, what it does.

The "Move to…" menu, the form pages and their POST routes are all made from it. Features above (cycles, escalations)
add their own steps with `add`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from improve.core.forms import Form
from improve.ideas import policy
from improve.ideas.models import Idea
from improve.ideas.patients.holding import is_held
from improve.ideas.stages import Stage
from improve.people.models import Person

ANY_STAGE = frozenset(Stage) - {Stage.MERGED, Stage.WITHHELD, Stage.WITHDRAWN}


@dataclass(frozen=True)
class Step:
    """One step. `noun` is the last part of its address; `key` chooses it in the menu."""

    noun: str
    name: str
    hint: str
    icon: str
    stages: frozenset[Stage]
    may: Callable[[Any, Idea], bool]
    who: str = "Only a lead of this team may do that."
    key: str = ""
    button: str = ""
    title: str = ""  # of its page, where its name says too little there
    form: Callable[[Idea, Person], Form] | None = (
        None  # none: the page is made by the feature that added the step
    )
    act: Callable[[Idea, Person, Any], None] | None = None
    said: str = ""
    is_move: bool = True  # stands in the "Move to…" menu
    lane: Stage | None = None  # dropping a card on this lane means this step
    # What is said instead where nobody can be told, and where a lead has yet to look at it for the first time.
    when_untold: Mapping[str, Any] = field(default_factory=dict)
    when_held: Mapping[str, Any] = field(default_factory=dict)

    @property
    def heading(self) -> str:
        """What its page is called. In the menu a move is a stage, “Ready”; on its page it is what one does."""
        return self.title or (self.button if self.is_move else self.name)

    def href(self, idea: Idea) -> str:
        """The page that asks for what the step needs."""
        return f"/ideas/{idea.id}/{self.noun}"

    def is_open(self, viewer: Any, idea: Idea) -> bool:
        """Whether this viewer may take it now."""
        return idea.stage in self.stages and self.may(viewer, idea)

    def worded(self, idea: Idea) -> "Step":
        """As it is said for this idea."""
        if self.when_held and is_held(idea):
            return replace(self, **self.when_held)
        return replace(self, **self.when_untold) if self.when_untold and not idea.can_tell_author else self


STEPS: dict[str, Step] = {}


def add(step: Step, *, before: str = "") -> Step:
    """Put a step into the table: at its end, or before another one."""
    later = list(STEPS)[list(STEPS).index(before) :] if before else []
    STEPS[step.noun] = step
    for noun in later:
        STEPS[noun] = STEPS.pop(noun)
    return step


def open_steps(viewer: Any, idea: Idea, *, moves: bool | None = None) -> list[Step]:
    """The steps that are open for a viewer, in the order of the table."""
    wanted = (step for step in STEPS.values() if moves is None or step.is_move == moves)
    return [step.worded(idea) for step in wanted if step.is_open(viewer, idea)]


def next_step(viewer: Any, idea: Idea) -> Step | None:
    """The one sensible next action for this stage and this person: the first move that is open."""
    return next(iter(open_steps(viewer, idea, moves=True)), None)


def stages(*named: Stage) -> frozenset[Stage]:
    """A set of stages."""
    return frozenset(named)


def anybody(viewer: Any, _idea: Idea) -> bool:
    """Every signed-in person."""
    return policy.may_comment(viewer)
