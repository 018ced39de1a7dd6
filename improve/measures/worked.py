"""How each chart is worked out, and from which points, for whoever wonders. Pure. docs/spc-rules.md says it all."""

from improve.core.text import plural
from improve.measures.kinds import Chart
from improve.measures.rules.findings import Analysis, Part

TESTS = "The page of a test shows other lines: there they come from the points before that test alone."

WORKED = {
    Chart.RUN: "The line is the median. There are no limits: two tests say whether the points are random around it.",
    Chart.XMR: "Limits are the mean ± 2.66 × the average moving range.",
    Chart.I: "Limits are the mean ± 3 standard deviations, from the average moving range divided by 1.128.",
    Chart.MR: "Each point is how far a figure is from the one before. The upper limit is 3.267 × their mean.",
    Chart.P: "Limits are the mean ± 3 standard deviations of a proportion: narrower where there were more cases.",
    Chart.U: "Limits are the mean ± 3 standard deviations of a rate: narrower where there was more to count in.",
    Chart.C: "Limits are the mean ± 3 × its square root.",
    Chart.PP: "As a P chart, with limits widened by how much the points really vary (Laney).",
    Chart.UP: "As a U chart, with limits widened by how much the points really vary (Laney).",
    Chart.XBAR: "Each point is the mean of a day's figures. Limits come from how far those of one day are apart.",
    Chart.S: "Each point is how far the figures of a day are apart (standard deviation).",
    Chart.T: "The limits are worked out where the times are made symmetrical (power 1 / 3.6), and brought back.",
    Chart.G: "The line is the median; the upper limit comes from the mean of a geometric distribution.",
}


def worked_words(analysis: Analysis, *, has_tests: bool) -> str:
    """How the chart is worked out and from which points; and that the page of a test has lines of its own."""
    said = [WORKED[analysis.settings.chart]]
    if analysis.parts:
        said.append(f"The lines come from {lines_from(analysis)}.")
        said += [TESTS] if has_tests else []
    return " ".join(said)


def lines_from(analysis: Analysis) -> str:
    """Those of the newest lines: "all 30 points", "the first 21 points, the baseline that is kept", "the 23 points from
    22 September 2026"."""
    part = analysis.parts[-1]
    behind = points_behind(analysis, part)
    if has_baseline(analysis):
        of_each = "" if len(analysis.parts) == 1 else " of each part"
        return f"the first {plural(behind, 'point')}{of_each}, the baseline that is kept"
    if len(analysis.parts) > 1:
        return f"the {plural(behind, 'point')} from {analysis.points[part.start - 1].point.when:%-d %B %Y}"
    return f"all {plural(behind, 'point')}" if behind > 1 else plural(behind, "point")


def points_behind(analysis: Analysis, part: Part) -> int:
    """How many points the lines of a part come from: those that count, or of these the ones of a kept baseline."""
    counted = [
        point.number
        for point in analysis.points
        if part.start <= point.number <= part.end and point.is_counted
    ]
    if not has_baseline(analysis):
        return len(counted)
    kept = analysis.settings.baseline or 0
    if analysis.settings.chart == Chart.XMR:  # it takes away what does not count before it counts
        return min(kept, len(counted))
    return sum(number <= kept for number in counted)


def has_baseline(analysis: Analysis) -> bool:
    """Whether a baseline is kept, and heeded."""
    settings = analysis.settings
    return settings.baseline is not None and (settings.chart == Chart.XMR or not settings.rebase)
