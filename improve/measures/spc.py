"""Work out a chart: one function of points and settings, to lines, labels, icons and sentences. Pure.

The XmR rules of Making Data Count are in rules/xmr.py, the Shewhart charts in rules/shewhart.py and
rules/subgroups.py, the run chart and the Anhøj tests in runchart.py. docs/spc-rules.md explains them in words, with
their sources.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from improve.measures.kinds import Chart
from improve.measures.rules import icons, subgroups, xmr
from improve.measures.rules.chart_words import notes_on, verdict_on
from improve.measures.rules.findings import Analysis, ChartPoint, Label, Part, Rule, Seen
from improve.measures.rules.points import Gaps, Point, Settings, TwoOfThree, ordered
from improve.measures.rules.shewhart import CHARTS, Drawn, row_of
from improve.measures.rules.spread import known, sign
from improve.measures.runchart import runs_around

TRIAL = 13  # points: lines from fewer are trial limits
DRAW = {**CHARTS, Chart.XBAR: subgroups.means, Chart.S: subgroups.deviations}
LIMITS_BY_POINT = {Chart.P, Chart.U, Chart.PP, Chart.UP, Chart.XBAR, Chart.S}


@dataclass(frozen=True, slots=True)
class Numbered:
    """A point and its number, from 1, by date."""

    number: int
    point: Point


def analyse(points: Iterable[Point], settings: Settings | None = None) -> Analysis:
    """All that the chart of these points shows, whatever order they come in.

    Raises ChartRefused where two points cannot be told apart, and where the chart cannot be drawn of such figures.
    """
    settings = settings or Settings()
    numbered = [Numbered(number, point) for number, point in enumerate(ordered(points), start=1)]
    work_out = _making_data_count if settings.chart == Chart.XMR else _shewhart
    seen, parts = work_out(numbered, settings)
    shown = tuple(_shown(one, seen, settings) for one in numbered)
    finding = icons.finding_of_the_chart(shown, parts, settings)
    found = Analysis(
        settings=settings,
        points=shown,
        parts=tuple(parts),
        finding=finding,
        variation=icons.variation_icon(finding, settings.wanted),
        assurance=icons.assurance(shown, parts, settings),
        verdict="",
        notes=(),
    )
    also_marked = _marked_by_the_announced_rule(found)
    return replace(found, verdict=verdict_on(found), notes=notes_on(found, also_marked))


def _shown(one: Numbered, seen: dict[int, Seen], settings: Settings) -> ChartPoint:
    """A point that took no part is shown all the same: its value, and nothing else."""
    of_point = seen.get(one.number)
    if of_point is None:
        value = row_of(one.point, is_base=False).value
        return ChartPoint(
            one.number,
            one.point,
            Seen(None if value is None else value * settings.multiply),
            is_counted=False,
        )
    finding = icons.finding_of(of_point.label, icons.wanted_of(settings))
    is_counted = of_point.value is not None and not one.point.excluded
    return ChartPoint(one.number, one.point, of_point, finding, is_counted)


def _making_data_count(
    numbered: Sequence[Numbered], settings: Settings
) -> tuple[dict[int, Seen], list[Part]]:
    """XmR: gaps (if they are closed) and excluded points are taken out before any rule."""
    values = {one.number: _plotted(one.point, settings) for one in numbered if not one.point.excluded}
    kept = [
        one
        for one in numbered
        if one.number in values and (values[one.number] is not None or settings.gaps == Gaps.BREAK)
    ]
    seen: dict[int, Seen] = {}
    parts: list[Part] = []
    for group in _groups(kept, settings):
        of_group = [values[one.number] for one in group]
        lines = xmr.lines_of(of_group, settings)
        looked = xmr.look(of_group, lines, settings.two_of_three)
        seen.update(zip((one.number for one in group), looked, strict=True))
        part = _part(group, of_group[: settings.baseline])
        parts.append(
            replace(part, centre=lines.mean, lower=lines.lower, upper=lines.upper, spread=lines.spread)
        )
    return seen, parts


def _plotted(point: Point, settings: Settings) -> float | None:
    value = row_of(point, is_base=True).value
    return None if value is None else value * settings.multiply


def _shewhart(numbered: Sequence[Numbered], settings: Settings) -> tuple[dict[int, Seen], list[Part]]:
    """The other charts: gaps and excluded points stay in their place, and the charts know what to do about them."""
    baseline = None if settings.rebase else settings.baseline
    seen: dict[int, Seen] = {}
    parts: list[Part] = []
    groups = list(_groups(numbered, settings))
    drawings = [_drawn(group, settings, baseline) for group in groups]
    may_cut = settings.never_below_zero and not _has_negatives(drawings)
    for group, drawn in zip(groups, drawings, strict=True):
        # Counted before the change of unit, as in the package: a factor can move a point off its line.
        counted = [value for one, value in zip(group, drawn.values, strict=True) if not one.point.excluded]
        runs = runs_around(drawn.centre, counted)
        final = drawn.times(settings.multiply)
        if may_cut:
            final = replace(final, lowers=[None if low is None else max(low, 0.0) for low in final.lowers])
        seen.update(zip((one.number for one in group), _seen(final), strict=True))
        part = replace(_part(group, counted), centre=final.centre, spread=final.spread, runs=runs)
        if settings.chart not in LIMITS_BY_POINT:
            part = replace(part, lower=final.lowers[0], upper=final.uppers[0])
        parts.append(part)
    return seen, parts


def _drawn(group: Sequence[Numbered], settings: Settings, baseline: int | None) -> Drawn:
    rows = [
        row_of(one.point, is_base=not one.point.excluded and (baseline is None or one.number <= baseline))
        for one in group
    ]
    return DRAW[settings.chart](rows, settings)


def _has_negatives(drawings: Sequence[Drawn]) -> bool:
    return any(value < 0 for drawn in drawings for value in known(drawn.values))


def _seen(drawn: Drawn) -> Iterator[Seen]:
    for value, lower, upper in zip(drawn.values, drawn.lowers, drawn.uppers, strict=True):
        side = None if value is None or drawn.centre is None else sign(value - drawn.centre)
        if value is None:
            yield Seen(None, None, lower, upper)
            continue
        is_low, is_high = lower is not None and value < lower, upper is not None and value > upper
        is_outside = None if lower is None and upper is None else is_low or is_high
        label = Label(Rule.OUTSIDE, is_high) if is_outside else None
        yield Seen(value, side, lower, upper, is_outside, None, label)


def _groups(numbered: Sequence[Numbered], settings: Settings) -> Iterator[list[Numbered]]:
    """From each rebase on a new group. A day without a point starts its group at the next one."""
    starts = sorted(settings.rebase)
    for _, group in groupby(numbered, key=lambda one: bisect_right(starts, one.point.when)):
        yield list(group)


def _part(group: Sequence[Numbered], base: Sequence[float | None]) -> Part:
    return Part(
        start=group[0].number,
        end=group[-1].number,
        size=len(group),
        centre=None,
        is_short=len(group) < TRIAL,
        is_constant=len(set(known(base))) == 1 and len(base) > 1,
    )


def _marked_by_the_announced_rule(found: Analysis) -> list[int]:
    """Numbers of the points that two of three, as NHS England announced it, would label otherwise."""
    settings = found.settings
    if settings.chart != Chart.XMR or settings.two_of_three == TwoOfThree.NEAR_OR_BEYOND:
        return []
    if not any(point.seen.is_outside for point in found.points):
        return []  # only points beyond a limit count differently
    numbered = [Numbered(point.number, point.point) for point in found.points]
    seen, _ = _making_data_count(numbered, replace(settings, two_of_three=TwoOfThree.NEAR_OR_BEYOND))
    return [
        point.number
        for point in found.points
        if point.number in seen and seen[point.number].label != point.seen.label
    ]
