"""What stands under a chart: the key to its shapes and lines, and what the drawing left away. Pure."""

from collections.abc import Iterator

from improve.measures.drawing.marks import MANY
from improve.measures.drawing.note_places import placed
from improve.measures.drawing.plot import Plot
from improve.measures.drawing.shapes import Key
from improve.measures.drawing.strokes import bands
from improve.measures.drawing.types import IN_RUN, LEFT_OUT
from improve.measures.rules.icons import last_limits

ALONE = ("panel", "wall")  # sizes that stand where no list of notes is
POINT_WORDS = {
    "p-common": "Normal ups and downs",
    IN_RUN: "Part of a series that is not random",
    "p-improve": "Real improvement",
    "p-concern": "Real cause for concern",
    "p-neutral": "Real change",
    LEFT_OUT: "Left out of the lines",
}


def legend(plot: Plot) -> Iterator[Key]:
    """What is on the chart, and only that."""
    seen = set(plot.kinds)
    yield from (Key(kind, words) for kind, words in POINT_WORDS.items() if kind in seen)
    yield from _middle_lines(plot)
    if any(point.seen.upper is not None or point.seen.lower is not None for point in plot.points):
        yield Key("limit", "Limits: nearly all points fall between them")
    if plot.analysis.settings.target is not None:
        yield Key("target", "Target")
    if any(band.predicted is not None for band, _, _ in bands(plot)):
        yield Key("predict", "Prediction, locked")
    if len(plot.analysis.parts) > 1:
        yield Key("rebase", "Lines worked out afresh")
    if plot.look.baseline_until is not None:
        yield Key("baseline", "Baseline: the lines come from here")
    if next(bands(plot), None):
        yield Key("band", "A cycle was open")


def _middle_lines(plot: Plot) -> Iterator[Key]:
    not_random = plot.analysis.not_random
    drawn = [part for part in plot.analysis.parts if part.centre is not None]
    if any(part not in not_random for part in drawn):
        yield Key("mean", plot.centre_name)
    if any(part in not_random for part in drawn):
        yield Key("mean-run", f"{plot.centre_name}, dashed: the points around it are not random")


def notes(plot: Plot) -> Iterator[str]:
    """What must be known to read the picture right."""
    values, written = plot.values, plot.amounts
    if values.low > 0 or values.high < 0:
        yield f"The axis begins at {written.value(values.low)}, not at 0."
    beyond = [limit for limit in _last_limits_drawn(plot) if limit is not None and not values.holds(limit)]
    if beyond:
        named = " and ".join(written.line(limit) for limit in beyond)
        yield f"A limit lies where no point can be ({named}): it stands in the table and is not drawn."
    target = plot.analysis.settings.target
    if target is not None and not values.holds(target):
        yield f"The target, {written.with_unit(target)}, lies outside the picture."
    yield from _unplaced(plot)
    if len(plot.points) > MANY:
        yield (
            f"{len(plot.points):,} points are too many to draw each: the line shows them all, "
            "and only those that stand out are marked. The table has every one."
        )


def _unplaced(plot: Plot) -> Iterator[str]:
    """The notes that are numbers on the chart. The page of the measure lists all notes by itself."""
    if plot.look.size not in ALONE:
        return
    written = [mark for mark in plot.look.notes if not mark.is_rebase]
    for note in placed(plot):
        if note.box is None:
            mark = written[note.number - 1]
            yield f"{note.number}: {mark.on_date:%-d %B %Y}, {mark.words}"


def _last_limits_drawn(plot: Plot) -> tuple[float | None, float | None]:
    return last_limits(plot.analysis.points, plot.analysis.parts, plot.analysis.settings)
