"""What a drawn chart consists of: coordinates and text, nothing to work out any more. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from improve.measures.kinds import Often
from improve.measures.serving import Band


@dataclass(frozen=True, slots=True)
class ChartMark:
    """A sentence beside a point: what happened on a day. `is_rebase`: why the lines are worked out afresh."""

    on_date: date
    words: str
    is_rebase: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """How a chart is shown. Sizes: "page", "panel" (a column of a page), "small", "wall", "spark".

    `name` is the measure's, `unit` stands behind its figures. `baseline_until`: the day of a baseline's last point.
    """

    size: str = "page"
    name: str = ""
    unit: str = ""
    often: Often = Often.WEEK
    notes: Sequence[ChartMark] = ()
    bands: Sequence[Band] = ()
    baseline_until: date | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle behind the points: a band of a cycle, the baseline."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Stroke:
    """One path; its kind is its class in the style sheet. All points of one type are one path."""

    kind: str
    d: str


@dataclass(frozen=True, slots=True)
class Text:
    """Words at a place."""

    kind: str
    x: float
    y: float
    words: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a point lies, and what it says: for who goes from point to point."""

    number: int
    x: float
    y: float
    when: str
    value: str
    shows: str


@dataclass(frozen=True, slots=True)
class Key:
    """A line of the legend."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, ready to print: from back to front areas, strokes, texts. `notes`: sentences to stand under it."""

    size: str
    width: int
    height: int
    title: str
    description: str
    areas: tuple[Area, ...]
    strokes: tuple[Stroke, ...]
    texts: tuple[Text, ...]
    spots: tuple[Spot, ...]
    legend: tuple[Key, ...]
    notes: tuple[str, ...]
