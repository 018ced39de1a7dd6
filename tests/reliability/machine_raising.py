"""The part of the state machine that raises ideas, and moves them to another team."""

from typing import Any

from hypothesis import strategies as given
from hypothesis.stateful import invariant
from sqlalchemy import select

from improve.core.db import db
from improve.escalations.models import Escalation, raise_for
from improve.ideas import offers
from improve.ideas.models import Idea
from tests.reliability.known import (
    NEW,
    RAISABLE,
    READY,
    WAITS,
    Raised,
    can_be_raised,
    is_at,
    is_offered,
    is_raised,
)
from tests.reliability.stepping import PERSON, Stepping, verb

FIRST_TIER, LAST_TIER = 2, 4  # above a ward
HOLDER = given.sampled_from(["dora", "mo"])
WARD = given.sampled_from(["ward_12", "ward_14"])
ASK = ("another team", "Who orders blankets?")


class Raising(Stepping):
    """The rules of escalations and offers."""

    @verb(can_be_raised, by=PERSON)
    def raise_it(self, place: int, by: str) -> None:
        """Once at a time."""
        _id, known = self.pick(place)
        may = known.stage in RAISABLE and not known.waits_above
        if self.attempt(place, may, lambda idea: raise_for(idea, self.person(by), *ASK)):
            known.raised, known.events = Raised(FIRST_TIER), known.events + 1

    @verb(is_raised("raised"), by=HOLDER)
    def accept_raised(self, place: int, by: str) -> None:
        """One has it; the same tap again does nothing."""
        raised = self.pick(place)[1].raised
        may = raised is not None and raised.state in WAITS and raised.holder in ("", by)
        is_news = raised is not None and raised.state == "raised"
        if self.raised_step(place, may, is_news, lambda row: row.accept(self.person(by))):
            assert raised
            raised.state, raised.holder = "accepted", by

    @verb(is_raised(*WAITS), by=HOLDER)
    def answer_raised(self, place: int, by: str) -> None:
        """The author reads it too; who answers first, has it."""
        _id, known = self.pick(place)
        raised, was_free = known.raised, known.raised is not None and known.raised.state == "raised"
        events = 3 if was_free else 2
        if self.raised_step(
            place, known.waits_above, events, lambda row: row.answer(self.person(by), "Stores.")
        ):
            assert raised
            raised.state, raised.holder = "answered", by if was_free else raised.holder
            known.is_answered = True

    @verb(is_raised(*WAITS), by=HOLDER)
    def return_raised(self, place: int, by: str) -> None:
        """Back, with an answer."""
        _id, known = self.pick(place)
        act = lambda row: row.return_with_answer(self.person(by), "You may.")  # noqa: E731
        if self.raised_step(place, known.waits_above, 2, act):
            assert known.raised
            known.raised.state, known.is_answered = "returned", True

    @verb(is_raised(*WAITS), by=HOLDER)
    def raise_further(self, place: int, by: str) -> None:
        """A new link one tier up, until there is nobody above."""
        _id, known = self.pick(place)
        may = known.waits_above and known.raised is not None and known.raised.tier < LAST_TIER
        if self.raised_step(place, may, 1, lambda row: row.raise_further(self.person(by), *ASK)):
            assert known.raised
            known.raised = Raised(known.raised.tier + 1)

    @verb(is_raised("raised"), by=PERSON)
    def withdraw_raised(self, place: int, by: str) -> None:
        """Not once it was accepted."""
        _id, known = self.pick(place)
        may = known.raised is not None and known.raised.state == "raised"
        if self.raised_step(place, may, 1, lambda row: row.withdraw(self.person(by), "Solved.")):
            assert known.raised
            known.raised.state = "withdrawn"

    @verb(is_raised("answered"), by=PERSON)
    def close_raised(self, place: int, by: str) -> None:
        """The answer is enough."""
        _id, known = self.pick(place)
        may = known.raised is not None and known.raised.state == "answered"
        if self.raised_step(place, may, 1, lambda row: row.close(self.person(by))):
            assert known.raised
            known.raised.state = "closed"

    def raised_step(self, place: int, may: bool, events: int, act: Any) -> bool:
        """A step of the newest escalation, if there is one."""
        idea_id, known = self.pick(place)
        if known.raised is None or not self.attempt(place, may, lambda _idea: act(newest(idea_id))):
            return False
        known.events += events
        return True

    # --- to another team -------------------------------------------------------------------------------------------

    @verb(is_at(NEW, READY), to=WARD, by=PERSON)
    def offer(self, place: int, to: str, by: str) -> None:
        """New or ready, to another team, once at a time. Both boards read it: two events."""
        _id, known = self.pick(place)
        may = known.stage in (NEW, READY) and to != known.team and not known.offered_to
        if self.attempt(
            place, may, lambda idea: offers.offer(idea, self.person(to), self.person(by), "Yours.")
        ):
            known.offered_to, known.events = to, known.events + 2

    @verb(is_offered, by=PERSON)
    def take_offer(self, place: int, by: str) -> None:
        """New there, owned by nobody; not once it has moved on."""
        _id, known = self.pick(place)
        if not known.offered_to:
            return
        if self.attempt(
            place, known.stage in (NEW, READY), lambda idea: offered(idea).accept(self.person(by))
        ):
            known.team, known.offered_to, known.owner = known.offered_to, "", ""
            known.is_answered, known.told_only = False, ""  # by the new team
            known.enter(NEW, events=2)

    @verb(is_offered, by=PERSON)
    def send_back(self, place: int, by: str) -> None:
        """With a reason, whatever became of it."""
        _id, known = self.pick(place)
        if known.offered_to:
            assert self.attempt(
                place, True, lambda idea: offered(idea).send_back(self.person(by), "Not ours.")
            )
            known.offered_to, known.events = "", known.events + 1

    @invariant()
    def escalations_agree(self) -> None:
        """The newest link stands where the model says, at the tier it says."""
        for idea_id, known in zip(self.ids, self.known, strict=True):
            if known.raised is not None:
                row = newest(idea_id)
                assert (row.state, row.to_team.tier) == (known.raised.state, known.raised.tier)

    @invariant()
    def at_most_one_escalation_of_an_idea_waits(self) -> None:
        """Whatever was merged, withheld, moved or undone."""
        rows = select(Escalation.idea_id).where(Escalation.idea_id.in_(self.ids), Escalation.state.in_(WAITS))
        waiting = [idea_id for idea_id, known in zip(self.ids, self.known, strict=True) if known.waits_above]
        assert sorted(db.session.scalars(rows)) == sorted(waiting)


def newest(idea_id: str) -> Escalation:
    """The last link: nothing came after it."""
    rows = select(Escalation).where(Escalation.idea_id == idea_id, Escalation.further_id.is_(None))
    return db.session.scalars(rows.order_by(Escalation.raised_at.desc())).all()[0]


def offered(idea: Idea) -> offers.Offer:
    """Its open offer."""
    found = offers.open_offer(idea)
    assert found is not None
    return found
