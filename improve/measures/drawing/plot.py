"""The ground of a chart: its size, its axes, and where each point lies. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from improve.measures.amounts import Amounts, amounts_of, short
from improve.measures.drawing.labels import width_of
from improve.measures.drawing.scales import Days, Values, days_axis, values_axis
from improve.measures.drawing.shapes import Look
from improve.measures.drawing.types import type_of
from improve.measures.kinds import Chart
from improve.measures.rules.findings import Analysis, ChartPoint, Part


@dataclass(frozen=True, slots=True)
class Form:
    """A size of picture. `letters`: their height; `right`: room for the names of the lines; `steps`: of the axis."""

    width: int
    height: int
    letters: float
    radius: float
    right: float
    steps: int
    has_axes: bool = True
    has_words: bool = True  # names of lines, bands and notes
    below: float = 30


FORMS = {
    "page": Form(1180, 500, 15, 5, right=160, steps=8),
    "panel": Form(784, 360, 15, 5, right=144, steps=5),
    "middle": Form(784, 420, 15, 5, right=144, steps=6),
    "narrow": Form(288, 270, 14, 3.8, right=10, steps=5, has_words=False),
    "small": Form(300, 150, 14, 3.4, right=12, steps=4, has_words=False, below=24),
    "wall": Form(960, 540, 22, 7.5, right=220, steps=5, below=42),
    "spark": Form(210, 64, 13, 2.8, right=6, steps=4, has_axes=False, has_words=False, below=6),
}


@dataclass(frozen=True)
class Plot:
    """A chart whose axes are laid. `points`: those with a value, at `xs` and `ys`."""

    form: Form
    look: Look
    analysis: Analysis
    points: Sequence[ChartPoint]
    xs: Sequence[float]
    ys: Sequence[float]
    values: Values
    days: Days
    amounts: Amounts
    left: float
    right: float

    @cached_property
    def parts(self) -> list[tuple[Part, float, float]]:
        """Each part with where it begins and ends."""
        whole = self.analysis.points
        starts = [
            self.left if place == 0 else self.days.start(whole[part.start - 1].point.when)
            for place, part in enumerate(self.analysis.parts)
        ]
        return list(zip(self.analysis.parts, starts, [*starts[1:], self.right], strict=True))

    @cached_property
    def kinds(self) -> list[str]:
        """The type of each point."""
        not_random = self.analysis.not_random
        return [type_of(point, not_random) for point in self.points]

    @property
    def centre_name(self) -> str:
        """What its middle line is."""
        return centre_name(self.analysis)


def centre_name(analysis: Analysis) -> str:
    """What the middle line of a chart is."""
    return "Median" if analysis.settings.chart in (Chart.RUN, Chart.G) else "Mean"


def plot_of(analysis: Analysis, look: Look, top: float) -> Plot:
    """Lay the axes. `top`: where the highest value may lie; above it stand the names of bands."""
    form = FORMS[look.size]
    points = [point for point in analysis.points if point.value is not None]
    values = _values(analysis, look, points, form, top)
    amounts = amounts_of((point.value for point in points), look.unit)
    left = _left(values, form)
    right = form.width - form.right
    when = [point.point.when for point in points]
    until = max((band.ends_on for band in look.bands if band.is_open), default=None)
    days = days_axis(when, look.often, left, right, until)
    ys = [values.at(point.value) for point in points if point.value is not None]
    return Plot(form, look, analysis, points, days.points(when), ys, values, days, amounts, left, right)


def _values(analysis: Analysis, look: Look, points: Sequence[ChartPoint], form: Form, top: float) -> Values:
    settings = analysis.settings
    plotted = [point.value for point in points if point.value is not None]
    shown = [*plotted, *_given(settings.target), *_given(*(band.predicted for band in look.bands))]
    for part in analysis.parts:
        shown += _given(part.centre)
    is_positive, ceiling = min(shown) >= 0, settings.most
    limits = _given(*{point.seen.lower for point in points}, *{point.seen.upper for point in points})
    limits = [
        limit
        for limit in limits
        if not (is_positive and limit < 0) and not (ceiling is not None and limit > ceiling)
    ]
    low, high = min([*shown, *limits]), max([*shown, *limits])
    return values_axis(low, high, top, form.height - form.below, form.steps, ceiling)


def _given(*values: float | None) -> list[float]:
    return [value for value in values if value is not None]


def _left(values: Values, form: Form) -> float:
    """Room for the figures along the axis."""
    if not form.has_axes:
        return form.radius + 3
    longest = max(axis_words(values), key=len)
    return round(max(width_of(longest, form.letters) + form.letters, 2 * form.letters), 1)


def axis_words(values: Values) -> list[str]:
    """The figures along the axis."""
    return short(values.ticks, values.step)
