"""What a chart says, as titles and sentences. Pure."""

from collections.abc import Sequence

from improve.measures.amounts import Amounts, amounts_of, behind, capital, period, trimmed
from improve.measures.drawing.shapes import Look
from improve.measures.kinds import PERIOD_WORDS, Often, Wanted
from improve.measures.rules.chart_words import (
    NO_DIRECTION,
    TOO_FEW,
    brief_verdict,
    cannot_tell,
    is_without_direction,
    words_of,
)
from improve.measures.rules.findings import (
    Analysis,
    Assurance,
    ChartPoint,
    Finding,
    Part,
    Rule,
    VariationIcon,
)
from improve.measures.rules.icons import last_limits
from improve.measures.runchart import LEAST_LASTING

VARIATION_WORDS = {
    VariationIcon.COMMON_CAUSE: "Normal ups and downs",
    VariationIcon.IMPROVEMENT_HIGH: "Getting better (higher)",
    VariationIcon.IMPROVEMENT_LOW: "Getting better (lower)",
    VariationIcon.CONCERN_HIGH: "Getting worse (higher)",
    VariationIcon.CONCERN_LOW: "Getting worse (lower)",
    VariationIcon.NEUTRAL_HIGH: "Higher than before",
    VariationIcon.NEUTRAL_LOW: "Lower than before",
}
ASSURANCE_WORDS = {
    Assurance.MEETS: "Always meets target",
    Assurance.MISSES: "Never meets target",
    Assurance.HIT_OR_MISS: "Sometimes meets target",
}
SHOWS = {
    Finding.COMMON_CAUSE: "Normal ups and downs",
    Finding.IMPROVEMENT: "Real improvement",
    Finding.CONCERN: "Real cause for concern",
    Finding.NEUTRAL_HIGH: "Real change",
    Finding.NEUTRAL_LOW: "Real change",
}
WANTED_WORDS = {
    Wanted.HIGHER: "Higher is better.",
    Wanted.LOWER: "Lower is better.",
    Wanted.NEITHER: "It should stay as it is.",
}
NOT_RANDOM = "Part of a series that is not random"


def title(name: str, analysis: Analysis) -> str:
    """ "Falls per 1,000 bed days: improving, likely to miss the target"."""
    return f"{name}: {analysis.verdict}"


def heading(name: str, unit: str, analysis: Analysis) -> str:
    """With two groups what became of it, "Wait for medicines fell from 175 to 108 minutes"; else the title.

    A group of fewer than 7 points is no step yet.
    """
    before, now = _last_two(analysis) if _are_lasting(analysis.parts[-2:]) else (None, None)
    if before is None or now is None:
        return title(name, analysis)
    was, is_now = _brief(before, now)
    if was == is_now:
        return f"{name} stayed at {behind(is_now, unit)}"
    return f"{name} {'rose' if now > before else 'fell'} from {was} to {behind(is_now, unit)}"


def brief_heading(name: str, unit: str, analysis: Analysis) -> str:
    """The heading of its page: what became of the target stands in the sentence below it."""
    said = heading(name, unit, analysis)
    return f"{name}: {brief_verdict(analysis)}" if said == title(name, analysis) else said


def _last_two(analysis: Analysis) -> tuple[float | None, float | None]:
    centres = [part.centre for part in analysis.parts]
    return (centres[-2], centres[-1]) if len(centres) > 1 else (None, None)


def _are_lasting(parts: Sequence[Part]) -> bool:
    return all(part.size >= LEAST_LASTING for part in parts)


def _brief(before: float, now: float) -> tuple[str, str]:
    """Both as short as they can be and still differ as much as they do: whole numbers from 10 on."""
    largest = max(abs(before), abs(now))
    decimals = 0 if largest >= 10 else 1 if largest >= 1 else amounts_of((before, now)).decimals
    written = Amounts(decimals)
    return trimmed(written.line(before)), trimmed(written.line(now))


def lede(analysis: Analysis, look: Look) -> str:
    """What the last points show, and what that means for the target: sentences below the heading."""
    counted = [point for point in analysis.points if point.is_counted]
    if not counted:
        return "Enter the first reading."
    said = [_newest(counted, analysis, look.often), _rough(counted, analysis), _about_target(analysis, look)]
    return " ".join(filter(None, said))


def _rough(counted: Sequence[ChartPoint], analysis: Analysis) -> str:
    """Lines from few points move with every new one."""
    is_rough = counted[-1].rule is not None and analysis.parts[-1].is_short
    return "But the lines come from few points: see whether it lasts." if is_rough else ""


def _newest(counted: Sequence[ChartPoint], analysis: Analysis, often: Often) -> str:
    last, each = counted[-1], _each(often)
    real = "which is a real change, not luck"
    if last.rule == Rule.OUTSIDE:
        side = "above the upper limit" if last.is_high else "below the lower limit"
        return f"The last {each} lies {side}: that is more than luck. Ask what was different."
    if last.rule == Rule.TREND:
        length, way = _trend(counted), "above" if last.is_high else "below"
        return f"Each of the last {length} {each}s lies {way} the one before, {real}."
    if last.rule == Rule.TWO_OF_THREE:
        side = "upper" if last.is_high else "lower"
        return f"Two of the last three {each}s lie close to the {side} limit, {real}."
    if last.rule == Rule.ONE_SIDE:
        side = "above" if last.is_high else "below"
        line = "the mean" if len(analysis.parts) == 1 else "the new mean"
        return f"The last {_on_side(counted, analysis.parts[-1])} {each}s are all {side} {line}, {real}."
    if analysis.finding not in (None, Finding.COMMON_CAUSE):
        return f"The newest points are not random around the middle line, {real}."
    if cannot_tell(analysis):
        return (
            "Too early to tell whether it changes: in so few points a change can hardly show. Keep measuring."
        )
    if is_without_direction(analysis):
        return (
            "The points are not random around the middle line, in no clear direction. Ask what happened when."
        )
    return "The newest points show only normal ups and downs: no sign of a change."


