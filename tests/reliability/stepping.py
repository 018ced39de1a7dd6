"""How the state machine takes a step: it must be refused exactly where the model says so, and leave nothing behind."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as given
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from sqlalchemy import update

from improve.core.db import commit, db, give_up, start_writing
from improve.core.errors import RuleBroken
from improve.ideas.models import Idea
from improve.ideas.stages import Stage
from improve.ideas.submitting import submit
from tests.reliability.known import Known

MOST_IDEAS, MOST_OPEN = 16, 5
PLACE = given.integers(0, 99)
PERSON = given.sampled_from(["ana", "ben", "fay"])
FIRST_WORDS = {"text": "Blankets run out on nights.", "suggestion": ""}


Question = Callable[[Known], bool]


def verb(is_open: Question, **more: Any) -> Callable[[Callable[..., None]], Any]:
    """A rule that looks mostly for an idea on which the step is open: blind steps would seldom get far."""

    def make(act: Callable[..., None]) -> Any:
        def run(machine: Any, place: int, **given: Any) -> None:
            act(machine, machine.choose(place, is_open), **given)

        run.__name__ = act.__name__
        return precondition(lambda machine: any(map(is_open, machine.known)))(rule(place=PLACE, **more)(run))

    return make


class Stepping(RuleBasedStateMachine):
    """It lives in `trust`."""

    trust: Any

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.known: list[Known] = []
        self.add_idea()
        self.add_idea()

    def teardown(self) -> None:
        """The ideas of this run take no room from the next one's: teams have limits."""
        db.session.rollback()
        start_writing()
        db.session.execute(update(Idea).where(Idea.id.in_(self.ids)).values(stage=Stage.DONE))
        commit()

    def add_idea(self) -> None:
        """One more idea."""
        start_writing()
        idea = submit(self.trust.ward_12, text=FIRST_WORDS["text"], author=self.trust.ben)
        self.ids.append(idea.id)
        self.known.append(Known(words=[dict(FIRST_WORDS)]))
        commit()

    def choose(self, place: int, is_open: Question) -> int:
        """Any idea once in four times, else one on which the step is open."""
        fit = [number for number, known in enumerate(self.known) if is_open(known)]
        return place % len(self.ids) if place % 4 == 0 or not fit else fit[place % len(fit)]

    def pick(self, place: int) -> tuple[str, Known]:
        """One of the ideas."""
        place %= len(self.ids)
        return self.ids[place], self.known[place]

    def person(self, name: str) -> Any:
        """One of the cast; nobody is the team."""
        return getattr(self.trust, name) if name else None

    def attempt(self, place: int, is_legal: bool, act: Callable[[Idea], Any]) -> bool:
        """Whether the step was taken."""
        idea_id, _known = self.pick(place)
        start_writing()
        try:
            act(db.session.get_one(Idea, idea_id))
        except RuleBroken as broken:
            assert not is_legal and broken.sentence.endswith(".")
            give_up()
            db.session.expire_all()
            return False
        commit()
        assert is_legal
        return True

    def step(self, place: int, stages: set[str], after: str, act: Callable[[Idea], Any]) -> bool:
        """A step from some stages to another."""
        _id, known = self.pick(place)
        is_taken = self.attempt(place, known.stage in stages, act)
        if is_taken:
            known.enter(after)
        return is_taken

    def answer(self, place: int, stages: set[str], after: str, act: Callable[[Idea], Any]) -> bool:
        """A step that answers the author too."""
        is_taken = self.step(place, stages, after, act)
        if is_taken:
            self.pick(place)[1].answer()
        return is_taken
