"""A cycle and the readings of its measure: what a plan may name, the baseline at Do, the comparison. Reads."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from improve.core import clock
from improve.core.db import db
from improve.ideas.facts import IdeaGoal
from improve.ideas.models import Idea
from improve.measures.chart import draw
from improve.measures.drawing.shapes import Picture
from improve.measures.figures import in_words
from improve.measures.kinds import BETWEEN, Kind, Often
from improve.measures.models import Measure
from improve.measures.pictures import Gathered, MeasureChart, chart_of, gathered, unit_of
from improve.measures.rules.findings import Analysis, Part
from improve.measures.rules.points import Point, Settings
from improve.measures.series import points_of, settings_of
from improve.measures.titles import assurance_words, icon_of, variation_words
from improve.measures.worked import lines_from
from improve.pdsa.band import band_of
from improve.pdsa.behind import behind as all_of
from improve.pdsa.comparison import LEAST, Compared, compare
from improve.pdsa.comparison_words import Said, Told, said, shows_what_was_predicted
from improve.pdsa.kept_points import as_points, to_keep
from improve.pdsa.span import Baseline, Span, baseline_of, present_step
from improve.pdsa.words import fixed_day

OFFERED = 60  # measures in the list of a plan
MENTIONED = 3  # other things that happened meanwhile


@dataclass(frozen=True)
class Comparison:
    """A cycle against its readings, ready for its page. No picture where there is nothing to draw."""

    measure: Measure
    compared: Compared
    said: Said
    picture: Picture | None
    narrow: Picture | None  # the same for a phone
    is_shown: bool  # the chart bears the prediction out
    differs: str = ""  # why the measure's own chart marks a point otherwise
    other_lines: str = ""  # why its lines run elsewhere, where it marks no point otherwise


def measures_for(idea: Idea) -> list[Measure]:
    """What a test of this idea can be measured by: measures of the idea, of its team, of the goals it serves."""
    served = select(IdeaGoal.goal_id).where(IdeaGoal.idea_id == idea.id)
    rows = select(Measure).where(
        Measure.organisation_id == idea.organisation_id,
        Measure.ended_at.is_(None),
        or_(Measure.idea_id == idea.id, Measure.team_id == idea.team_id, Measure.goal_id.in_(served)),
    )
    found = db.session.scalars(rows.order_by(Measure.name, Measure.id).limit(OFFERED))
    return sorted(found, key=lambda measure: measure.idea_id != idea.id)


def freeze(cycle: Any) -> None:
    """Do starts: from today, or from the first day where that is still to come, readings are the cycle's."""
    today = clock.today(cycle.idea.team.organisation.time_zone)
    cycle.counted_from = max(cycle.starts_on, today)
    if cycle.measure_id is None:
        return
    held = held_now(cycle, today)
    cycle.baseline_value, cycle.baseline_points = held.value, held.points
    cycle.baseline_from, cycle.baseline_until = held.starts_on, held.ends_on
    cycle.baseline_kept, cycle.baseline_chart = to_keep(held.stood), held.chart


def held_now(cycle: Any, today: date) -> Baseline:
    """The baseline, were Do to start today."""
    points, settings = series_of(cycle.counted, gathered([cycle.counted]))
    span = Span(today, today, Often(cycle.counted.often))
    return baseline_of(present_step(points, settings.rebase, span), span, settings)


def too_few_before(cycle: Any) -> str:
    """Before Do: what cannot be said later, for want of readings from before; empty where there are enough."""
    if cycle.measure_id is None or cycle.counted_from is not None:
        return ""
    number = held_now(cycle, clock.today(cycle.idea.team.organisation.time_zone)).points
    if number >= LEAST:
        return ""
    if not number:
        return (
            f"There is no reading of “{cycle.counted.name}” from before. Without one there is nothing to compare with: "
            "later nobody can say whether it changed."
        )
    have = "is only 1 reading" if number == 1 else f"are only {number} readings"
    return (
        f"There {have} of “{cycle.counted.name}” from before. So few do not tell what is normal: later nobody can say "
        "whether a change was more than chance."
    )


