"""Random steps on random ideas by random people, against a model that fits on a page (docs/states.md in short)."""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as given
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import func, select

from improve.core.db import commit, db, give_up, start_writing
from improve.core.errors import RuleBroken
from improve.events.models import EventRow
from improve.ideas import family, support
from improve.ideas.models import Idea
from improve.ideas.submitting import submit

PLACE = given.integers(0, 6)
PERSON = given.sampled_from(["ana", "ben", "fay"])
NEW, READY, DONE, NOT_NOW, WITHDRAWN, WITHHELD, MERGED = (
    "new", "ready", "done", "not_now", "withdrawn", "withheld", "merged",
)  # fmt: skip


@dataclass
class Known:
    """What the model knows of one idea."""

    stage: str = NEW
    before: str = NEW
    into: "Known | None" = None
    is_answered: bool = False
    events: int = 1
    supporters: set[str] = field(default_factory=set)

    @property
    def head(self) -> "Known":
        """Where support counts."""
        return self.into or self


class Ideas(RuleBasedStateMachine):
    """Its rules are the verbs. It lives in `trust`."""

    trust: Any

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.known: list[Known] = []
        self.file()
        self.file()

    @rule()
    def file(self) -> None:
        """One more idea."""
        if len(self.ids) < 7:
            start_writing()
            idea = submit(self.trust.ward_12, text="Blankets run out on nights.", author=self.trust.ben)
            self.ids.append(idea.id)
            self.known.append(Known())
            commit()

    @rule(place=PLACE, by=PERSON)
    def accept(self, place: int, by: str) -> None:
        """Ready."""
        self.answer(place, {NEW}, READY, lambda idea: idea.accept(self.person(by), None, "Yes."))

    @rule(place=PLACE, by=PERSON)
    def decline(self, place: int, by: str) -> None:
        """Not now."""
        words = ("other", "Not this year.", "Ask in April.")
        self.answer(place, {NEW, READY}, NOT_NOW, lambda idea: idea.decline(self.person(by), *words))

    @rule(place=PLACE, by=PERSON)
    def just_do_it(self, place: int, by: str) -> None:
        """Done."""
        self.answer(place, {NEW, READY}, DONE, lambda idea: idea.just_do_it(self.person(by), "Done today."))

    @rule(place=PLACE, by=PERSON)
    def withdraw(self, place: int, by: str) -> None:
        """Taken back."""
        self.step(place, {NEW}, WITHDRAWN, lambda idea: idea.withdraw(self.person(by)))

    @rule(place=PLACE, by=PERSON)
    def reopen(self, place: int, by: str) -> None:
        """Open again."""
        _id, known = self.pick(place)
        after = READY if known.is_answered else NEW
        self.step(place, {DONE, NOT_NOW}, after, lambda idea: idea.reopen(self.person(by), "It is back."))

    @rule(place=PLACE, by=PERSON)
    def withhold(self, place: int, by: str) -> None:
        """Out of sight."""
        _id, known = self.pick(place)
        before = known.stage
        stages = {NEW, READY, DONE, NOT_NOW, WITHDRAWN}
        words = ("names a colleague", "It names somebody.")
        if self.answer(place, stages, WITHHELD, lambda idea: idea.withhold(self.person(by), *words)):
            known.before = before

    @rule(place=PLACE, by=PERSON)
    def show_again(self, place: int, by: str) -> None:
        """In sight again."""
        _id, known = self.pick(place)
        self.step(place, {WITHHELD}, known.before, lambda idea: idea.show_again(self.person(by)))

    @rule(place=PLACE, other=PLACE, by=PERSON)
    def merge(self, place: int, other: int, by: str) -> None:
        """The same problem said twice."""
        (_id, known), (into_id, into) = self.pick(place), self.pick(other)
        is_legal = known is not into and WITHHELD != into.stage != MERGED and not self.members(known)
        before, stages = known.stage, {NEW, READY, DONE, NOT_NOW, WITHDRAWN} if is_legal else set()

        def act(idea: Idea) -> None:
            family.merge(idea, db.session.get_one(Idea, into_id), self.person(by), "Same.")

        if self.answer(place, stages, MERGED, act):
            known.before, known.into = before, into

    @rule(place=PLACE, by=PERSON)
    def unmerge(self, place: int, by: str) -> None:
        """Alone again."""
        _id, known = self.pick(place)
        if self.step(place, {MERGED}, known.before, lambda idea: family.unmerge(idea, self.person(by))):
            known.into = None

    @rule(place=PLACE, by=PERSON)
    def give_support(self, place: int, by: str) -> None:
        """Once a person; on a merged idea it counts where that one went."""
        idea_id, known = self.pick(place)
        start_writing()
        counted = support.support(db.session.get_one(Idea, idea_id), self.person(by))
        commit()
        assert counted == (by not in known.head.supporters)
        known.head.events += counted
        known.head.supporters.add(by)

    @rule(place=PLACE, by=PERSON)
    def take_support_back(self, place: int, by: str) -> None:
        """The same tap again."""
        idea_id, known = self.pick(place)
        start_writing()
        support.take_support_back(db.session.get_one(Idea, idea_id), self.person(by))
        commit()
        known.head.events += by in known.head.supporters
        known.head.supporters.discard(by)

    @invariant()
    def database_and_model_agree(self) -> None:
        """Stage, supporters over the family, and one event a step."""
        db.session.expire_all()
        rows = {idea.id: idea for idea in db.session.scalars(select(Idea).where(Idea.id.in_(self.ids)))}
        count = select(EventRow.subject_id, func.count()).where(EventRow.subject_id.in_(self.ids))
        events = {row[0]: row[1] for row in db.session.execute(count.group_by(EventRow.subject_id))}
        for idea_id, known in zip(self.ids, self.known, strict=True):
            assert (rows[idea_id].stage, events[idea_id]) == (known.stage, known.events)
            if known.into is None:
                whole = known.supporters.union(*(member.supporters for member in self.members(known)))
                assert rows[idea_id].supporters == len(whole)

    def pick(self, place: int) -> tuple[str, Known]:
        """One of the ideas."""
        place %= len(self.ids)
        return self.ids[place], self.known[place]

    def members(self, known: Known) -> list[Known]:
        """What was merged into it."""
        return [member for member in self.known if member.into is known]

    def answer(self, place: int, stages: set[str], after: str, act: Any) -> bool:
        """A step that answers the author too."""
        taken = self.step(place, stages, after, act)
        _id, known = self.pick(place)
        known.is_answered = known.is_answered or taken
        return taken

    def step(self, place: int, stages: set[str], after: str, act: Any) -> bool:
        """Take a step; it must be refused exactly where the model says so, and then leave nothing behind."""
        idea_id, known = self.pick(place)
        start_writing()
        try:
            act(db.session.get_one(Idea, idea_id))
        except RuleBroken as broken:
            assert known.stage not in stages and broken.sentence.endswith(".")
            give_up()
            return False
        commit()
        assert known.stage in stages
        known.stage, known.events = after, known.events + 1
        return True

    def person(self, name: str) -> Any:
        """One of the cast."""
        return getattr(self.trust, name)


def machine_for(trust: Any) -> type[RuleBasedStateMachine]:
    """The machine, in that trust."""
    return type("IdeasOfTrust", (Ideas,), {"trust": trust})
