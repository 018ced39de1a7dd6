"""Charts of measures, ready to print: readings, decisions, notes and cycles gathered, worked out and drawn. Reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.measures import serving, titles
from improve.measures.amounts import amounts_of, period
from improve.measures.chart import draw
from improve.measures.drawing.shapes import ChartMark, Look, Picture
from improve.measures.kinds import Chart, Kind, Often
from improve.measures.lines import ChartNote, LineDecision
from improve.measures.models import Measure
from improve.measures.rules.findings import Analysis, Assurance, VariationIcon
from improve.measures.series import Entered, by_measure, decisions, points_of, readings, settings_of
from improve.measures.serving import Band
from improve.measures.spc import analyse


@dataclass(frozen=True)
class Last:
    """The newest figure: "94 minutes", "week of 23 February"."""

    value: str
    when: str


@dataclass(frozen=True)
class MeasureChart:
    """A measure and its chart, for any page: `title` is the finding in words."""

    measure: Measure
    analysis: Analysis
    picture: Picture
    title: str
    href: str
    variation: VariationIcon | None
    variation_words: str
    assurance: Assurance | None
    assurance_words: str
    last: Last | None


@dataclass(frozen=True)
class Gathered:
    """What stands behind the charts of some measures, by measure."""

    entered: dict[str, list[Entered]]
    decided: dict[str, list[LineDecision]]
    noted: dict[str, list[ChartNote]]
    bands: dict[str, list[Band]]

    def analysis(self, measure: Measure) -> Analysis:
        """The chart of a measure, worked out."""
        entered = self.entered[measure.id]
        return analyse(points_of(measure, entered), settings_of(measure, entered, self.decided[measure.id]))

    def look(self, measure: Measure, size: str, analysis: Analysis) -> Look:
        """How it is shown."""
        decided = self.decided[measure.id]
        marks = [ChartMark(note.on_date, note.words) for note in self.noted[measure.id]]
        marks += [
            ChartMark(row.on_date, row.reason, is_rebase=True) for row in decided if row.kind == "rebase"
        ]
        return Look(
            size=size,
            name=measure.name,
            unit=unit_of(measure),
            often=Often(measure.often),
            notes=marks,
            bands=self.bands[measure.id],
            baseline_until=_baseline_end(analysis),
        )


def _baseline_end(analysis: Analysis) -> date | None:
    """The day of the last point of a baseline that holds: one too short for lines, or beside a rebase, does not."""
    settings, points = analysis.settings, analysis.points
    if settings.baseline is None or not points or (settings.rebase and settings.chart != Chart.XMR):
        return None
    return points[min(settings.baseline, len(points)) - 1].point.when


def gathered(measures: Sequence[Measure]) -> Gathered:
    """Readings, decisions, notes and cycles: five statements for any number of measures."""
    ids = [measure.id for measure in measures]
    if not ids:
        return Gathered({}, {}, {}, {})
    return Gathered(readings(ids), decisions(ids), notes(ids), serving.bands(ids))


def notes(measure_ids: Sequence[str]) -> dict[str, list[ChartNote]]:
    """What was written beside the charts, by measure and day."""
    rows = select(ChartNote).where(ChartNote.measure_id.in_(measure_ids))
    return by_measure(measure_ids, db.session.scalars(rows.order_by(ChartNote.on_date, ChartNote.made_at)))


def charts(measures: Iterable[Measure], size: str = "small") -> list[MeasureChart]:
    """The charts of some measures, in their order."""
    measures = list(measures)
    behind = gathered(measures)
    return [chart_of(measure, behind, size) for measure in measures]


def chart_of(measure: Measure, behind: Gathered, size: str) -> MeasureChart:
    """The chart of one of the measures that were gathered."""
    analysis = behind.analysis(measure)
    picture = draw(analysis, behind.look(measure, size, analysis))
    return MeasureChart(
        measure=measure,
        analysis=analysis,
        picture=picture,
        title=picture.title,
        href=f"/measures/{measure.id}",
        variation=titles.icon_of(analysis),
        variation_words=titles.variation_words(analysis),
        assurance=analysis.assurance,
        assurance_words=titles.assurance_words(analysis),
        last=last_of(measure, analysis),
    )


def last_of(measure: Measure, analysis: Analysis) -> Last | None:
    """The newest point that has a figure."""
    points = [point for point in analysis.points if point.value is not None]
    if not points:
        return None
    amounts = amounts_of((point.value for point in points), unit_of(measure))
    when = period(points[-1].point.when, Often(measure.often), clock.now().year)
    return Last(amounts.alone(points[-1].value), when)


def unit_of(measure: Measure) -> str:
    """What stands behind its figures: "minutes", "%"."""
    return "%" if measure.kind == Kind.PROPORTION else measure.unit
