"""What must hold for every series whatever: shared by the quick and the long test."""

import math
from dataclasses import replace

from hypothesis import strategies as st

from improve.measures.kinds import Chart, Wanted
from improve.measures.rules.findings import Analysis
from improve.measures.rules.points import Gaps, Point, Settings, TwoOfThree
from improve.measures.spc import analyse
from tests.measures.building import day

SCALING = (Chart.RUN, Chart.I, Chart.MR, Chart.XMR, Chart.XBAR, Chart.S)
SUBGROUPS = (Chart.XBAR, Chart.S)
MOST = 1e12

# Sixteenths up to 1e12 either way: a factor of two moves them without a rounding, as a change of unit should.
figures = st.one_of(
    st.integers(-20, 20),
    st.integers(-int(MOST), int(MOST)),
    st.integers(-16_000, 16_000).map(lambda sixteenths: sixteenths / 16),
    st.floats(-1000, 1000).filter(lambda y: y == 0 or abs(y) > 1e-9),
    st.floats(-MOST, MOST).filter(lambda y: y == 0 or abs(y) > 1e-9),
).map(float)
some = st.one_of(figures, figures, figures, st.none())


@st.composite
def levels(draw):
    """Figures as wards have them: calm, with shifts, plateaus and gaps."""
    pieces = draw(st.lists(st.tuples(some, st.integers(1, 12), st.integers(-3, 3)), min_size=1, max_size=5))
    return [None if y is None else y + k * step for y, number, step in pieces for k in range(number)]


@st.composite
def points(draw, chart):
    """A series that this chart can be drawn of, in any order of entry."""
    if chart in SUBGROUPS:
        groups = draw(st.lists(st.lists(figures, max_size=5), max_size=20))
        series = [Point(day(k), values=tuple(values)) for k, values in enumerate(groups, 1)]
        return draw(st.permutations(series))
    ys = draw(st.one_of(st.lists(some, max_size=40), levels()))
    if chart == Chart.T:
        ys = [None if y is None else abs(y) + 0.5 for y in ys]
    if chart in (Chart.C, Chart.G, Chart.P, Chart.U, Chart.PP, Chart.UP):
        ys = [None if y is None else float(abs(int(y))) for y in ys]
    with_n = chart in (Chart.P, Chart.U, Chart.PP, Chart.UP) or draw(st.booleans())
    series = []
    for k, y in enumerate(ys, 1):
        n = draw(st.one_of(st.none(), st.integers(0, 40))) if with_n and chart != Chart.T else None
        y = min(y, n) if chart in (Chart.P, Chart.PP) and y is not None and n is not None else y
        series.append(Point(day(k), y=y, n=n, excluded=draw(st.integers(0, 9)) == 0))
    return draw(st.permutations(series))


@st.composite
def charts(draw, kinds=tuple(Chart)):
    """Points and how to look at them."""
    chart = draw(st.sampled_from(kinds))
    settings = Settings(
        chart=chart,
        wanted=draw(st.sampled_from(Wanted)),
        target=draw(st.one_of(st.none(), figures)),
        rebase=tuple(day(k) for k in draw(st.lists(st.integers(1, 45), max_size=3))),
        baseline=draw(st.one_of(st.none(), st.integers(12, 30))),
        screened=draw(st.booleans()),
        guarded=draw(st.booleans()),
        never_below_zero=draw(st.booleans()),
        two_of_three=draw(st.sampled_from(TwoOfThree)),
        gaps=draw(st.sampled_from(Gaps)),
    )
    return draw(points(chart)), settings


def check_sanity(chart):
    """Every line is a number or missing, limits enclose the mean, every point is there once, by date."""
    entered, settings = chart
    found = analyse(entered, settings)
    numbers = [figure for part in found.parts for figure in (part.centre, part.lower, part.upper)]
    numbers += [figure for p in found.points for figure in (p.value, p.seen.lower, p.seen.upper)]
    assert all(figure is None or math.isfinite(figure) for figure in numbers)
    assert [p.number for p in found.points] == list(range(1, len(entered) + 1))
    assert [p.point for p in found.points] == sorted(entered, key=lambda p: p.when)
    assert all(p.seen.label is None or p.value is not None for p in found.points)
    for p in found.points:
        assert p.seen.lower is None or p.seen.upper is None or p.seen.lower <= p.seen.upper
    assert found.verdict


def check_order(chart, reordered):
    """The order of entry plays no part."""
    entered, settings = chart
    assert analyse(reordered, settings) == analyse(entered, settings)


def check_scaling(chart, power):
    """Another unit, finer or coarser by a power of two: the lines move with it, and no verdict changes."""
    entered, settings = chart
    factor = 2.0**power
    scaled_points = [
        replace(
            point,
            y=None if point.y is None else point.y * factor,
            values=tuple(value * factor for value in point.values),
        )
        for point in entered
    ]
    target = None if settings.target is None else settings.target * factor
    found, scaled = analyse(entered, settings), analyse(scaled_points, replace(settings, target=target))
    assert lines(scaled) == lines(found, factor)
    assert verdicts(scaled) == verdicts(found)


def lines(found: Analysis, factor: float = 1):
    figures = [figure for part in found.parts for figure in (part.centre, part.lower, part.upper)]
    figures += [figure for p in found.points for figure in (p.value, p.seen.lower, p.seen.upper)]
    return [None if figure is None else figure * factor for figure in figures]


def verdicts(found: Analysis):
    points = [
        (p.seen.side, p.seen.is_outside, p.seen.is_close, p.seen.label, p.finding) for p in found.points
    ]
    return (
        points,
        [part.runs for part in found.parts],
        found.variation,
        found.assurance,
        found.verdict,
        found.notes,
    )
