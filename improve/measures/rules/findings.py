"""What a chart says once it is worked out: its points, its parts and its two icons. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from improve.measures.rules.points import Point, Settings
from improve.measures.rules.spread import Spread
from improve.measures.runchart import LEAST_FOR_VERDICT, Runs


class Rule(StrEnum):
    """Why a point is more than ordinary variation."""

    OUTSIDE = "outside"
    TREND = "trend"
    TWO_OF_THREE = "two of three"
    ONE_SIDE = "one side"


class Finding(StrEnum):
    """What a point is for whoever wants the measure to rise, to fall, or neither."""

    COMMON_CAUSE = "common_cause"
    IMPROVEMENT = "special_cause_improvement"
    CONCERN = "special_cause_concern"
    NEUTRAL_HIGH = "special_cause_neutral_high"
    NEUTRAL_LOW = "special_cause_neutral_low"


class VariationIcon(StrEnum):
    """The icon that says whether it changes; high and low are the letters in it."""

    COMMON_CAUSE = "common_cause"
    IMPROVEMENT_HIGH = "improvement_high"
    IMPROVEMENT_LOW = "improvement_low"
    CONCERN_HIGH = "concern_high"
    CONCERN_LOW = "concern_low"
    NEUTRAL_HIGH = "neutral_high"
    NEUTRAL_LOW = "neutral_low"


class Assurance(StrEnum):
    """The icon that says whether the target will be met, if nothing changes."""

    MEETS = "pass"
    MISSES = "fail"
    HIT_OR_MISS = "inconsistent"


@dataclass(frozen=True, slots=True)
class Label:
    """The rule that a point fired, and its direction."""

    rule: Rule
    is_high: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """One point against the lines of its part: `side` 1 above the centre, -1 below, 0 on it; None where unknown."""

    value: float | None
    side: int | None = None
    lower: float | None = None
    upper: float | None = None
    is_outside: bool | None = None
    is_close: bool | None = None
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Points between two rebases, and their lines. Limits that differ from point to point stand at the points.

    `start` and `end`: numbers of the first and the last point, from 1. `size`: how many points.
    """

    start: int
    end: int
    size: int
    centre: float | None
    lower: float | None = None
    upper: float | None = None
    spread: Spread | None = None
    runs: Runs | None = None  # of a run chart or a Shewhart chart: the Anhøj tests
    is_short: bool = False  # fewer than 13 points: trial limits
    is_constant: bool = False  # all values of its lines are the same


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """A point as the chart shows it. `number`: from 1, by date. Not counted: a gap, or left out by decision."""

    number: int
    point: Point
    seen: Seen
    finding: Finding = Finding.COMMON_CAUSE
    is_counted: bool = True

    @property
    def value(self) -> float | None:
        """What is plotted."""
        return self.seen.value

    @property
    def rule(self) -> Rule | None:
        """Why it is more than ordinary variation."""
        return self.seen.label.rule if self.seen.label else None

    @property
    def is_high(self) -> bool | None:
        """The direction of that rule."""
        return self.seen.label.is_high if self.seen.label else None


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence to stand under the chart; the code says which."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that a chart of these points shows."""

    settings: Settings
    points: tuple[ChartPoint, ...]
    parts: tuple[Part, ...]
    finding: Finding | None  # of the last point; none where the chart has no good or bad
    variation: VariationIcon | None
    assurance: Assurance | None
    verdict: str
    notes: tuple[Note, ...]

    @property
    def not_random(self) -> list[Part]:
        """The parts in which the two tests of runs found more than chance, with points enough for a verdict."""
        tested = [(part, part.runs) for part in self.parts if part.runs is not None]
        return [part for part, runs in tested if runs.is_signal and runs.useful >= LEAST_FOR_VERDICT]

    def centre_at(self, number: int) -> float | None:
        """The middle line at a point; none at one that no part counts."""
        return next((part.centre for part in self.parts if part.start <= number <= part.end), None)
