"""All that the page of a measure shows beside its picture. Reads."""

from dataclasses import dataclass

from improve.measures import titles
from improve.measures.amounts import Amounts, amounts_of, period
from improve.measures.changes import MeasureChange, changes_of
from improve.measures.chart import draw
from improve.measures.drawing.plot import centre_name
from improve.measures.drawing.shapes import Picture
from improve.measures.drawing.types import type_of
from improve.measures.figures import in_words
from improve.measures.kinds import CHART_WORDS, Chart, Often, Wanted
from improve.measures.lines import ChartNote, LineDecision
from improve.measures.models import Measure
from improve.measures.pictures import Gathered, MeasureChart, chart_of, gathered
from improve.measures.rules.findings import Analysis, ChartPoint
from improve.measures.series import SUBGROUPS
from improve.measures.serving import Band
from improve.measures.worked import points_behind, worked_words

PAGE = 10  # rows of the table


@dataclass(frozen=True)
class Row:
    """A point in the table; `kind` is its shape, `entered` what was counted ("5 of 20")."""

    number: int
    when: str
    entered: str
    value: str
    centre: str
    lower: str
    upper: str
    kind: str
    shows: str
    href: str


@dataclass(frozen=True)
class PartRow:
    """The lines of a part, and how many points they come from."""

    since: str
    points: int
    centre: str
    limits: str


@dataclass(frozen=True)
class ChartPage:
    """The page of a measure."""

    chart: MeasureChart
    middle: Picture
    narrow: Picture
    heading: str
    brief: str  # the same without the target
    lede: str
    wanted: str
    each: str
    target: str
    rows: list[Row]
    hrefs: dict[int, str]  # of the reading of each point
    number: int
    older: int | None  # the newest number of the next page of the table
    newer: int | None
    years: str
    chart_words: str
    worked: str
    centre_name: str
    parts: list[PartRow]
    decided: list[LineDecision]
    noted: list[ChartNote]
    bands: list[Band]
    changes: list[MeasureChange]  # of the measure itself


def chart_page(measure: Measure, newest: int | None = None) -> ChartPage:
    """The page; its table begins at the point `newest`, or the last one."""
    behind = gathered([measure])
    chart = chart_of(measure, behind, "page")
    analysis, look = chart.analysis, behind.look(measure, "narrow", chart.analysis)
    amounts = amounts_of((point.value for point in analysis.points), look.unit)
    number = len(analysis.points)
    first = min(max(newest or number, 1), number) if number else 0
    hrefs = hrefs_of(measure, behind)
    return ChartPage(
        chart=chart,
        middle=draw(analysis, behind.look(measure, "middle", analysis)),
        narrow=draw(analysis, look),
        heading=titles.heading(measure.name, look.unit, analysis),
        brief=titles.brief_heading(measure.name, look.unit, analysis),
        lede=titles.lede(analysis, look),
        wanted=titles.WANTED_WORDS[Wanted(measure.wanted)],
        each=EACH[Often(measure.often)],
        target=amounts.value(measure.target),
        rows=rows_of(measure, analysis, amounts, first, hrefs),
        hrefs=hrefs,
        number=number,
        older=first - PAGE if first > PAGE else None,
        newer=min(first + PAGE, number) if first < number else None,
        years=_years(analysis),
        chart_words=CHART_WORDS[Chart(measure.chart)],
        worked=worked_words(analysis, has_tests=bool(behind.bands[measure.id])),
        centre_name=centre_name(analysis),
        parts=_parts(analysis, amounts),
        decided=behind.decided[measure.id],
        noted=behind.noted[measure.id],
        bands=behind.bands[measure.id],
        changes=changes_of(measure),
    )


EACH = {Often.DAY: "each day", Often.WEEK: "each week", Often.MONTH: "each month", Often.EVENT: "each time"}


def rows_of(
    measure: Measure, analysis: Analysis, amounts: Amounts, first: int, hrefs: dict[int, str]
) -> list[Row]:
    """A page of the table: from the point `first` back."""
    if not analysis.points:
        return []
    not_random = analysis.not_random
    year, often = analysis.points[-1].point.when.year, Often(measure.often)
    return [
        Row(
            number=point.number,
            when=period(point.point.when, often, year).removeprefix("week of "),
            entered=_entered(point),
            value=amounts.value(point.value) or "no figure",
            centre=amounts.line(analysis.centre_at(point.number)),
            lower=amounts.line(point.seen.lower),
            upper=amounts.line(point.seen.upper),
            kind=type_of(point, not_random),
            shows=titles.shows(point, analysis),
            href=hrefs.get(point.number, ""),
        )
        for point in reversed(analysis.points[max(first - PAGE, 0) : first])
    ]


def hrefs_of(measure: Measure, behind: Gathered) -> dict[int, str]:
    """The page of the reading behind each point; a subgroup is several readings, and has none."""
    if Chart(measure.chart) in SUBGROUPS:
        return {}
    entered = behind.entered[measure.id]
    return {
        number: f"/measures/{measure.id}/readings/{row.id}" for number, row in enumerate(entered, start=1)
    }


def _entered(point: ChartPoint) -> str:
    """What was counted: "5 of 20"; of a subgroup how many figures."""
    if point.point.values:
        return f"{len(point.point.values)}"
    if point.point.n is None:
        return ""
    return f"{in_words(point.point.y)} of {in_words(point.point.n)}"


def _years(analysis: Analysis) -> str:
    if not analysis.points:
        return ""
    first, last = analysis.points[0].point.when.year, analysis.points[-1].point.when.year
    return str(last) if first == last else f"{first} to {last}"


def _parts(analysis: Analysis, amounts: Amounts) -> list[PartRow]:
    rows = []
    for part in analysis.parts:
        point = analysis.points[part.start - 1]
        lower, upper = amounts.line(part.lower), amounts.line(part.upper)
        varies = point.seen.upper is not None and part.upper is None
        rows.append(
            PartRow(
                since=f"{point.point.when:%-d %b %Y}",
                points=points_behind(analysis, part),
                centre=amounts.line(part.centre),
                limits="by point" if varies else f"{lower} to {upper}" if upper else "none",
            )
        )
    return rows
