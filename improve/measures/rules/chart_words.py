"""What a chart says in words: the verdict, the label of a point, and the notes under the chart. Pure."""

from collections.abc import Sequence
from itertools import islice

from improve.measures.kinds import Chart
from improve.measures.rules.findings import Analysis, Assurance, ChartPoint, Finding, Note, Part, Rule
from improve.measures.rules.icons import OF_SPREAD, is_always_full
from improve.measures.rules.points import Gaps
from improve.measures.runchart import LEAST_FOR_VERDICT, LEAST_LASTING, Runs

FINDING_WORDS = {
    Finding.COMMON_CAUSE: "no sign of change",
    Finding.IMPROVEMENT: "improving",
    Finding.CONCERN: "getting worse",
    Finding.NEUTRAL_HIGH: "higher than before",
    Finding.NEUTRAL_LOW: "lower than before",
}
ASSURANCE_WORDS = {
    Assurance.MEETS: "likely to meet the target",
    Assurance.MISSES: "likely to miss the target",
    Assurance.HIT_OR_MISS: "may meet the target or miss it",
}
RULE_WORDS = {
    (Rule.OUTSIDE, True): "above the upper limit",
    (Rule.OUTSIDE, False): "below the lower limit",
    (Rule.TREND, True): "part of 7 or more in a row that rise",
    (Rule.TREND, False): "part of 7 or more in a row that fall",
    (Rule.TWO_OF_THREE, True): "two of three in a row near the upper limit",
    (Rule.TWO_OF_THREE, False): "two of three in a row near the lower limit",
    (Rule.ONE_SIDE, True): "part of 7 or more in a row above the mean",
    (Rule.ONE_SIDE, False): "part of 7 or more in a row below the mean",
}
NO_DIRECTION = "not random, in no clear direction"
TOO_FEW = "too few points to tell"

# Where Improve decides otherwise than the package it follows. Whoever reads such a chart is told.
DEVIATIONS = {
    "nearly-constant": (
        "More than half of the points equal the one before. So the limits are worked out from all moving ranges. "
        "The usual screening (NHSRplotthedots) would leave out just those that are not 0, and put the limits too close."
    ),
    "constant": (
        "Every point is at 100 %. There are no limits to compare the target with, but it is met each time: "
        "the chart shows “pass”, as NHS England's Excel tool does. NHSRplotthedots shows “hit or miss”."
    ),
    "two-of-three": (
        "NHS England announced in November 2023 that points beyond a limit count for “two of three” as well. "
        "This chart keeps the rule of NHSRplotthedots 0.2.2, which counts only those within the limit. "
        "By the announced rule {points} would be marked too."
    ),
}


def verdict_on(found: Analysis) -> str:
    """The finding in a few words: "improving, likely to miss the target"."""
    words = brief_verdict(found)
    is_open = found.finding is None or cannot_tell(found) or found.assurance is None
    return words if is_open else f"{words}, {ASSURANCE_WORDS[found.assurance]}"  # type: ignore[index]


def brief_verdict(found: Analysis) -> str:
    """The same without the target: "improving"."""
    if found.finding is None:
        return "no figures yet"
    if cannot_tell(found):
        return TOO_FEW
    return NO_DIRECTION if is_without_direction(found) else FINDING_WORDS[found.finding]


def is_without_direction(found: Analysis) -> bool:
    """The tests of runs found more than chance, and the newest points do not say which way it went."""
    runs = found.parts[-1].runs if found.parts else None
    is_signal = runs is not None and runs.is_signal and runs.useful >= LEAST_FOR_VERDICT
    return is_signal and found.finding == Finding.COMMON_CAUSE and found.settings.chart not in OF_SPREAD


def cannot_tell(found: Analysis) -> bool:
    """Nothing was found, and in so few points since the lines began hardly anything could have been.

    A run chart has nothing but its two tests, and they need more points.
    """
    if found.finding != Finding.COMMON_CAUSE:
        return False
    if not found.parts:  # every figure is left out
        return True
    last = found.parts[-1]
    if found.settings.chart == Chart.RUN:
        return last.runs is None or last.runs.useful < LEAST_FOR_VERDICT
    # Asked for each point of a chart: no more than the first few are looked at.
    counted = (point for point in islice(found.points, last.start - 1, None) if point.is_counted)
    return sum(1 for _ in islice(counted, LEAST_LASTING)) < LEAST_LASTING


