"""The part of the state machine that tests ideas: plan, approve, do, study, act, and the checks afterwards."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as given
from hypothesis.stateful import invariant
from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.ideas.models import Idea
from improve.pdsa import checks
from improve.pdsa.models import Cycle, Plan, cycles_of, plan
from improve.pdsa.plans import next_plan
from tests.reliability.known import (
    EMBEDDING,
    IS_OPEN,
    LEARNED,
    READY,
    TESTING,
    Known,
    Test,
    can_plan,
    is_at,
    is_testing,
)
from tests.reliability.stepping import PERSON, Stepping, verb

COULD_HARM = given.booleans()


class Testing(Stepping):
    """The rules of cycles."""

    __test__ = False  # no test of pytest

    @verb(can_plan, by=PERSON, affects=COULD_HARM)
    def plan(self, place: int, by: str, affects: bool) -> None:
        """A cycle opens, where there is room."""
        _id, known = self.pick(place)
        if self.attempt(place, self.may_plan(known, affects), lambda idea: self.planned(idea, by, affects)):
            known.tests.append(Test(affects))
            known.enter(TESTING)
            known.decide()

    @verb(is_testing("planned"), by=PERSON, affects=COULD_HARM)
    def change_plan(self, place: int, by: str, affects: bool) -> None:
        """Only before Do; an approval is asked for anew, and never taken away."""
        _id, known = self.pick(place)
        stays_asked = known.test is not None and (affects or not known.test.affects)
        act = lambda idea: last(idea).change_plan(self.person(by), self.a_plan(affects))  # noqa: E731
        if known.test and self.attempt(place, known.may_test("planned") and stays_asked, act):
            known.test.affects, known.test.is_approved = affects, False
            known.events += 1

    @verb(is_testing("planned"), by=PERSON | PERSON.map(lambda _name: "dora"))
    def approve(self, place: int, by: str) -> None:
        """The clinician who was named, and nobody else; a second time nothing happens."""
        _id, known = self.pick(place)
        if known.test is None:
            return
        may = known.may_test("planned") and known.test.affects and by == "dora"
        if self.attempt(place, may, lambda idea: last(idea).approve(self.person(by))):
            known.events += not known.test.is_approved
            known.test.is_approved = True

    @verb(is_testing("planned"), by=PERSON)
    def start_doing(self, place: int, by: str) -> None:
        """Not before it was approved where a patient could be affected."""
        _id, known = self.pick(place)
        may = known.test is not None and (known.test.is_approved or not known.test.affects)
        self.test_step(
            place, ("planned",) if may else (), "doing", lambda cycle: cycle.start_doing(self.person(by))
        )

    @verb(is_testing("doing", "studied"), by=PERSON)
    def observe(self, place: int, by: str) -> None:
        """While it runs, and while it is studied."""
        after = test.state if (test := self.pick(place)[1].test) else ""
        self.test_step(
            place, ("doing", "studied"), after, lambda cycle: cycle.observe(self.person(by), "Day 1: 4 bags.")
        )

    @verb(is_testing("doing", "studied"), by=PERSON)
    def study(self, place: int, by: str) -> None:
        """What happened, and what was learned."""
        words = ("9 of 12 came up.", Decimal(9), "A list at the desk is enough.")
        self.test_step(
            place, ("doing", "studied"), "studied", lambda cycle: cycle.study(self.person(by), *words)
        )

    @verb(is_testing("studied"), by=PERSON)
    def adopt(self, place: int, by: str) -> None:
        """It is kept up, and its author is told."""
        if self.test_step(
            place, ("studied",), "acted", lambda cycle: cycle.adopt(self.person(by), "On the list.")
        ):
            self.act_on(place, EMBEDDING)

    @verb(is_testing("studied"), by=PERSON)
    def abandon(self, place: int, by: str) -> None:
        """It stops; its author is told what was learned."""
        if self.test_step(
            place, ("studied",), "acted", lambda cycle: cycle.abandon(self.person(by), "It costs more.")
        ):
            self.act_on(place, LEARNED)
            self.pick(place)[1].settle()

    @verb(is_testing("studied"), by=PERSON)
    def adapt(self, place: int, by: str) -> None:
        """The next cycle opens: two events."""
        act = lambda cycle: cycle.adapt(self.person(by), "Later.", next_plan(cycle, clock.today()))  # noqa: E731
        if self.test_step(place, ("studied",), "acted", act):
            _id, known = self.pick(place)
            assert known.test
            known.tests.append(Test(known.test.affects))
            known.events += 1

    @verb(is_testing(*IS_OPEN), by=PERSON)
    def pause(self, place: int, by: str) -> None:
        """Closed as not run."""
        if self.test_step(place, IS_OPEN, "not_run", lambda cycle: cycle.pause(self.person(by), "Winter.")):
            self.pick(place)[1].stage = READY

    @verb(is_at(EMBEDDING), by=PERSON)
    def lose_gain(self, place: int, by: str) -> None:
        """A check finds that it is no longer in use."""
        _id, known = self.pick(place)

        def act(idea: Idea) -> None:
            check = checks.next_check(idea)
            assert check is not None
            checks.check_gain(check, self.person(by), "no", "The list is gone.")

        if any(test.state == "acted" for test in known.tests) and known.stage == EMBEDDING:
            assert self.attempt(place, True, act)
            known.enter(READY)

    @invariant()
    def cycles_agree(self) -> None:
        """Each cycle stands where the model says, and at most one of an idea is open."""
        rows = select(Cycle.idea_id, Cycle.state).where(Cycle.idea_id.in_(self.ids)).order_by(Cycle.number)
        found: dict[str, list[str]] = {idea_id: [] for idea_id in self.ids}
        for idea_id, state in db.session.execute(rows):
            found[idea_id].append(state)
        assert list(found.values()) == [[test.state for test in known.tests] for known in self.known]

    # --- for the rules above ---------------------------------------------------------------------------------------

    def may_plan(self, known: Known, affects: bool) -> bool:
        """No cycle open, room under both limits, and no way round an approval."""
        if known.stage not in (READY, LEARNED, EMBEDDING) or known.open_test:
            return False
        if known.test and known.test.affects and not affects:
            return False
        there = [other for other in self.known if other.stage == TESTING and other.team == known.team]
        owned = [other for other in there if known.owner and other.owner == known.owner]
        team = self.person(known.team)
        return len(there) < team.testing_limit and len(owned) < team.owner_limit

    def test_step(self, place: int, states: tuple[str, ...], after: str, act: Any) -> bool:
        """A step of the last cycle, if there is one."""
        _id, known = self.pick(place)
        if known.test is None or not self.attempt(
            place, known.may_test(*states), lambda idea: act(last(idea))
        ):
            return False
        known.test.state, known.events = after, known.events + 1
        return True

    def act_on(self, place: int, after: str) -> None:
        """The idea follows its cycle."""
        _id, known = self.pick(place)
        known.stage = after
        known.answer()

    def planned(self, idea: Idea, by: str, affects: bool) -> None:
        """Save the plan."""
        plan(idea, self.person(by), self.a_plan(affects))

    def a_plan(self, affects: bool) -> Plan:
        """A small test; Dora approves those that could affect a patient."""
        day = clock.today()
        return Plan(
            question="Does it help?", change="Collect at 11:00.", prediction_direction="up",
            prediction_amount=Decimal(8), prediction_unit="bags", prediction_by=day + timedelta(5),
            measure="Bags by noon", scale=2, who="Two volunteers", where_when="Bay B", starts_on=day,
            ends_on=day + timedelta(5), affects_patient=affects,
            approver_id=self.trust.dora.id if affects else None,
        )  # fmt: skip


def last(idea: Idea) -> Cycle:
    """Its last cycle."""
    return cycles_of(idea)[-1]
