"""The lines of a chart and what lies behind them: bands, grid, limits, mean, target, predictions. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise

from improve.measures.drawing.plot import Plot
from improve.measures.drawing.shapes import Area, Stroke
from improve.measures.kinds import Chart
from improve.measures.rules.findings import Part
from improve.measures.serving import Band
from improve.measures.spc import LIMITS_BY_POINT

APART = 3  # units of the picture, from the lines of a part to where the next begins
CROWDED = 2  # points for each unit of the picture: more are drawn over each other
LEAST_WIDTH = 2.0  # of a band: a day on a chart of years is still seen


def areas(plot: Plot) -> Iterator[Area]:
    """Baseline, and the time of each cycle."""
    top, height = plot.values.top, plot.values.bottom - plot.values.top
    if plot.look.baseline_until is not None:
        end = _after(plot, plot.look.baseline_until)
        if end > plot.left:
            yield Area("baseline", plot.left, top, round(end - plot.left, 1), height)
    for _, left, right in bands(plot):
        yield Area("band", left, top, round(right - left, 1), height)


def _after(plot: Plot, day: date) -> float:
    """Where the slot of the last point up to a day ends."""
    inside = [x for point, x in zip(plot.points, plot.xs, strict=True) if point.point.when <= day]
    return round(min(inside[-1] + plot.days.slot / 2, plot.right), 1) if inside else plot.left


def bands(plot: Plot) -> Iterator[tuple[Band, float, float]]:
    """The bands that lie on the chart, with where they begin and end."""
    for band in plot.look.bands:
        left = plot.days.start(band.starts_on)
        right = plot.days.start(band.ends_on.fromordinal(band.ends_on.toordinal() + 1))
        if left < plot.right and right > plot.left:
            yield band, left, max(right, min(left + LEAST_WIDTH, plot.right))


def behind(plot: Plot) -> Iterator[Stroke]:
    """All lines, from back to front; the points lie above them."""
    yield from _frame(plot)
    yield from _band_lines(plot)
    target = plot.analysis.settings.target
    if target is not None and plot.values.holds(target):
        yield Stroke("target", f"M{plot.left} {plot.values.at(target)}H{plot.right}")
    if limits := "".join(_limits(plot)):
        yield Stroke("limit", limits)
    for kind, centres in _centres(plot).items():
        yield Stroke(kind, centres)
    yield Stroke("data", "".join(_data(plot)))
    yield from _rebases(plot)


def _frame(plot: Plot) -> Iterator[Stroke]:
    if plot.form.has_axes:
        lines = (f"M{plot.left} {plot.values.at(tick)}H{plot.right}" for tick in plot.values.ticks)
        yield Stroke("grid", "".join(lines))


def _band_lines(plot: Plot) -> Iterator[Stroke]:
    found = list(bands(plot))
    if found and plot.form.has_axes:
        top = plot.values.top
        yield Stroke("band-top", "".join(f"M{left} {top}H{right}" for _, left, right in found))
    predicted = [
        f"M{left} {plot.values.at(band.predicted)}H{right}"
        for band, left, right in found
        if band.predicted is not None
    ]
    if predicted:
        yield Stroke("predict", "".join(predicted))


def _centres(plot: Plot) -> dict[str, str]:
    """The middle lines; dashed where the tests of runs say that the points around them are not random."""
    found: dict[str, str] = {}
    not_random = plot.analysis.not_random
    for part, left, right in _inset(plot):
        if part.centre is not None and plot.values.holds(part.centre):
            kind = "mean-run" if part in not_random else "mean"
            found[kind] = found.get(kind, "") + f"M{left} {plot.values.at(part.centre)}H{right}"
    return found


def _limits(plot: Plot) -> Iterator[str]:
    if plot.analysis.settings.chart in LIMITS_BY_POINT:
        yield from _stepped(plot)
        return
    for part, left, right in _inset(plot):
        for limit in (part.upper, part.lower):
            if limit is not None and plot.values.holds(limit):
                yield f"M{left} {plot.values.at(limit)}H{right}"


def _inset(plot: Plot) -> Iterator[tuple[Part, float, float]]:
    """The parts, a little shorter where one ends and the next begins."""
    for part, left, right in plot.parts:
        yield (
            part,
            left if left == plot.left else round(left + APART, 1),
            right if right == plot.right else round(right - APART, 1),
        )


def _stepped(plot: Plot) -> Iterator[str]:
    """Limits that differ from point to point: a step for each."""
    of_point = dict(
        zip((point.number for point in plot.points), zip(plot.points, plot.xs, strict=True), strict=True)
    )
    for part, left, right in _inset(plot):
        inside = [of_point[number] for number in range(part.start, part.end + 1) if number in of_point]
        if not inside:
            continue
        edges = [left, *(round((a[1] + b[1]) / 2, 1) for a, b in pairwise(inside)), right]
        for which in ("upper", "lower"):
            limits = [getattr(point.seen, which) for point, _ in inside]
            yield _steps(plot, limits, edges)


def _steps(plot: Plot, limits: Sequence[float | None], edges: Sequence[float]) -> str:
    """One piece of path for each height, however many points share it."""
    words: list[str] = []
    before: float | None = None
    height, end = 0.0, 0.0
    for limit, left, right in zip(limits, edges, edges[1:], strict=False):
        if limit != before or limit is None:
            if before is not None:
                words.append(f"H{end}")
            is_drawn = limit is not None and plot.values.holds(limit)
            if is_drawn and limit is not None:
                y = plot.values.at(limit)
                words.append(f"M{left} {y}" if before is None else f"V{y}" if y != height else "")
                height = y
            before = limit if is_drawn else None
        end = right
    return "".join([*words, f"H{end}"]) if before is not None else "".join(words)


def _data(plot: Plot) -> Iterator[str]:
    """The line from point to point: broken where a part ends, and at a gap unless gaps are closed."""
    closes = plot.analysis.settings.chart == Chart.XMR
    starts = {part.start for part in plot.analysis.parts}
    piece, before = 0, 0
    counted = []
    for point, x, y in zip(plot.points, plot.xs, plot.ys, strict=True):
        if (any(number in starts for number in range(before + 1, point.number + 1)) and before) or (
            not closes and point.number > before + 1
        ):
            piece += 1
        before = point.number
        if not point.point.excluded:
            counted.append((piece, x, y))
    for _, run in groupby(counted, key=lambda one: one[0]):
        places = [(x, y) for _, x, y in run]
        if len(places) > CROWDED * (plot.right - plot.left):
            places = _thinned(places)
        yield "M" + "L".join([f"{x} {y}" for x, y in places])


def _thinned(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """What the eye sees of a crowded line: of each column its first, lowest, highest and last place."""
    kept: list[tuple[float, float]] = []
    for _, column in groupby(places, key=lambda place: int(place[0])):
        inside = list(column)
        ends = {
            inside[0],
            inside[-1],
            min(inside, key=lambda place: place[1]),
            max(inside, key=lambda place: place[1]),
        }
        kept += [place for place in inside if place in ends]
    return kept


def _rebases(plot: Plot) -> Iterator[Stroke]:
    edges = [left for _, left, _ in plot.parts[1:]]
    if not edges or plot.look.size in ("small", "spark"):
        return
    top = plot.form.letters * 1.7 if plot.form.has_words else plot.values.top
    yield Stroke("rebase", "".join(f"M{x} {top}V{plot.values.bottom}" for x in edges))
    if plot.form.has_words:
        size = plot.form.letters * 0.4
        yield Stroke(
            "flag", "".join(f"M{x} {top}l{1.5 * size:g} {size:g}l-{1.5 * size:g} {size:g}z" for x in edges)
        )