def bears_out(cycle: Any) -> bool | None:
    """Whether the chart shows what was predicted; None where there is nothing to compare."""
    if cycle.measure_id is None or cycle.counted_from is None:
        return None
    found = compared(cycle, gathered([cycle.counted]))
    return shows_what_was_predicted(found, cycle.prediction_direction)


def compared_words(cycle: Any) -> str:
    """ "Predicted: fall to 12 by 3 March. Happened: 13.5 …"; empty where there is nothing to compare."""
    if cycle.measure_id is None or cycle.counted_from is None:
        return ""
    return said(compared(cycle, gathered([cycle.counted])), told(cycle)).sentence


def compared(cycle: Any, behind: Gathered) -> Compared:
    """What the readings say."""
    points, settings = series_of(cycle.counted, behind)
    return compare(points, settings, span_of(cycle), frozen(cycle))


def comparison_of(cycle: Any) -> Comparison | None:
    """The comparison for the page of a cycle, with its chart: four statements. None without a measure, or before Do."""
    if cycle.measure_id is None or cycle.counted_from is None:
        return None
    measure: Measure = cycle.counted
    behind = gathered([measure])
    found = compared(cycle, behind)
    has_points, own = bool(found.analysis and found.analysis.points), behind.analysis(measure)
    differs = why_it_differs(found, own) if has_points else ""
    return Comparison(
        measure=measure,
        compared=found,
        said=said(found, told(cycle), meanwhile(cycle, behind)),
        picture=drawn(found, measure, behind, "panel") if has_points else None,
        narrow=drawn(found, measure, behind, "narrow") if has_points else None,
        is_shown=shows_what_was_predicted(found, cycle.prediction_direction),
        differs=differs,
        other_lines=why_lines_differ(found, own) if has_points and not differs else "",
    )


def why_lines_differ(found: Compared, own: Analysis) -> str:
    """One sentence where the measure's own chart has other limits or another mean; empty where it has the same."""
    here, there = (one.parts[-1] if one and one.parts else None for one in (found.analysis, own))
    if here is None or there is None or _lines_of(here) == _lines_of(there):
        return ""
    return f"The chart of the measure has other lines, and that is right: there they come from {lines_from(own)}."


def _lines_of(part: Part) -> list[float | None]:
    return [None if line is None else round(line, 6) for line in (part.centre, part.lower, part.upper)]


def why_it_differs(found: Compared, own: Analysis) -> str:
    """One sentence where the measure's own chart marks a point of this one otherwise; empty where none."""
    labels = {(point.point.when, point.point.order): point.seen.label for point in own.points}
    here = found.analysis.points if found.analysis else ()
    if all(labels.get((point.point.when, point.point.order)) == point.seen.label for point in here):
        return ""
    theirs = f"{lines_from(own)}, as they are now"
    if found.are_lines_from_before:
        ours = f"the {len(found.before)} points before the cycle, as they were at Do"
    else:
        ours = "the points up to the end of the cycle, those from before as they were at Do"
    return f"The chart of the measure marks some points otherwise: its lines come from {theirs}, these from {ours}."


def sums_words(cycle: Any) -> str:
    """ "46 of 60 people who went home": what stands behind a frozen mean of proportions or rates."""
    sums = frozen(cycle).sums if cycle.baseline_points else None
    if sums is None or cycle.counted is None:
        return ""
    return f"{in_words(sums[0])} of {in_words(sums[1])} {cycle.counted.out_of}".strip()


def drawn(found: Compared, measure: Measure, behind: Gathered, size: str) -> Picture:
    """The chart with the lines of the comparison."""
    assert found.analysis is not None
    return draw(found.analysis, behind.look(measure, size, found.analysis))


@dataclass(frozen=True)
class RampChart:
    """The chart behind a ramp, what it says of each of its cycles (by id), and where its lines come from."""

    chart: MeasureChart
    narrow: Picture
    said: dict[str, str]
    lines: str = ""


