"""The two icons: does it change (variation), and will it meet the target (assurance)? Pure.

On XmR charts they follow Making Data Count. The other packages have no icons; what they show there is our own extension
of the same thought, and docs/spc-rules.md says so.
"""

from collections.abc import Sequence

from improve.measures.kinds import Chart, Wanted
from improve.measures.rules.findings import Assurance, ChartPoint, Finding, Label, Part, Rule, VariationIcon
from improve.measures.rules.points import Gaps, Settings
from improve.measures.runchart import LEAST_FOR_VERDICT

OF_SPREAD = {Chart.MR, Chart.S}  # they show how much figures vary, which is neither good nor bad in itself
ICONS = {
    (Finding.IMPROVEMENT, Wanted.HIGHER): VariationIcon.IMPROVEMENT_HIGH,
    (Finding.IMPROVEMENT, Wanted.LOWER): VariationIcon.IMPROVEMENT_LOW,
    (Finding.CONCERN, Wanted.HIGHER): VariationIcon.CONCERN_LOW,
    (Finding.CONCERN, Wanted.LOWER): VariationIcon.CONCERN_HIGH,
}


def wanted_of(settings: Settings) -> Wanted:
    """Which way is better on this chart."""
    return Wanted.NEITHER if settings.chart in OF_SPREAD else settings.wanted


def finding_of(label: Label | None, wanted: Wanted) -> Finding:
    """What a label means to those who want the measure to go that way."""
    if label is None:
        return Finding.COMMON_CAUSE
    if wanted == Wanted.NEITHER:
        return Finding.NEUTRAL_HIGH if label.is_high else Finding.NEUTRAL_LOW
    return Finding.IMPROVEMENT if label.is_high == (wanted == Wanted.HIGHER) else Finding.CONCERN


def finding_of_the_chart(
    points: Sequence[ChartPoint], parts: Sequence[Part], settings: Settings
) -> Finding | None:
    """That of the last point, whatever happened before. On charts with Anhøj tests, else that of the last part."""
    if settings.chart == Chart.XMR and settings.gaps == Gaps.BREAK:
        return points[-1].finding if points else None
    counted = [point for point in points if point.is_counted]
    if not counted:
        return None
    last, runs = counted[-1], parts[-1].runs
    if last.finding != Finding.COMMON_CAUSE or runs is None or settings.chart in OF_SPREAD:
        return last.finding
    if runs.is_signal and runs.useful >= LEAST_FOR_VERDICT and runs.has_direction:
        return finding_of(Label(Rule.ONE_SIDE, runs.last_side > 0), settings.wanted)
    return Finding.COMMON_CAUSE


def variation_icon(finding: Finding | None, wanted: Wanted) -> VariationIcon | None:
    """The icon of a finding; the letter follows the direction of improvement."""
    if finding is None:
        return None
    if finding in (Finding.IMPROVEMENT, Finding.CONCERN):
        return ICONS[finding, wanted]
    return {
        Finding.COMMON_CAUSE: VariationIcon.COMMON_CAUSE,
        Finding.NEUTRAL_HIGH: VariationIcon.NEUTRAL_HIGH,
        Finding.NEUTRAL_LOW: VariationIcon.NEUTRAL_LOW,
    }[finding]


def assurance(points: Sequence[ChartPoint], parts: Sequence[Part], settings: Settings) -> Assurance | None:
    """The target against the limits of the last group; the points and the mean play no part.

    A target on a limit, and limits that cannot be worked out, are hit or miss. A series that is constantly at 100 % and
    meets its target passes.
    """
    wanted, target = wanted_of(settings), settings.target
    if target is None or wanted == Wanted.NEITHER or settings.chart == Chart.RUN or not parts:
        return None
    if is_always_full(points, parts, settings):
        return Assurance.MEETS
    lower, upper = last_limits(points, parts, settings)
    if upper is not None and target > upper:
        return Assurance.MISSES if wanted == Wanted.HIGHER else Assurance.MEETS
    if lower is not None and target < lower:
        return Assurance.MEETS if wanted == Wanted.HIGHER else Assurance.MISSES
    return Assurance.HIT_OR_MISS


def last_limits(
    points: Sequence[ChartPoint], parts: Sequence[Part], settings: Settings
) -> tuple[float | None, float | None]:
    """The limits of the last group; where they differ from point to point, those of the last point that has them."""
    if settings.chart in (Chart.XMR, Chart.I, Chart.C, Chart.T, Chart.G):
        return parts[-1].lower, parts[-1].upper
    for point in reversed(points[parts[-1].start - 1 :]):
        if point.seen.upper is not None:
            return point.seen.lower, point.seen.upper
    return None, None


def is_always_full(points: Sequence[ChartPoint], parts: Sequence[Part], settings: Settings) -> bool:
    """Every point of the last group is at 100 %, more is better, and that meets the target."""
    full, target = settings.most, settings.target
    if full is None or target is None or settings.wanted != Wanted.HIGHER or target > full:
        return False
    values = [point.value for point in points[parts[-1].start - 1 :] if point.is_counted]
    return bool(values) and all(value == full for value in values)
