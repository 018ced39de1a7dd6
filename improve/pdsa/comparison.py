"""A cycle's prediction against its readings: what was predicted, what happened, is it real? Pure.

The mean of the cycle's readings stands against the baseline that was frozen at Do. Whether the difference is more than
chance is never read off the two means: it is what the rules of the measure's own chart say about the cycle's points
(Making Data Count on XmR charts; on the others the limits and the run of Anhøj). The lines come from the readings
before the cycle where there are 12 or more, as NHS England advises for a baseline; else from all there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby, takewhile

from improve.measures.kinds import Chart
from improve.measures.rules.chart_words import RULE_WORDS
from improve.measures.rules.findings import Analysis, ChartPoint, Label, Rule
from improve.measures.rules.points import LEAST_BASELINE, ChartRefused, Point, Settings
from improve.measures.runchart import LEAST_FOR_VERDICT
from improve.measures.spc import analyse
from improve.pdsa.span import (
    Baseline,
    Span,
    baseline_now,
    is_counted,
    mean_of,
    present_step,
    value_of,
    with_frozen,
)

LEAST = 3  # readings: with fewer nothing is compared (and the lamp "data over time" stays dark)
IN_A_ROW = 7  # points on one side of the mean, or rising, or falling, are a signal: Making Data Count
# These show how much figures vary. What was predicted is the figures themselves, so another chart is asked.
ASKED_INSTEAD = {Chart.MR: Chart.XMR, Chart.S: Chart.XBAR}


class Real(StrEnum):
    """The three answers to "is it real?"."""

    TOO_FEW = "too few"
    NOT_YET = "not yet"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Signal:
    """The newest rule that fired within the cycle. `began_before`: its run of points began before the cycle did."""

    label: Label
    points: int  # of the cycle, with a label of that direction
    began_before: bool = False

    @property
    def words(self) -> str:
        """ "part of 7 or more in a row below the mean"."""
        return RULE_WORDS[self.label.rule, self.label.is_high]


@dataclass(frozen=True, slots=True)
class Run:
    """The points at the end of the cycle that lie on one side of the line; how many in a row would be a signal."""

    length: int
    is_high: bool
    needed: int


@dataclass(frozen=True, slots=True)
class Compared:
    """All that the readings say about one cycle. Figures are in the unit of the chart."""

    baseline: Baseline
    points: int  # of the cycle
    mean: float | None
    lowest: float | None
    highest: float | None
    centre: float | None
    real: Real
    signal: Signal | None
    run: Run | None
    before: tuple[float, ...]  # the figures before the cycle, as plotted
    now: Baseline  # what the baseline would be by the readings as they are now
    changed: int  # readings from before that were put right, left out, taken back or entered after Do
    are_lines_from_before: bool
    left_out: int  # points of the cycle that somebody left out
    analysis: Analysis | None  # the chart with those lines; none where none can be drawn

    @property
    def difference(self) -> float | None:
        """How much higher than before."""
        known = self.mean is not None and self.baseline.value is not None
        return self.mean - self.baseline.value if known else None  # type: ignore[operator]

    @property
    def is_other_chart(self) -> bool:
        """Another kind of chart is drawn than at Do."""
        return bool(self.baseline.chart) and self.baseline.chart != self.now.chart

    @property
    def is_of_the_mean(self) -> bool:
        """Whether the signal says the same as the mean: not one point alone, and not the other way."""
        if self.signal is None or self.difference is None:
            return False
        is_alone = self.signal.label.rule == Rule.OUTSIDE and self.signal.points == 1
        return not is_alone and (self.difference > 0 if self.signal.label.is_high else self.difference < 0)


def compare(points: Sequence[Point], settings: Settings, span: Span, frozen: Baseline) -> Compared:
    """Compare the readings within the cycle with those before it. `frozen`: the baseline as it was at Do."""
    live = present_step(points, settings.rebase, span)
    now = baseline_now(points, live, span, settings, frozen)
    shown = with_frozen(live, span, frozen)
    span = span.opened(shown)
    within = [point for point in shown if span.holds(point) and is_counted(point)]
    before = [point for point in shown if span.is_before(point) and is_counted(point)]
    values = _values(within, settings)
    analysis, is_fixed = _analysed(shown, before, settings, span)
    signal = signal_in(analysis, span) if analysis else None
    return Compared(
        baseline=frozen,
        points=len(within),
        mean=mean_of(within, settings.multiply),
        lowest=min(values, default=None),
        highest=max(values, default=None),
        centre=analysis.parts[-1].centre if analysis and analysis.parts else None,
        real=_real(len(within), frozen, signal),
        signal=signal,
        run=run_at_end(analysis, span) if analysis else None,
        before=tuple(_values(before, settings)),
        now=now,
        changed=frozen.changed_to(now),
        are_lines_from_before=is_fixed,
        left_out=sum(span.holds(point) and point.excluded for point in shown),
        analysis=analysis,
    )


def _values(points: Sequence[Point], settings: Settings) -> list[float]:
    found = (value_of(point, settings.multiply) for point in points)
    return [value for value in found if value is not None]


def _real(points: int, frozen: Baseline, signal: Signal | None) -> Real:
    if points < LEAST or frozen.value is None:
        return Real.TOO_FEW
    return Real.YES if signal else Real.NOT_YET


def _analysed(
    shown: Sequence[Point], before: Sequence[Point], settings: Settings, span: Span
) -> tuple[Analysis | None, bool]:
    """The chart, and whether its lines come from the readings before the cycle alone."""
    chart = ASKED_INSTEAD.get(settings.chart, settings.chart)
    is_fixed = len(before) >= LEAST_BASELINE
    # An XmR chart takes points left out and gaps away before it counts; the others keep them in their place.
    place = len(before) if chart == Chart.XMR else sum(span.is_before(point) for point in shown)
    asked = replace(settings, chart=chart, rebase=(), baseline=place if is_fixed else None)
    try:
        return analyse(shown, asked), is_fixed
    except ChartRefused:
        return None, False


def signal_in(analysis: Analysis, span: Span) -> Signal | None:
    """What fired last within the cycle."""
    inside = _inside(analysis, span)
    labelled = [point for point in inside if point.seen.label]
    if not labelled:
        return _long_run(analysis, inside)
    label = labelled[-1].seen.label
    assert label is not None
    alike = sum(point.is_high == label.is_high for point in labelled)
    return Signal(label, alike, _began_before(analysis, labelled[-1], inside[0].number))


def _inside(analysis: Analysis, span: Span) -> list[ChartPoint]:
    return [point for point in analysis.points if point.is_counted and span.holds(point.point)]


def _began_before(analysis: Analysis, point: ChartPoint, first: int) -> bool:
    """Whether the run or trend that ends at a point began before the cycle, and is too short without that beginning."""
    if point.rule not in (Rule.ONE_SIDE, Rule.TREND):
        return False
    back = [one for one in reversed(analysis.points) if one.number <= point.number and one.is_counted]
    alike = [one.number for one in takewhile(lambda one: _same(one, point), back)]
    return alike[-1] < first and sum(number >= first for number in alike) < IN_A_ROW


def _same(one: ChartPoint, other: ChartPoint) -> bool:
    return (one.rule, one.is_high) == (other.rule, other.is_high)


def _long_run(analysis: Analysis, inside: Sequence[ChartPoint]) -> Signal | None:
    """On charts with the Anhøj tests: a run within the cycle that is longer than chance explains."""
    needed = _needed(analysis)
    if analysis.settings.chart == Chart.XMR or needed is None:
        return None
    runs = [(side, len(list(run))) for side, run in groupby(side for side in _sides(inside) if side)]
    long = [(side, length) for side, length in runs if length >= needed]
    return Signal(Label(Rule.ONE_SIDE, long[-1][0] > 0), long[-1][1]) if long else None


def _sides(points: Sequence[ChartPoint]) -> list[int]:
    return [point.seen.side or 0 for point in points]


def _needed(analysis: Analysis) -> int | None:
    """How many in a row are a signal on this chart; nothing while it has too few points to say so."""
    if analysis.settings.chart == Chart.XMR:
        return IN_A_ROW
    runs = analysis.parts[-1].runs if analysis.parts else None
    if runs is None or runs.longest_allowed is None or runs.useful < LEAST_FOR_VERDICT:
        return None
    return runs.longest_allowed + 1


def run_at_end(analysis: Analysis, span: Span) -> Run | None:
    """The run at the cycle's end. On an XmR chart a point on the mean ends it; by Anhøj's rule it does not count."""
    sides = _sides(_inside(analysis, span))
    needed = _needed(analysis)
    if analysis.settings.chart != Chart.XMR:
        sides = [side for side in sides if side]
    if needed is None or not sides or not sides[-1]:
        return None
    length = sum(1 for _ in takewhile(lambda side: side == sides[-1], reversed(sides)))
    return Run(length, sides[-1] > 0, needed)
