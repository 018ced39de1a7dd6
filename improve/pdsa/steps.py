"""What cycles add to ideas: the steps that lead to and out of testing, and the ramp on the idea's page."""

from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, select

from improve.core import clock
from improve.ideas import own_steps as own_steps  # the table must hold them before others go between
from improve.ideas import pieces, policy
from improve.ideas.models import Idea
from improve.ideas.patients import masking
from improve.ideas.stages import Stage
from improve.ideas.steps import Step, add, stages
from improve.pdsa.checks import checks_of
from improve.pdsa.lit import honesty_of, ramp_of
from improve.pdsa.measuring import ramp_chart
from improve.pdsa.models import Cycle
from improve.pdsa.observations import Observation
from improve.pdsa.ramp import present, ramp
from improve.pdsa.refusals import Refusal
from improve.pdsa.stairs import stairs

# They stand before "just do it", so that a small test is the first thing offered for an idea that is ready.
FIRST = "completion"


def of_cycles(kind: type[Observation | Refusal], idea_id: str) -> ColumnElement[bool]:
    """The rows of this kind that belong to the cycles of an idea."""
    return kind.cycle_id.in_(select(Cycle.id).where(Cycle.idea_id == idea_id))


masking.WORDS |= {
    Cycle: (
        "question", "change", "prediction_unit", "measure", "who", "where_when",
        "happened", "learned", "decision_words", "adopted_without",
    ),
    Observation: ("words",),
    Refusal: ("reason",),
}  # fmt: skip
masking.PROVEN[Cycle] = ("prediction_unit", "measure")
for kind in (Observation, Refusal):
    masking.BELONGS[kind] = partial(of_cycles, kind)


add(Step(
    "gain-check", "Still in use?", "Say whether it is still in use", "check", stages(Stage.EMBEDDING),
    policy.may_do, key="4",
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
    """The ramp of an idea over the chart of its measure, and its checks; nothing when nothing was tested."""
    found = ramp_of(idea.id, clock.today(idea.team.organisation.time_zone))
    cycles = [cycle for cycle, _ in found]
    if not cycles:
        return None
    adopted = any(cycle.decision == "adopt" for cycle in cycles)
    over = ramp_chart(cycles)
    return {
        "ramp": ramp(cycles, over.said if over else {}),
        "over": over,
        "stairs": stairs(cycles),
        "honesty": honesty_of(found, present(cycles)),
        "checks": checks_of(idea) if adopted else [],
    }


pieces.add("pdsa/_ramp.html", gather)
