"""What cycles add to ideas: the steps that lead to and out of testing, and the ramp on the idea's page."""

from typing import Any

from improve.ideas import own_steps as own_steps  # the table must hold them before others go between
from improve.ideas import pieces, policy
from improve.ideas.models import Idea
from improve.ideas.stages import Stage
from improve.ideas.steps import Step, add, stages
from improve.pdsa.checks import checks_of, next_check
from improve.pdsa.models import cycles_of
from improve.pdsa.ramp import ramp

# They stand before "just do it", so that a small test is the first thing offered for an idea that is ready.
FIRST = "completion"


def may_check(viewer: Any, idea: Idea) -> bool:
    """A lead or the owner, while a check is open."""
    return policy.may_do(viewer, idea) and next_check(idea) is not None


add(Step(
    "gain-check", "Still in use?", "Say whether it is still in use", "check", stages(Stage.EMBEDDING),
    may_check, key="4",
), before=FIRST)  # fmt: skip
add(Step(
    "cycles/new", "Testing", "Plan a small test", "chart", stages(Stage.READY, Stage.LEARNED, Stage.EMBEDDING),
    policy.may_test, key="3", lane=Stage.TESTING,
), before=FIRST)  # fmt: skip
add(Step(
    "cycle", "The cycle", "Open the test: do, study, decide", "cycle", stages(Stage.TESTING), policy.may_test, key="4",
    lane=Stage.EMBEDDING,
), before=FIRST)  # fmt: skip
add(Step(
    "pause", "Ready", "Stop the test for now, say why", "undo", stages(Stage.TESTING), policy.may_do, key="2",
    lane=Stage.READY,
), before=FIRST)  # fmt: skip


def gather(idea: Idea, _viewer: Any) -> dict[str, Any] | None:
    """The ramp of an idea, and its checks once something was adopted; nothing when nothing was tested."""
    cycles = cycles_of(idea)
    if not cycles:
        return None
    adopted = any(cycle.decision == "adopt" for cycle in cycles)
    return {"ramp": ramp(cycles), "checks": checks_of(idea) if adopted else []}


pieces.add("pdsa/_ramp.html", gather)