def words_of(point: ChartPoint) -> str:
    """The label of a point, for the table and for who hears the chart."""
    if point.value is None:
        return "no figure"
    if point.point.excluded:
        return "left out of the lines"
    if point.seen.label is None:
        return "ordinary variation"
    return RULE_WORDS[point.seen.label.rule, point.seen.label.is_high]


def runs_words(runs: Runs) -> str:
    """What the two Anhøj tests say about a part."""
    if runs.useful < LEAST_FOR_VERDICT:
        return (
            f"{_so_many(runs.useful, 'point')} beside the centre line: too few to test for runs. "
            f"From {LEAST_FOR_VERDICT} on there is a verdict."
        )
    counted = (
        f"The longest run has {runs.longest} points (chance explains up to {runs.longest_allowed}); "
        f"the line is crossed {_times(runs.crossings)} (chance explains {runs.crossings_needed} or more)."
    )
    if runs.is_signal:
        return f"The points are not random around the line. {counted}"
    return f"The points are random around the line. {counted}"


def notes_on(found: Analysis, also_marked: Sequence[int]) -> tuple[Note, ...]:
    """The sentences under the chart: how far it can be trusted, and what was decided in working it out."""
    notes = [*_notes_on_points(found), *_notes_on_limits(found)]
    if is_always_full(found.points, found.parts, found.settings) if found.parts else False:
        notes.append(Note("constant", DEVIATIONS["constant"]))
    if also_marked:
        numbers = ", ".join(map(str, also_marked))
        points = f"point {numbers}" if len(also_marked) == 1 else f"points {numbers}"
        notes.append(Note("two-of-three", DEVIATIONS["two-of-three"].format(points=points)))
    return tuple(notes)


def _notes_on_points(found: Analysis) -> list[Note]:
    gaps = sum(point.value is None and not point.point.excluded for point in found.points)
    left_out = sum(point.point.excluded for point in found.points)
    is_xmr = found.settings.chart == Chart.XMR
    notes = []
    if gaps and is_xmr and found.settings.gaps == Gaps.CLOSED:
        words = f"{_have(gaps, 'date')} no figure. The points beside a gap count as neighbours."
        notes.append(Note("gaps", words))
    elif gaps and found.settings.chart != Chart.MR:
        notes.append(Note("gaps", f"{_have(gaps, 'date')} no figure. No moving range goes across a gap."))
    if left_out:
        rest = "no line and no rule." if is_xmr else "no line and no run, but is compared with the limits."
        words = f"{_so_many(left_out, 'point')} left out by decision: drawn, and counted for {rest}"
        notes.append(Note("left-out", words))
    return notes


def _notes_on_limits(found: Analysis) -> list[Note]:
    if found.settings.chart == Chart.RUN or not found.parts:
        return []
    last, notes = found.parts[-1], []
    if any(part.is_short for part in found.parts):
        notes.append(Note("trial-limits", _trial_words(found.parts)))
    if last.is_constant:
        notes.append(Note("same", "All points are the same: nothing varies, so limits say nothing."))
    if any(part.spread and part.spread.was_spared for part in found.parts):
        notes.append(Note("nearly-constant", DEVIATIONS["nearly-constant"]))
    left_out = 0 if last.is_constant else sum(part.spread.left_out for part in found.parts if part.spread)
    if left_out:
        words = (
            f"{_so_many(left_out, 'moving range')} left out of the limits as unusually large: 3.267 times the average "
            "or more. The points themselves stay in the mean."
        )
        notes.append(Note("screened", words))
    return notes


def _trial_words(parts: Sequence[Part]) -> str:
    fewest = min(part.size for part in parts)
    where = "" if len(parts) == 1 else " in one of its parts"
    lines = f"the lines come from {_so_many(fewest, 'point')}{where}"
    return f"Trial limits: {lines}. With 13 or more they become reliable."


def _so_many(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"


def _have(number: int, noun: str) -> str:
    return f"{_so_many(number, noun)} {'has' if number == 1 else 'have'}"


def _times(number: int | None) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(number or 0, f"{number} times")
