"""What the model of the state machine knows of one idea: a page that says what docs/states.md says."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from typing import Any

NEW, READY, TESTING, EMBEDDING, DONE, NOT_NOW, LEARNED, WITHDRAWN, WITHHELD, MERGED = (
    "new", "ready", "testing", "embedding", "done", "not_now", "learned", "withdrawn", "withheld", "merged",
)  # fmt: skip
RAISABLE = {NEW, READY, TESTING, EMBEDDING}
CAN_BE_MERGED = {NEW, READY, EMBEDDING, DONE, NOT_NOW, LEARNED}
CAN_TAKE_MERGED = {*CAN_BE_MERGED, TESTING}
IS_OPEN = ("planned", "doing", "studied")
WAITS = ("raised", "accepted")
UNDONE = ("stage", "owner", "size", "is_answered", "is_asked")


@dataclass
class Test:
    """One cycle."""

    __test__ = False  # no test of pytest

    affects: bool
    state: str = "planned"
    is_approved: bool = False


@dataclass
class Raised:
    """The present link of an escalation."""

    tier: int  # of the team that was asked
    state: str = "raised"
    holder: str = ""


@dataclass
class Taken:
    """A step that can be taken back: what the program gave for it, and what stood before."""

    token: Any
    before: dict[str, Any]
    told: int  # events of the idea just after it, without taps of support


@dataclass
class Known:
    """One idea."""

    stage: str = NEW
    before: str = NEW
    into: "Known | None" = None
    is_answered: bool = False
    told_only: str = ""  # the first answer, where it only said why it went: "withhold" or "merge"
    is_asked: bool = False
    questions: list[str] = field(default_factory=list)
    replied: set[str] = field(default_factory=set)  # of those
    events: int = 1
    taps: int = 0  # of those: support given and taken back
    supporters: set[str] = field(default_factory=set)
    owner: str = ""
    size: tuple[int, int] = (0, 0)
    team: str = "ward_12"
    offered_to: str = ""
    words: list[dict[str, str]] = field(default_factory=list)  # each version of the text
    tests: list[Test] = field(default_factory=list)
    raised: Raised | None = None
    taken: Taken | None = None

    @property
    def head(self) -> "Known":
        """Where support counts."""
        return self.into or self

    @property
    def told(self) -> int:
        """Events that end the chance to undo."""
        return self.events - self.taps

    @property
    def test(self) -> Test | None:
        """The last cycle."""
        return self.tests[-1] if self.tests else None

    @property
    def open_test(self) -> Test | None:
        """The cycle that runs."""
        return self.test if self.test and self.test.state in IS_OPEN else None

    @property
    def waits_above(self) -> bool:
        """Whether an escalation waits for an answer."""
        return self.raised is not None and self.raised.state in WAITS

    def may_test(self, *states: str) -> bool:
        """Whether the last cycle takes a step that is open from these states."""
        return self.stage == TESTING and self.test is not None and self.test.state in states

    def enter(self, stage: str, events: int = 1) -> None:
        """A step was taken."""
        self.stage, self.events = stage, self.events + events

    def answer(self) -> None:
        """The author was told."""
        self.is_answered, self.is_asked = True, False

    def go_out_of_sight(self, by: str) -> None:
        """Withheld or merged, and told why; where that is the first answer, it does not count once it is back."""
        self.told_only = self.told_only if self.is_answered else by
        self.is_answered = True

    def come_back(self, by: str) -> None:
        """Shown again or taken apart: a new idea that was told nothing else waits for its answer anew."""
        if self.stage == NEW and self.told_only == by:
            self.is_answered, self.told_only = False, ""

    def settle(self) -> None:
        """Done, declined, merged, withdrawn or abandoned: what waits above ends by itself, with an event of its own."""
        self.decide()
        if self.waits_above:
            assert self.raised
            self.raised.state, self.events = "withdrawn", self.events + 1

    def decide(self) -> None:
        """What is decided here is offered no longer; both boards read it: two events."""
        if self.offered_to:
            self.offered_to, self.events = "", self.events + 2

    def snapshot(self) -> dict[str, Any]:
        """What undoing brings back."""
        return {name: copy(getattr(self, name)) for name in UNDONE}


def is_at(*stages: str) -> Callable[[Known], bool]:
    """At one of these stages."""
    return lambda known: known.stage in stages


def is_testing(*states: str) -> Callable[[Known], bool]:
    """Its cycle is in one of these states."""
    return lambda known: known.may_test(*states)


def is_raised(*states: str) -> Callable[[Known], bool]:
    """Its escalation is in one of these states."""
    return lambda known: known.raised is not None and known.raised.state in states


def can_plan(known: Known) -> bool:
    """But for the limits."""
    return known.stage in (READY, LEARNED, EMBEDDING)


def can_be_raised(known: Known) -> bool:
    """Open, and not raised already."""
    return known.stage in RAISABLE and not known.waits_above


def can_be_undone(known: Known) -> bool:
    """The last step was one that can be."""
    return known.taken is not None and known.told == known.taken.told


def is_offered(known: Known) -> bool:
    """To another team."""
    return bool(known.offered_to)


def was_asked(known: Known) -> bool:
    """Its author."""
    return bool(known.questions)