def ramp_chart(cycles: Sequence[Any]) -> RampChart | None:
    """The chart of the measure that the newest measured cycle named, with its cycles as bands: one statement.

    While that cycle is open, its lines are those of the comparison: they come from the readings before it.
    """
    newest = next((cycle for cycle in reversed(cycles) if cycle.counted is not None), None)
    if newest is None:
        return None
    measure = newest.counted
    begun = [cycle for cycle in cycles if cycle.measure_id == measure.id and cycle.counted_from is not None]
    behind = all_of(measure, [band_of(cycle) for cycle in begun])
    found = {cycle.id: compared(cycle, behind) for cycle in begun}
    sentences = {cycle.id: said(found[cycle.id], told(cycle)).sentence for cycle in begun}
    chart, last, lines = chart_of(measure, behind, "panel"), found.get(newest.id), ""
    if last and last.analysis and last.are_lines_from_before and newest.is_open:
        picture = drawn(last, measure, behind, "panel")
        chart = with_lines(chart, last.analysis, picture)
        lines = f"The lines come from the {len(last.before)} points before cycle {newest.number}."
    narrow = draw(chart.analysis, behind.look(measure, "narrow", chart.analysis))
    return RampChart(chart, narrow, sentences, lines)


def with_lines(chart: MeasureChart, analysis: Analysis, picture: Picture) -> MeasureChart:
    """The same chart worked out otherwise."""
    return replace(
        chart,
        analysis=analysis,
        picture=picture,
        title=picture.title,
        variation=icon_of(analysis),
        variation_words=variation_words(analysis),
        assurance=analysis.assurance,
        assurance_words=assurance_words(analysis),
    )


def told(cycle: Any) -> Told:
    """The prediction, as the comparison reads it."""
    return Told(
        direction=cycle.prediction_direction,
        amount=None if cycle.prediction_amount is None else float(cycle.prediction_amount),
        by=fixed_day(cycle.prediction_by, clock.today()),
        unit=unit_of(cycle.counted),
        often=Often(cycle.counted.often),
    )


def meanwhile(cycle: Any, behind: Gathered) -> list[str]:
    """What else happened within the cycle: notes on the chart, and other tests on the same measure."""
    span, today = span_of(cycle), clock.today()
    found = [
        f"{note.words} ({fixed_day(note.on_date, today)})"
        for note in behind.noted[cycle.measure_id]
        if span.first <= note.on_date <= span.last
    ]
    own = f"/cycles/{cycle.id}"
    others = [
        f"another test ran on the same measure ({band.title.lower()}, {band.words})"
        for band in behind.bands[cycle.measure_id]
        if band.href != own and band.starts_on <= span.last and band.ends_on >= span.first
    ]
    return [*found, *others][:MENTIONED]


def span_of(cycle: Any) -> Span:
    """The days whose readings are the cycle's: up to the day of study, or today."""
    zone = cycle.idea.team.organisation.time_zone
    last: date = cycle.counted_until or clock.today(zone)
    return Span(
        cycle.counted_from,
        max(last, cycle.counted_from),
        Often(cycle.counted.often),
        is_between=Kind(cycle.counted.kind) in BETWEEN,
        begun=min(cycle.started_at.astimezone(ZoneInfo(zone)).date(), cycle.counted_from),
    )


def frozen(cycle: Any) -> Baseline:
    """The baseline as it was at Do."""
    return Baseline(
        cycle.baseline_value,
        cycle.baseline_points,
        cycle.baseline_from,
        cycle.baseline_until,
        as_points(cycle.baseline_kept),
        cycle.baseline_chart,
    )


def series_of(measure: Measure, behind: Gathered) -> tuple[list[Point], Settings]:
    """The readings of a measure as points, and how its chart is drawn."""
    entered = behind.entered[measure.id]
    return points_of(measure, entered), settings_of(measure, entered, behind.decided[measure.id])
