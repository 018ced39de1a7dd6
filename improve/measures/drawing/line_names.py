"""The names of a chart's lines, to their right: "Upper limit 139.2". Moved apart where they would touch. Pure."""

from collections.abc import Iterator

from improve.measures.drawing import strokes
from improve.measures.drawing.labels import apart
from improve.measures.drawing.plot import Plot
from improve.measures.drawing.shapes import Stroke, Text
from improve.measures.rules.icons import last_limits

LINE = 1.1  # of the letters: from one name to the next


def names_of_lines(plot: Plot) -> Iterator[Text]:
    """The names."""
    letters = plot.form.letters
    x = round(plot.right + letters * 1.05, 1)
    for _, place, kind, words in _placed(plot):
        yield Text(f"t-line {kind}", x, round(place + letters / 3, 1), words)


def leaders(plot: Plot) -> Iterator[Stroke]:
    """From the end of each line to its name."""
    if plot.form.has_words:
        x = round(plot.right + plot.form.letters * 0.8, 1)
        ends = [f"M{plot.right + 2} {y}L{x} {place}" for y, place, _, _ in _placed(plot)]
        yield Stroke("lead2", "".join(ends))


def _placed(plot: Plot) -> list[tuple[float, float, str, str]]:
    """Where each line ends, where its name stands, of which kind it is, and the name."""
    named = sorted(_ends(plot))
    letters = plot.form.letters
    wanted = [y for y, _, _ in named]
    places = apart(wanted, letters * LINE, plot.values.top, plot.values.bottom - letters * 0.2)
    return [(y, place, kind, words) for place, (y, kind, words) in zip(places, named, strict=True)]


def _ends(plot: Plot) -> Iterator[tuple[float, str, str]]:
    """The lines that reach the right edge: where, of which kind, and their names."""
    settings, amounts = plot.analysis.settings, plot.amounts
    lower, upper = last_limits(plot.analysis.points, plot.analysis.parts, settings)
    centre, target, predicted = plot.analysis.parts[-1].centre, settings.target, _predicted(plot)
    found = (
        ("k-limit", "Upper limit", upper, amounts.line(upper)),
        ("k-mean", plot.centre_name, centre, amounts.line(centre)),
        ("k-predict", "Predicted", predicted, amounts.value(predicted)),
        ("k-target", "Target", target, amounts.value(target)),
        ("k-limit", "Lower limit", lower, amounts.line(lower)),
    )
    for kind, name, value, words in found:
        if value is not None and plot.values.holds(value):
            yield plot.values.at(value), kind, f"{name} {words}"


def _predicted(plot: Plot) -> float | None:
    """What was predicted for the cycle that reaches the right edge."""
    near = plot.right - 2 * plot.days.slot
    return next(
        (
            band.predicted
            for band, _, right in strokes.bands(plot)
            if right >= near and band.predicted is not None
        ),
        None,
    )
