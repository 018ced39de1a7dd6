"""The words of a chart: along its axes, at the ends of its lines, above its bands, beside its points. Pure."""

from collections.abc import Iterator

from improve.measures.drawing import note_places, strokes
from improve.measures.drawing.labels import clipped, width_of
from improve.measures.drawing.line_names import names_of_lines
from improve.measures.drawing.plot import Form, Plot, axis_words
from improve.measures.drawing.scales import day_labels
from improve.measures.drawing.shapes import Look, Text
from improve.measures.rules.findings import Analysis

SMALL = 14 / 15  # of the letters: the second line of a name


def room_above(look: Look, analysis: Analysis, form: Form) -> float:
    """How much stands above the highest value."""
    if not form.has_words:
        return form.radius + 7
    rows = 3.9 if len(analysis.parts) > 1 else 0.6
    rows += 2.9 if any(band.words for band in look.bands) else 1.7 if look.bands else 0
    return round(rows * form.letters)


def texts(plot: Plot) -> Iterator[Text]:
    """All words on the chart."""
    if plot.form.has_axes:
        yield from _along_values(plot)
        yield from _along_days(plot)
    if plot.form.has_words:
        yield from _above_bands(plot)
        yield from _at_rebases(plot)
        yield from names_of_lines(plot)
        yield from note_places.texts(plot)


def _along_values(plot: Plot) -> Iterator[Text]:
    x, down = round(plot.left - plot.form.letters * 0.55, 1), plot.form.letters / 3
    for tick, words in zip(plot.values.ticks, axis_words(plot.values), strict=True):
        yield Text("t-axis", x, round(plot.values.at(tick) + down, 1), words, "end")


def _along_days(plot: Plot) -> Iterator[Text]:
    letters = plot.form.letters
    y = round(plot.values.bottom + letters * 1.5, 1)
    when = [point.point.when for point in plot.points]
    for x, words in day_labels(when, plot.xs, lambda words: width_of(words, letters) + letters * 0.7):
        # The first and the last may stand too near to the edge to be centred.
        half = width_of(words, letters) / 2
        yield Text("t-axis", round(min(max(x, half), plot.form.width - half), 1), y, words, "middle")


def _above_bands(plot: Plot) -> Iterator[Text]:
    """The title of each band and, where there is room, its words; without room for either, nothing."""
    letters = plot.form.letters
    has_words = any(band.words for band in plot.look.bands)
    y = plot.values.top - letters * (1.6 if has_words else 0.6)
    # The lines of a rebase go up between the names.
    titles = [(x - 1, x + 1) for _, x, _ in plot.parts[1:]]
    words = list(titles)
    for band, left, right in strokes.bands(plot):
        brief = band.title.rsplit(" ", 1)[-1]
        anchor = _free_anchor(plot, band.title, letters, left, right, titles)
        title = band.title if anchor else brief
        anchor = anchor or _free_anchor(plot, brief, letters, left, right, titles)
        if not anchor:
            continue
        yield Text("t-band", anchor[0], round(y, 1), title, anchor[1])
        below = band.words and _free_anchor(plot, band.words, letters * SMALL, left, right, words)
        if below:
            yield Text("t-small", below[0], round(y + letters * 1.2, 1), band.words, below[1])


def _free_anchor(
    plot: Plot, words: str, size: float, left: float, right: float, taken: list[tuple[float, float]]
) -> tuple[float, str] | None:
    """Where words stand over a band, and by which end they hang there; nothing where they would touch others."""
    wide = width_of(words, size)
    middle = (left + right) / 2
    for x, anchor, start in ((middle, "middle", middle - wide / 2), (left + 4, "start", left + 4),
                             (right, "end", right - wide)):  # fmt: skip
        end = start + wide
        if start >= 0 and end <= plot.form.width and all(end + 3 <= a or b + 3 <= start for a, b in taken):
            taken.append((start, end))
            return round(x, 1), anchor
    return None


def _at_rebases(plot: Plot) -> Iterator[Text]:
    """From when the lines are worked out afresh, and why."""
    letters = plot.form.letters
    edges = [left for _, left, _ in plot.parts[1:]]
    reasons = [mark for mark in plot.look.notes if mark.is_rebase]
    for place, (x, (part, _, _)) in enumerate(zip(edges, plot.parts[1:], strict=True)):
        end = edges[place + 1] if place + 1 < len(edges) else float(plot.form.width)
        day = plot.analysis.points[part.start - 1].point.when
        room, start = end - x - letters * 1.5, round(x + letters * 0.9, 1)
        full, brief = f"Lines worked out afresh from {day:%-d %B}", f"Afresh {day:%-d %b}"
        words = next((words for words in (full, brief) if width_of(words, letters) <= room), "")
        if not words:
            continue
        yield Text("t-band", start, round(letters * 2.4, 1), words)
        reason = next((mark.words for mark in reversed(reasons) if mark.on_date <= day), "")
        if short := clipped(reason, room, letters * SMALL):
            yield Text("t-small", start, round(letters * 3.6, 1), short)
