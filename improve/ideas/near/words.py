"""What a like idea is shown with: what happened to it, in one sentence. The words around it stand in the template."""

from improve.core import when
from improve.core.languages import gettext, in_words
from improve.ideas.models import Idea
from improve.ideas.near import Near
from improve.ideas.stages import DECLINE_REASONS, Stage

TRIED = (Stage.TESTING, Stage.EMBEDDING, Stage.DONE, Stage.LEARNED)
TELLING = {
    Stage.EMBEDDING: "adopt",
    Stage.DONE: "done",
    Stage.NOT_NOW: "decline",
    Stage.LEARNED: "learned",
}  # the kind of answer that says what happened. How one is accepted is between its lead and its author
OTHER = "other"  # a reason that says nothing; the lead's words do
LONGEST = 140  # characters: two lines beside the field


def what_happened(idea: Idea) -> str:
    """What became of it, as its lead wrote it; where it was not for now, why and what comes next. Else nothing."""
    kind = TELLING.get(idea.stage)
    told = [answer for answer in idea.answers if answer.kind == kind]
    if not told:
        return ""
    last = told[-1]
    reason = DECLINE_REASONS.get(last.reason, "") if last.reason != OTHER else ""
    words = f"{gettext(reason)}. {last.next_step}" if reason else last.words
    words = " ".join(words.split())
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rsplit(' ', 1)[0]}…"


def only_tried(found: Near) -> Idea | None:
    """The one idea that is close, where its team has tried it: the heading says so then."""
    alone = found.close[0] if len(found.close) == 1 else None
    return alone if alone is not None and alone.stage in TRIED else None


def tried_in(idea: Idea) -> str:
    """The month in which it came to where it is: "May"."""
    return in_words(when.local(idea.stage_since, idea.team.organisation.time_zone).date(), "MMMM")
