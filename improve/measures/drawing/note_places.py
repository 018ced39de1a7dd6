"""Where the notes of a chart stand: beside their point where there is room, else as a number. Pure."""

import textwrap
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from improve.measures.drawing.labels import Box, width_of
from improve.measures.drawing.plot import Plot
from improve.measures.drawing.shapes import ChartMark, Stroke, Text

SHAPES = (
    (44, 1),
    (24, 2),
)  # letters and lines of a note on the chart, the first that finds room; the page has it all
LINE = 1.2  # of the letters: from one line to the next
SMALL = 14 / 15  # of the letters: the line below, with day and figure
NEAR = 9  # units of the picture around a point that no word covers
# In letters: how far the words stand above the point. The nearest first, then further, until they are off the lines.
PLACES = (
    0.5, 1.5, 2.5, -1.0, -2.0, 1.0, 2.0, 3.0, -1.5, -2.5, 3.5, 4.0, -3.0, -4.0, 4.5, 5.0, -4.5, -5.0, 6.0, -6.0,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Placed:
    """A note and its point; `box` is none where only its number stands there."""

    number: int
    lines: tuple[str, ...]
    x: float
    y: float
    box: Box | None
    is_left: bool = False


def placed(plot: Plot) -> list[Placed]:
    """The notes of the chart, each where it touches nothing."""
    marks = [mark for mark in plot.look.notes if not mark.is_rebase]
    if not marks or not plot.form.has_words:
        return []
    taken = [Box(x - NEAR, y - NEAR, x + NEAR, y + NEAR) for x, y in zip(plot.xs, plot.ys, strict=True)]
    taken += [Box(x - 2, plot.values.top, x + 2, plot.values.bottom) for _, x, _ in plot.parts[1:]]
    days = [point.point.when for point in plot.points]
    drawn = list(_lines(plot))
    found: list[Placed] = []
    for number, mark in enumerate(marks, start=1):
        place = bisect_right(days, mark.on_date) - 1
        if place >= 0:
            found.append(_place(plot, mark, number, place, taken, drawn))
    return found


def _lines(plot: Plot) -> Iterator[Box]:
    """Where the target, the middle lines and the limits run: words stand clear of them where they can."""
    target = plot.analysis.settings.target
    runs = [(plot.left, plot.right, target)]
    runs += [(start, end, part.centre) for part, start, end in plot.parts]
    for limits in ([point.seen.lower for point in plot.points], [point.seen.upper for point in plot.points]):
        runs += _level(plot, limits)
    for left, right, value in runs:
        if value is not None:
            y = plot.values.at(value)
            yield Box(left, y - 1, right, y + 1)


def _level(plot: Plot, limits: Sequence[float | None]) -> Iterator[tuple[float, float, float | None]]:
    """A limit as lines: neighbours at the same height are one."""
    half, first = (plot.right - plot.left) / max(len(plot.xs) - 1, 1) / 2, 0
    for limit, neighbours in groupby(limits):
        last = first + sum(1 for _ in neighbours) - 1
        yield plot.xs[first] - half, plot.xs[last] + half, limit
        first = last + 1


def _place(
    plot: Plot, mark: ChartMark, number: int, place: int, taken: list[Box], drawn: list[Box]
) -> Placed:
    point, x, y = plot.points[place], plot.xs[place], plot.ys[place]
    under = f"{point.point.when:%-d %B}: {plot.amounts.with_unit(point.value)}"
    shapes = [
        (*textwrap.wrap(mark.words, letters, max_lines=most, placeholder="…"), under)
        for letters, most in SHAPES
    ]
    for clear_of in ([*taken, *drawn], taken):  # rather in two lines than across a line of the chart
        for lines in shapes:
            box, is_left = _free(plot, lines, x, y, clear_of)
            if box is not None:
                taken.append(box)
                return Placed(number, lines, x, y, box, is_left)
    return Placed(number, (), x, y, None)


def _free(
    plot: Plot, lines: Sequence[str], x: float, y: float, taken: Sequence[Box]
) -> tuple[Box | None, bool]:
    """The first free place beside the point, higher or lower, to its left or right."""
    letters = plot.form.letters
    wide = max(width_of(line, letters) for line in lines)
    high = letters * LINE * len(lines)
    frame = Box(plot.left - letters, plot.values.top - letters / 2, plot.right, plot.values.bottom)
    for up in PLACES:
        top = y - up * letters - (high if up > 1 else 0)
        for is_left in (True, False):
            left = x - letters - wide if is_left else x + letters
            box = Box(left, top, left + wide, top + high)
            if box.is_within(frame) and not any(box.touches(other) for other in taken):
                return box, is_left
    return None, False


def texts(plot: Plot) -> Iterator[Text]:
    """The notes: what happened, and below it when and how much."""
    letters = plot.form.letters
    for note in placed(plot):
        if note.box is None:
            yield Text(
                "t-note", round(note.x + letters * 0.9, 1), round(note.y - letters * 0.1, 1), str(note.number)
            )
            continue
        x, anchor = (note.box.right, "end") if note.is_left else (note.box.left, "start")
        for number, line in enumerate(note.lines):
            kind = "t-small" if number == len(note.lines) - 1 else "t-note"
            y = note.box.top + letters * (0.9 + LINE * number)
            yield Text(kind, round(x, 1), round(y, 1), line, anchor)


def leaders(plot: Plot) -> Iterator[Stroke]:
    """From each point to its note."""
    lines = [
        f"M{note.x} {note.y}L{round(note.box.right + 3 if note.is_left else note.box.left - 3, 1)} "
        f"{round(note.box.top + plot.form.letters * 0.6, 1)}"
        for note in placed(plot)
        if note.box is not None
    ]
    if lines:
        yield Stroke("leader", "".join(lines))
