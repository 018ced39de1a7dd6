"""Series for the tests of the charts: one point a day."""

from datetime import date, timedelta

from improve.measures.kinds import Chart
from improve.measures.rules.points import Point, Settings
from improve.measures.spc import analyse

DAY_ONE = date(2025, 1, 1)


def day(number):
    """The day of a point, from 1."""
    return DAY_ONE + timedelta(days=number - 1)


def series(*ys, n=None, excluded=()):
    """Figures in the order of time; None is a gap, `n` one denominator or one for each."""
    ns = n if isinstance(n, (list, tuple)) else [n] * len(ys)
    return [
        Point(day(k), y=y, n=size, excluded=k in excluded)
        for k, (y, size) in enumerate(zip(ys, ns, strict=True), 1)
    ]


def subgroups(*groups):
    return [Point(day(k), values=tuple(values)) for k, values in enumerate(groups, 1)]


def xmr(*ys, excluded=(), **settings):
    return analyse(series(*ys, excluded=excluded), Settings(**settings))


def drawn(chart, points, **settings):
    return analyse(points, Settings(chart=Chart(chart), **settings))


def rules(found):
    """The rule of each point."""
    return [point.rule for point in found.points]


def values(found):
    return [point.value for point in found.points]
