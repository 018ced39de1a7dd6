"""The points of a chart: a shape for each type, and all of one type in one path. Pure.

Shape and colour both tell the type: grey circle, blue diamond, orange triangle, purple square; a ring was left out.
A cross is a point that is ordinary by itself, in a series that is not random.
"""

from collections.abc import Iterator

from improve.measures import titles
from improve.measures.amounts import capital, period
from improve.measures.drawing.plot import Plot
from improve.measures.drawing.shapes import Spot, Stroke
from improve.measures.drawing.types import COMMON, IN_RUN, LEFT_OUT

STEPPED = ("page", "middle", "narrow")  # sizes where people go from point to point
MOST_STEPS = 500  # points from the newest back; the table has all
MANY = 600  # points: from here on only those that stand out are marked
ORDER = (COMMON, IN_RUN, LEFT_OUT, "p-neutral", "p-concern", "p-improve")  # from back to front
THINNED = 0.8  # of the radius: of the few that are marked on a line of many
LEAST_RADIUS = 1.8


def shapes(plot: Plot) -> Iterator[Stroke]:
    """The points, one path for each type."""
    radius = radius_of(plot) if len(plot.points) <= MANY else plot.form.radius * THINNED
    found: dict[str, dict[tuple[float, float], str]] = {}
    is_thinned = len(plot.points) > MANY
    for kind, x, y in zip(plot.kinds, plot.xs, plot.ys, strict=True):
        if is_thinned and kind in (COMMON, IN_RUN):
            continue
        found.setdefault(kind, {})[x, y] = ""
    for kind in ORDER:
        if places := found.get(kind):
            outline = OUTLINES[kind](radius)
            yield Stroke(kind, "".join([outline.format(x, y) for x, y in places]))
    if plot.look.size in STEPPED:
        yield Stroke(
            "ring-focus",
            _circle(plot.form.radius * (2.4 if plot.form.has_words else 2)).format(plot.xs[-1], plot.ys[-1]),
        )


def radius_of(plot: Plot) -> float:
    """That of the form, smaller where points stand close."""
    room = (plot.right - plot.left) / max(len(plot.points), 1)
    return max(min(plot.form.radius, room * 0.45), min(LEAST_RADIUS, plot.form.radius))


def _circle(r: float) -> str:
    return f"M{{}} {{}}m-{r:g} 0a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0-{2 * r:g} 0z"


def _diamond(r: float) -> str:
    d = r * 1.35
    return f"M{{}} {{}}m0-{d:g}l{d:g} {d:g}l-{d:g} {d:g}l-{d:g}-{d:g}z"


def _triangle(r: float) -> str:
    h = r * 1.4
    return f"M{{}} {{}}m0-{h:g}l{h:g} {1.8 * h:g}h-{2 * h:g}z"


def _square(r: float) -> str:
    s = r * 1.1
    return f"M{{}} {{}}m-{s:g}-{s:g}h{2 * s:g}v{2 * s:g}h-{2 * s:g}z"


def _cross(r: float) -> str:
    thick, arm = 0.7 * r, 0.9 * r
    return (
        f"M{{}} {{}}m-{thick / 2:g}-{thick / 2 + arm:g}h{thick:g}v{arm:g}h{arm:g}v{thick:g}h-{arm:g}v{arm:g}"
        f"h-{thick:g}v-{arm:g}h-{arm:g}v-{thick:g}h{arm:g}z"
    )


OUTLINES = {
    COMMON: _circle,
    IN_RUN: _cross,
    LEFT_OUT: _circle,
    "p-neutral": _square,
    "p-concern": _triangle,
    "p-improve": _diamond,
}


def spots(plot: Plot) -> Iterator[Spot]:
    """What each point says; where nobody goes from point to point, only the last one."""
    year = plot.points[-1].point.when.year
    wanted = list(zip(plot.points, plot.xs, plot.ys, strict=True))
    for point, x, y in wanted[-MOST_STEPS:] if plot.look.size in STEPPED else wanted[-1:]:
        when = capital(period(point.point.when, plot.look.often, year))
        yield Spot(
            point.number, x, y, when, plot.amounts.with_unit(point.value), titles.shows(point, plot.analysis)
        )
