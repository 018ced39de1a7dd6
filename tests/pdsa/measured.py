"""Weekly figures before and within a cycle that began on Monday 5 January 2026."""

from datetime import date, timedelta

from improve.measures.kinds import Chart, Often, Wanted
from improve.measures.rules.points import Point, Settings
from improve.pdsa.comparison import compare
from improve.pdsa.comparison_words import Told, said
from improve.pdsa.span import Baseline, Span, baseline_of, present_step

FIRST = date(2026, 1, 5)
# The story of the design: 22 weeks around 16, then 8 weeks of the evening list.
BEFORE = (17, 14, 19, 16, 13, 18, 15, 20, 17, 12, 16, 18, 14, 15, 19, 16, 11, 17, 20, 15, 14, 16)
WITHIN = (14, 12, 15, 18, 13, 14, 12, 10)
TOLD = Told("down", 12.0, "3 March", "", Often.WEEK)


def weekly(before=BEFORE, within=WITHIN, sizes=None):
    """Points: the last of `before` lies in the week before the cycle."""
    ys = [*before, *within]
    begin = FIRST - timedelta(weeks=len(before))
    ns = sizes or [None] * len(ys)
    return [Point(begin + timedelta(weeks=k), y=y, n=n) for k, (y, n) in enumerate(zip(ys, ns, strict=True))]


def span(points, first=FIRST):
    return Span(first, max([first, *(point.when for point in points)]), Often.WEEK)


def compared(points, first=FIRST, **settings):
    asked = Settings(**({"chart": Chart.XMR, "wanted": Wanted.LOWER} | settings))
    days = span(points, first)
    return compare(points, asked, days, frozen(points, first, **settings))


def frozen(points, first=FIRST, **settings) -> Baseline:
    """The baseline as Do would have kept it."""
    days = Span(first, first, Often.WEEK)
    shown = present_step(points, settings.get("rebase", ()), days)
    return baseline_of(shown, days, Settings(**settings))


def words(points, told=TOLD, also=(), **settings):
    return said(compared(points, **settings), told, also)
