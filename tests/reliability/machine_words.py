"""The part of the state machine that edits words, from any version that is still open somewhere, and undoes steps."""

from types import SimpleNamespace

from hypothesis import strategies as given
from hypothesis.stateful import invariant, rule
from sqlalchemy import select

from improve.core.db import db
from improve.ideas import steps, undoing
from improve.ideas.editing import Fields, edit
from improve.ideas.facts import IdeaText
from improve.ideas.forms import THE_TEAM
from improve.ideas.models import Idea
from tests.reliability.known import (
    DONE,
    EMBEDDING,
    LEARNED,
    MERGED,
    NEW,
    NOT_NOW,
    READY,
    Known,
    Taken,
    can_be_undone,
)
from tests.reliability.stepping import PERSON, PLACE, Stepping, verb

FIELD = given.sampled_from(["text", "suggestion"])
WORDS = given.sampled_from(["Blankets run out on nights.", "No blankets after ten.", "Order forty more."])
AGE = given.integers(0, 3)  # versions ago
UNDOABLE = {  # from which stages to which
    "acceptance": ({NEW}, READY),
    "completion": ({NEW, READY}, DONE),
    "decline": ({NEW, READY}, NOT_NOW),
    "finish": ({EMBEDDING}, DONE),
    "reopening": ({DONE, NOT_NOW, LEARNED}, READY),
}
FORM = {
    "words": "Yes.", "owner": THE_TEAM, "reason": "other", "next_step": "Ask in April.", "effort": "1", "impact": "2",
}  # fmt: skip


class Words(Stepping):
    """The rules of editing and undoing."""

    @rule(place=PLACE, by=PERSON, field=FIELD, words=WORDS, age=AGE)
    def edit(self, place: int, by: str, field: str, words: str, age: int) -> None:
        """Over an old version: the other field merges; the same field is refused, and nothing is lost."""
        _id, known = self.pick(place)
        seen = max(len(known.words) - 1 - age, 0)
        before, present = known.words[seen], known.words[-1]
        is_mine, is_theirs = words != before[field], present[field] != before[field]
        collides = is_mine and is_theirs and words != present[field]

        def act(idea: Idea) -> None:
            typed = Fields(**{**before, field: words}, title="", benefits=(), waste="")
            edit(idea, typed, seen + 1, self.person(by))

        if (
            self.attempt(place, known.stage != MERGED and not collides, act)
            and is_mine
            and words != present[field]
        ):
            known.words.append({**present, field: words})
            known.events += 1

    @rule(place=PLACE, by=PERSON, noun=given.sampled_from([*UNDOABLE, "size"]))
    def take_step(self, place: int, by: str, noun: str) -> None:
        """A step as the board takes it: it can be taken back if nothing else came of it."""
        _id, known = self.pick(place)
        before, escalated, offered = known.snapshot(), known.waits_above, known.offered_to
        stages, after = UNDOABLE.get(noun, ({known.stage} - {MERGED}, known.stage))
        taken: list[undoing.Taken | None] = []
        form = SimpleNamespace(**{name: SimpleNamespace(data=value) for name, value in FORM.items()})
        act = lambda idea: taken.append(undoing.take(idea, self.person(by), steps.STEPS[noun], form))  # noqa: E731
        if not self.attempt(place, known.stage in stages, act):
            return
        self.note(known, noun, after)
        ended_another = (escalated and not known.waits_above) or (offered and not known.offered_to)
        changed_nothing = noun == "size" and before["size"] == known.size
        assert (taken[0] is None) == bool(ended_another or changed_nothing)
        if taken[0] is not None:
            known.taken = Taken(taken[0], before, known.told)

    def note(self, known: Known, noun: str, after: str) -> None:
        """What the step changes."""
        if noun == "size":
            known.events, known.size = known.events + (known.size != (1, 2)), (1, 2)
            return
        known.enter(NEW if noun == "reopening" and not known.is_answered else after)
        if noun == "acceptance":
            known.owner = ""
            known.decide()
        if noun != "reopening":
            known.answer()
        if noun in ("completion", "decline", "finish"):
            known.settle()

    @verb(can_be_undone, by=PERSON)
    def undo(self, place: int, by: str) -> None:
        """Only while nothing happened since; then all stands as before, and both steps in the record."""
        _id, known = self.pick(place)
        if (taken := known.taken) is None:
            return
        may = known.told == taken.told
        if self.attempt(place, may, lambda idea: undoing.move_back(idea, self.person(by), taken.token)):
            for name, value in taken.before.items():
                setattr(known, name, value)
            known.events += 1

    @invariant()
    def no_words_are_lost(self) -> None:
        """Every version that was saved is there, in order."""
        rows = select(IdeaText.idea_id, IdeaText.text, IdeaText.suggestion).where(
            IdeaText.idea_id.in_(self.ids)
        )
        found: dict[str, list[dict[str, str]]] = {idea_id: [] for idea_id in self.ids}
        for idea_id, text, suggestion in db.session.execute(rows.order_by(IdeaText.number)):
            found[idea_id].append({"text": text, "suggestion": suggestion})
        assert list(found.values()) == [known.words for known in self.known]
