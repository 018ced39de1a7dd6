"""Random steps on random ideas by random people, against a model that fits on a page (see known.py)."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as given
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import func, select

from improve.core.db import commit, db, give_up, start_writing
from improve.core.errors import NotFound
from improve.events.models import EventRow
from improve.ideas import family, support
from improve.ideas.models import Idea
from tests.reliability.known import (
    CAN_BE_MERGED,
    CAN_TAKE_MERGED,
    DONE,
    EMBEDDING,
    LEARNED,
    MERGED,
    NEW,
    NOT_NOW,
    RAISABLE,
    READY,
    TESTING,
    WITHDRAWN,
    WITHHELD,
    Known,
    can_be_raised,
    can_be_undone,
    can_plan,
    is_at,
    is_testing,
)
from tests.reliability.machine_asking import Asking
from tests.reliability.machine_raising import Raising
from tests.reliability.machine_testing import Testing
from tests.reliability.machine_words import Words
from tests.reliability.stepping import MOST_IDEAS, MOST_OPEN, PERSON, PLACE, verb

TURN = given.integers(0, 99)
WAY: dict[str, tuple[Any, dict[str, Any]]] = {
    "accept": (is_at(NEW), {"owner": ""}),
    "plan": (can_plan, {"affects": False}),
    "start_doing": (is_testing("planned"), {}),
    "study": (is_testing("doing"), {}),
    "adopt": (is_testing("studied"), {}),
    "adapt": (is_testing("studied"), {}),
    "abandon": (is_testing("studied"), {}),
    "take_step": (is_at(EMBEDDING, LEARNED), {"noun": "finish"}),
    "undo": (can_be_undone, {}),
    "raise_it": (can_be_raised, {}),
}


class Ideas(Testing, Raising, Words, Asking):
    """Its rules are the verbs."""

    @rule(place=PLACE, by=PERSON, turn=TURN)
    def go_on(self, place: int, by: str, turn: int) -> None:
        """The way that most ideas go, so that many are tested and raised before something odd happens to them."""
        ready = [(name, more) for name, (is_open, more) in WAY.items() if any(map(is_open, self.known))]
        if ready:
            name, more = ready[turn % len(ready)]
            getattr(self, name)(place=place, by=by, **more)

    @rule(place=PLACE, by=PERSON, turn=TURN)
    def go_further(self, place: int, by: str, turn: int) -> None:
        """The same: a second ticket in the draw."""
        self.go_on(place, by, turn)

    @rule(place=PLACE, by=PERSON, turn=TURN)
    def go_far(self, place: int, by: str, turn: int) -> None:
        """And a third."""
        self.go_on(place, by, turn)

    @rule()
    def file(self) -> None:
        """One more idea."""
        if sum(known.stage in RAISABLE for known in self.known) < MOST_OPEN and len(self.ids) < MOST_IDEAS:
            self.add_idea()

    @verb(is_at(NEW), by=PERSON, owner=PERSON | PERSON.map(lambda _name: ""))
    def accept(self, place: int, by: str, owner: str) -> None:
        """Ready."""
        act = lambda idea: idea.accept(self.person(by), self.person(owner), "Yes.")  # noqa: E731
        if self.answer(place, {NEW}, READY, act):
            self.pick(place)[1].owner = owner
            self.pick(place)[1].decide()

    @verb(is_at(NEW, READY), by=PERSON)
    def decline(self, place: int, by: str) -> None:
        """Not now."""
        words = ("other", "Not this year.", "Ask in April.")
        if self.answer(place, {NEW, READY}, NOT_NOW, lambda idea: idea.decline(self.person(by), *words)):
            self.pick(place)[1].settle()

    @verb(is_at(NEW, READY), by=PERSON)
    def just_do_it(self, place: int, by: str) -> None:
        """Done."""
        if self.answer(
            place, {NEW, READY}, DONE, lambda idea: idea.just_do_it(self.person(by), "Done today.")
        ):
            self.pick(place)[1].settle()

    @verb(is_at(EMBEDDING), by=PERSON)
    def finish(self, place: int, by: str) -> None:
        """It holds: done."""
        if self.answer(place, {EMBEDDING}, DONE, lambda idea: idea.finish(self.person(by), "It holds.")):
            self.pick(place)[1].settle()

    @verb(is_at(NEW), by=PERSON)
    def withdraw(self, place: int, by: str) -> None:
        """Taken back."""
        if self.step(place, {NEW}, WITHDRAWN, lambda idea: idea.withdraw(self.person(by))):
            self.pick(place)[1].settle()

    @verb(is_at(DONE, NOT_NOW, LEARNED), by=PERSON)
    def reopen(self, place: int, by: str) -> None:
        """Open again."""
        after = READY if self.pick(place)[1].is_answered else NEW
        self.step(
            place, {DONE, NOT_NOW, LEARNED}, after, lambda idea: idea.reopen(self.person(by), "It is back.")
        )

    @verb(is_at(*CAN_TAKE_MERGED, WITHDRAWN), by=PERSON)
    def withhold(self, place: int, by: str) -> None:
        """Out of sight."""
        _id, known = self.pick(place)
        before, stages = known.stage, {*CAN_TAKE_MERGED, WITHDRAWN}
        words = ("names a colleague", "It names somebody.")
        was_answered = known.is_answered
        if self.answer(place, stages, WITHHELD, lambda idea: idea.withhold(self.person(by), *words)):
            known.before, known.is_answered = before, was_answered
            known.go_out_of_sight("withhold")
            known.decide()

    @verb(is_at(WITHHELD), by=PERSON)
    def show_again(self, place: int, by: str) -> None:
        """In sight again."""
        _id, known = self.pick(place)
        if self.step(place, {WITHHELD}, known.before, lambda idea: idea.show_again(self.person(by))):
            known.come_back("withhold")

    @verb(is_at(*CAN_BE_MERGED), other=PLACE, by=PERSON)
    def merge(self, place: int, other: int, by: str) -> None:
        """The same problem said twice."""
        (_id, known), (into_id, into) = self.pick(place), self.pick(other)
        is_legal = known is not into and into.stage in CAN_TAKE_MERGED and not self.members(known)
        before = known.stage

        def act(idea: Idea) -> None:
            family.merge(idea, db.session.get_one(Idea, into_id), self.person(by), "Same.")

        if self.step(place, CAN_BE_MERGED if is_legal else set(), MERGED, act):
            known.before, known.into = before, into
            known.go_out_of_sight("merge")
            known.settle()

    @verb(is_at(MERGED), by=PERSON)
    def unmerge(self, place: int, by: str) -> None:
        """Alone again."""
        _id, known = self.pick(place)
        if self.step(place, {MERGED}, known.before, lambda idea: family.unmerge(idea, self.person(by))):
            known.into = None
            known.come_back("merge")

    @rule(place=PLACE, by=PERSON)
    def give_support(self, place: int, by: str) -> None:
        """Once a person; on a merged idea it counts where that one went."""
        _id, known = self.pick(place)
        counted = self.tapped(place, lambda idea: support.support(idea, self.person(by)))
        if counted is not None:
            assert counted == (by not in known.head.supporters)
            self.tap(known.head, counted)
            known.head.supporters.add(by)

    @rule(place=PLACE, by=PERSON)
    def take_support_back(self, place: int, by: str) -> None:
        """The same tap again."""
        _id, known = self.pick(place)
        if self.tapped(place, lambda idea: not support.take_support_back(idea, self.person(by))) is not None:
            self.tap(known.head, by in known.head.supporters)
            known.head.supporters.discard(by)

    def tapped(self, place: int, act: Callable[[Idea], bool]) -> bool | None:
        """What the tap says; None where it was merged into one that is hidden, and not there for them."""
        idea_id, known = self.pick(place)
        start_writing()
        try:
            said = act(db.session.get_one(Idea, idea_id))
        except NotFound:
            assert known.into and known.head.stage in (WITHHELD, WITHDRAWN)
            give_up()
            db.session.expire_all()
            return None
        commit()
        return said

    def tap(self, known: Known, is_counted: bool) -> None:
        """A tap of support is an event that ends no chance to undo."""
        known.events += is_counted
        known.taps += is_counted

    @invariant()
    def database_and_model_agree(self) -> None:
        """Stage, place, owner, supporters over the family, and one event a step."""
        db.session.expire_all()
        rows = {idea.id: idea for idea in db.session.scalars(select(Idea).where(Idea.id.in_(self.ids)))}
        count = select(EventRow.subject_id, func.count()).where(EventRow.subject_id.in_(self.ids))
        events = {row[0]: row[1] for row in db.session.execute(count.group_by(EventRow.subject_id))}
        for idea_id, known in zip(self.ids, self.known, strict=True):
            row = rows[idea_id]
            assert (row.stage, events[idea_id]) == (known.stage, known.events)
            assert (row.team_id, row.owner_id) == (self.person(known.team).id, self.id_of(known.owner))
            assert (row.effort, row.impact) == known.size
            if known.into is None:
                whole = known.supporters.union(*(member.supporters for member in self.members(known)))
                assert row.supporters == len(whole)

    @invariant()
    def an_idea_is_tested_exactly_while_a_cycle_is_open(self) -> None:
        """Also behind a curtain: a withheld idea's cycle waits."""
        for known in self.known:
            stage = known.before if known.stage == WITHHELD else known.stage
            assert (stage == TESTING) == (known.open_test is not None)

    def id_of(self, name: str) -> str | None:
        """Of somebody; of the team none."""
        return self.person(name).id if name else None

    def members(self, known: Known) -> list[Known]:
        """What was merged into it."""
        return [member for member in self.known if member.into is known]


def machine_for(trust: Any) -> type[RuleBasedStateMachine]:
    """The machine, in that trust."""
    return type("IdeasOfTrust", (Ideas,), {"trust": trust})