def _each(often: Often) -> str:
    return "point" if often == Often.EVENT else PERIOD_WORDS[often]


def _on_side(counted: Sequence[ChartPoint], part: Part) -> int:
    """How many points to the end lie on the side of the last one."""
    last, number = counted[-1], 0
    for point in reversed(counted):
        if point.number < part.start or point.seen.side != last.seen.side:
            break
        number += 1
    return number


def _trend(counted: Sequence[ChartPoint]) -> int:
    """How many points to the end lie, each, beyond the one before."""
    number, is_rising = 0, counted[-1].is_high
    for before, point in zip(reversed(counted[:-1]), reversed(counted), strict=False):
        if before.value is None or point.value is None or (point.value > before.value) != is_rising:
            break
        number += 1
    return number


def _about_target(analysis: Analysis, look: Look) -> str:
    target = analysis.settings.target
    if target is None or analysis.assurance is None:
        return ""
    amounts = amounts_of((point.value for point in analysis.points), look.unit)
    words = f"The target of {amounts.with_unit(target)}"
    met = _met(analysis)
    if analysis.assurance == Assurance.HIT_OR_MISS:
        return _met_sometimes(analysis, met, words, look.often)
    if analysis.assurance == Assurance.MEETS:
        is_met = "is met, and will be" if all(met) else "is likely to be met"
        return f"{words} {is_met} unless something changes."
    will = "is not likely to" if any(met) else "will not"
    return f"{words} {will} be met unless something changes."


def _met_sometimes(analysis: Analysis, met: Sequence[bool], words: str, often: Often) -> str:
    if not has_limits(analysis):
        return f"There are no limits yet to compare t{words[1:]} with."
    if len(set(met)) > 1:
        return (
            f"{words} is met {'only sometimes' if often == Often.EVENT else f'in some {_each(often)}s only'}."
        )
    return f"{words} lies within the limits: any {_each(often)} may meet it or miss it."


def _met(analysis: Analysis) -> list[bool]:
    """Of each point of the last part, whether it met the target."""
    target, start = analysis.settings.target, analysis.parts[-1].start
    points = [point for point in analysis.points if point.number >= start and point.is_counted]
    known = [point.value for point in points if point.value is not None]
    is_up = analysis.settings.wanted == Wanted.HIGHER
    return [value >= target if is_up else value <= target for value in known if target is not None]


def has_limits(analysis: Analysis) -> bool:
    """Whether the last part has limits that a target can be compared with."""
    return last_limits(analysis.points, analysis.parts, analysis.settings) != (None, None)


def icon_of(analysis: Analysis) -> VariationIcon | None:
    """The variation icon; none where the words beside it claim nothing."""
    is_silent = cannot_tell(analysis) or is_without_direction(analysis)
    return None if is_silent else analysis.variation


def variation_words(analysis: Analysis) -> str:
    """What the variation icon says."""
    if cannot_tell(analysis):
        return capital(TOO_FEW)
    if is_without_direction(analysis):
        return capital(NO_DIRECTION)
    return VARIATION_WORDS[analysis.variation] if analysis.variation else "No figures yet"


def assurance_words(analysis: Analysis) -> str:
    """What the assurance icon says."""
    if analysis.assurance == Assurance.HIT_OR_MISS and not has_limits(analysis):
        return "No limits to compare the target with"
    if analysis.assurance:
        met = _met(analysis)
        if analysis.assurance == Assurance.MEETS and not all(met):
            return "Likely to meet target"
        return (
            "Likely to miss target" if _was_met_once(analysis, met) else ASSURANCE_WORDS[analysis.assurance]
        )
    return "No target" if analysis.settings.target is None else "No limits to compare the target with"


def _was_met_once(analysis: Analysis, met: Sequence[bool]) -> bool:
    return analysis.assurance == Assurance.MISSES and any(met)


def shows(point: ChartPoint, analysis: Analysis) -> str:
    """What a point shows: "Real improvement: part of 7 or more in a row below the mean"."""
    if not point.is_counted:
        return capital(words_of(point))
    if point.rule is None:
        in_run = any(part.start <= point.number <= part.end for part in analysis.not_random)
        if in_run:
            return NOT_RANDOM
        is_open = cannot_tell(analysis) and point.number >= analysis.parts[-1].start
        return capital(TOO_FEW) if is_open else SHOWS[Finding.COMMON_CAUSE]
    return f"{SHOWS[point.finding]}: {words_of(point)}"


def description(analysis: Analysis, look: Look, amounts: Amounts, centre_name: str) -> str:
    """The chart for who does not see it: how many points from when to when, the lines of each part, the target."""
    points = [point for point in analysis.points if point.value is not None]
    first, last = points[0].point.when, points[-1].point.when
    if len(points) == 1:
        said = [f"1 point: {period(last, look.often, 0)}."]
    else:
        said = [
            f"{len(points):,} points from {period(first, look.often, 0)} to {period(last, look.often, 0)}."
        ]
    for part in analysis.parts:
        if part.centre is not None:
            since = f" from {analysis.points[part.start - 1].point.when:%-d %B %Y}" if part.start > 1 else ""
            said.append(f"{centre_name} {amounts.line(part.centre)}{since}.")
    if analysis.settings.target is not None:
        said.append(f"Target {amounts.value(analysis.settings.target)}.")
    said.append(f"Last point {amounts.with_unit(points[-1].value)}. {shows(points[-1], analysis)}.")
    return " ".join(said)
