"""The steps that hide a passage, and bring it back: asked for and taken as every other step of an idea."""

from typing import Any

from improve.core import clock
from improve.core.errors import RuleBroken
from improve.core.forms import Form
from improve.ideas import policy, steps
from improve.ideas.forms import ConfirmForm, MaskForm
from improve.ideas.identifiers import KIND_WORDS
from improve.ideas.models import Idea
from improve.ideas.patients import masking
from improve.ideas.stages import Stage
from improve.ideas.steps import Step

WHO = "Only a lead of this team, the guardian or an administrator may do that."


def with_passages(idea: Idea, _by: Any) -> Form:
    """What looks like a patient's is offered; other words can be typed."""
    form = MaskForm()
    found = masking.proposals(idea)
    form.found.choices = [(words, f"“{words}”: {KIND_WORDS[kind]}") for words, kind in found.items()]
    form.kind.choices = [(kind, name[0].upper() + name[1:]) for kind, name in masking.MASKS.items()]
    if not form.is_submitted():
        form.found.data = list(found)
        form.kind.data = next(iter(found.values()), "patient_name")
    return form


def mask(idea: Idea, by: Any, form: Any) -> None:
    """Hide what was ticked and what was typed."""
    passages = [*(form.found.data or []), *([form.words.data] if form.words.data else [])]
    if not passages:
        raise RuleBroken("Choose a passage, or type the words to hide.")
    masking.mask(idea, by, passages, form.kind.data)


def may_bring_back(person: Any, idea: Idea) -> bool:
    """Whoever may hide, while there is something to bring back."""
    return policy.may_mask(person, idea) and idea.masked_until is not None and idea.masked_until > clock.now()


steps.add(Step(
    "masking", "Hide a passage", "Everywhere in this idea; for 24 hours it can be brought back", "lock",
    frozenset(Stage), policy.may_mask,
    who=WHO, button="Hide it everywhere", form=with_passages, is_move=False, act=mask,
    said="Hidden in every version. For 24 hours it can be brought back; then it is gone for good.",
))  # fmt: skip
steps.add(Step(
    "unmasking", "Bring the passage back", "Within 24 hours", "undo", frozenset(Stage), may_bring_back,
    who=WHO, button="Bring it back", form=lambda _idea, _by: ConfirmForm(), is_move=False,
    said="It stands there again.", act=lambda idea, by, _form: masking.bring_back(idea, by),
))  # fmt: skip
