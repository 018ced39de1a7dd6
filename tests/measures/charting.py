"""Charts for the tests of the drawing."""

import re
from datetime import timedelta

from improve.measures.chart import Look, draw
from improve.measures.drawing.plot import FORMS
from improve.measures.kinds import Chart, Often
from tests.measures.building import day, drawn, series

NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")


def picture(*ys, chart=Chart.XMR, size="page", n=None, excluded=(), look=None, often=Often.DAY, **settings):
    found = drawn(chart, series(*ys, n=n, excluded=excluded), **settings)
    return draw(found, Look(size=size, name="Falls", unit="falls", often=often, **(look or {})))


def stroke(made, kind):
    """The path of that kind; none where nothing of it is drawn."""
    return next((stroke.d for stroke in made.strokes if stroke.kind == kind), None)


def words(made, kind=""):
    return [text.words for text in made.texts if kind in text.kind]


def places(d):
    """Where each shape of a path begins."""
    return [tuple(map(float, found)) for found in re.findall(r"M(-?[\d.]+) (-?[\d.]+)", d)]


def is_within(made):
    """Everything is inside the picture."""
    form = FORMS[made.size]
    inside = all(0 <= text.x <= form.width and 0 <= text.y <= form.height for text in made.texts)
    starts = [place for each in made.strokes for place in places(each.d)]
    return inside and all(0 <= x <= form.width and 0 <= y <= form.height for x, y in starts)


def after(number, days):
    return day(number) + timedelta(days=days)
