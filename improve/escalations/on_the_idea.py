"""What escalations add to the page of an idea: the step that raises it, and the chain of what was raised."""

from typing import Any

from improve.escalations import policy
from improve.escalations.chains import chains_of
from improve.escalations.models import Escalation
from improve.escalations.proposals import Proposal
from improve.ideas import pieces, steps
from improve.ideas.models import Idea
from improve.ideas.patients import masking
from improve.ideas.stages import OPEN_STAGES

STEP = steps.add(
    steps.Step(
        noun="escalations/new",
        name="Raise it",
        hint="To the team above",
        icon="up",
        stages=frozenset(OPEN_STAGES),
        may=lambda viewer, idea: policy.may_propose(viewer, idea) and idea.team.parent_id is not None,
        key="E",
        is_move=False,
    )
)


def gather(idea: Idea, _viewer: Any) -> dict[str, Any] | None:
    """The chains of an idea; nothing when it was never raised. While one is open, nothing else can be raised."""
    chains = chains_of(idea)
    closes = (STEP.noun,) if any(chain.is_open for chain in chains) else ()
    return {"chains": chains, "closes": closes} if chains else None


pieces.add("escalations/_chains.html", gather)
masking.WORDS |= {Escalation: ("ask", "answer_words", "end_words"), Proposal: ("ask", "why_not")}
