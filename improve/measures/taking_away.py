"""A chart to take away: a PNG picture, and a CSV table that no spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import fontpkg_arimo  # type: ignore[import-untyped]
import resvg_py

from improve.measures.models import Measure
from improve.measures.pictures import gathered, unit_of
from improve.measures.rules.findings import Analysis
from improve.measures.titles import shows

ZOOM = 2  # pixels for each unit of the picture: sharp on slides
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # words that begin so, a spreadsheet may carry out
MARK = "\ufeff"  # without it, spreadsheets do not read UTF-8
DIGITS = 12  # of a figure that was worked out
HEADINGS = ("Date", "Value", "Out of", "Plotted", "Unit", "Middle line", "Lower limit", "Upper limit", "Target",
            "Left out", "What it shows")  # fmt: skip


@cache
def fonts() -> list[str]:
    """The letters of the picture: a machine may have none, so we bring our own, as wide as Arial."""
    return [str(path) for path in (Path(fontpkg_arimo.__file__).parent / "files").glob("Arimo[[]*.ttf")]


def png(svg: str, style: str) -> bytes:
    """A drawn chart as PNG, on white."""
    painted = resvg_py.svg_to_bytes(
        svg_string=svg, style_sheet=style, zoom=ZOOM, background="#fff", skip_system_fonts=True, font_files=fonts(),
        font_family="Arimo", sans_serif_family="Arimo",
    )  # fmt: skip
    return bytes(painted)


def csv_of(measure: Measure) -> bytes:
    """All points of a measure, oldest first, with the lines at each."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    analysis = gathered([measure]).analysis(measure)
    for row in _rows(measure, analysis):
        writer.writerow([harmless(cell) for cell in row])
    return (MARK + out.getvalue()).encode()


def _rows(measure: Measure, analysis: Analysis) -> Iterator[tuple[object, ...]]:
    for point in analysis.points:
        entered = ", ".join(map(_figure, point.point.values)) or _figure(point.point.y)
        yield (
            point.point.when.isoformat(), entered, _figure(point.point.n), _figure(point.value), unit_of(measure),
            _figure(analysis.centre_at(point.number)), _figure(point.seen.lower), _figure(point.seen.upper),
            _figure(measure.target),
            "left out" if point.point.excluded else "", shows(point, analysis),
        )  # fmt: skip


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.{DIGITS}g}"


def harmless(cell: object) -> str:
    """A cell as text that is no formula; a negative figure stays one."""
    words = str(cell)
    if words.startswith(FORMULA) and not _is_number(words):
        return "'" + words
    return words


def _is_number(words: str) -> bool:
    try:
        float(words)
    except ValueError:
        return False
    return True
