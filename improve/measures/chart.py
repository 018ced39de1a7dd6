"""Draw a chart: analysis and look in, coordinates and text out. Pure.

The axes are laid in plot.py; lines are drawn in strokes.py, points in marks.py, words in captions.py.
"""

from improve.measures import titles
from improve.measures.drawing import captions, line_names, marks, note_places, strokes, under_chart
from improve.measures.drawing.plot import FORMS, plot_of
from improve.measures.drawing.shapes import ChartMark as ChartMark
from improve.measures.drawing.shapes import Look as Look
from improve.measures.drawing.shapes import Picture, Text
from improve.measures.rules.findings import Analysis


def draw(analysis: Analysis, look: Look) -> Picture:
    """The picture of a chart. Without a figure it is an empty frame that says so."""
    form = FORMS[look.size]
    if not any(point.value is not None for point in analysis.points):
        return _empty(analysis, look)
    plot = plot_of(analysis, look, captions.room_above(look, analysis, form))
    return Picture(
        size=look.size,
        width=form.width,
        height=form.height,
        title=titles.title(look.name, analysis),
        description=titles.description(analysis, look, plot.amounts, plot.centre_name),
        areas=tuple(strokes.areas(plot)),
        strokes=(
            *strokes.behind(plot),
            *line_names.leaders(plot),
            *note_places.leaders(plot),
            *marks.shapes(plot),
        ),
        texts=tuple(captions.texts(plot)),
        spots=tuple(marks.spots(plot)),
        legend=tuple(under_chart.legend(plot)),
        notes=tuple(under_chart.notes(plot)),
    )


def _empty(analysis: Analysis, look: Look) -> Picture:
    form = FORMS[look.size]
    words = Text("t-axis", form.width / 2, form.height / 2, "No figures yet", "middle")
    title = titles.title(look.name, analysis)
    return Picture(
        look.size, form.width, form.height, title, "No figures yet", (), (), (words,), (), (), ()
    )  # fmt: skip
