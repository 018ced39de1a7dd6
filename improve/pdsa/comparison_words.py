"""What a comparison says: three boxes, one sentence, and what can and cannot be said with so few. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from improve.measures.amounts import Amounts, amounts_of
from improve.measures.kinds import PERIOD_WORDS, Often
from improve.pdsa.comparison import LEAST, Compared, Real
from improve.pdsa.words import plain_amount

VERBS = {"up": "rise", "down": "fall", "same": "stay the same"}
MOVED = {True: "went up", False: "went down"}
REAL_WORDS = {Real.TOO_FEW: "Too few points", Real.NOT_YET: "Not yet", Real.YES: "Yes"}
FEW_BEFORE = 12  # points: with fewer, what was normal before is known only roughly


@dataclass(frozen=True, slots=True)
class Told:
    """The prediction: direction, the number it was to reach, by when in words, and whose unit and period."""

    direction: str
    amount: float | None
    by: str
    unit: str = ""
    often: Often = Often.WEEK


@dataclass(frozen=True, slots=True)
class Box:
    """One of the three boxes."""

    name: str
    figure: str
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """The comparison in words. `sentence` is the bold one, `cautions` what follows it."""

    predicted: Box
    happened: Box
    real: Box
    sentence: str
    cautions: tuple[str, ...]


def said(compared: Compared, told: Told, also: Sequence[str] = ()) -> Said:
    """A comparison in words. `also`: what else happened meanwhile, "evening pharmacist started, 2 February"."""
    figures = amounts_of(
        [
            told.amount, compared.mean, compared.lowest, compared.highest, compared.baseline.value,
            compared.now.value,
        ],
        told.unit,
    )  # fmt: skip
    return Said(
        predicted=Box(
            "Predicted",
            plain_amount(told.amount) or VERBS[told.direction].capitalize(),
            _predicted(compared, told, figures),
        ),
        happened=Box("Happened", figures.value(compared.mean) or "No readings", _happened(compared, figures)),
        real=Box("Is it real?", REAL_WORDS[compared.real], _real(compared, told, figures)),
        sentence=_sentence(compared, told, figures),
        cautions=tuple(_cautions(compared, told, figures, also)),
    )


def shows_what_was_predicted(compared: Compared, direction: str) -> bool:
    """Whether the chart bears it out: a signal in that direction that began in the cycle; for "same", none at all.

    One point beyond a limit is a signal, and no lasting change; nor is one against the mean.
    """
    if direction == "same":
        return compared.real == Real.NOT_YET
    signal = compared.signal
    if compared.real != Real.YES or signal is None or not compared.is_of_the_mean:
        return False
    return signal.label.is_high == (direction == "up") and not signal.began_before


def points_words(number: int) -> str:
    """ "8 points"."""
    return "1 point" if number == 1 else f"{number} points"


def _predicted(compared: Compared, told: Told, figures: Amounts) -> str:
    begun = compared.baseline.value
    came_from = f" from {figures.value(begun)}" if begun is not None and told.amount is not None else ""
    return f"{VERBS[told.direction].capitalize()}{came_from}{_to(told)} by {told.by}"


def _to(told: Told) -> str:
    return "" if told.amount is None else f" to {plain_amount(told.amount)}"


def _happened(compared: Compared, figures: Amounts) -> str:
    if not compared.points:
        return "No reading since Do started"
    one = compared.points == 1 or compared.lowest == compared.highest
    span = (
        "" if one else f". Lowest {figures.value(compared.lowest)}, highest {figures.value(compared.highest)}"
    )
    words = f"Mean of {points_words(compared.points)}{span}"
    return f"{words}. {_against(compared, figures)}"


def _against(compared: Compared, figures: Amounts) -> str:
    baseline, difference = compared.baseline, compared.difference
    if difference is None:
        return "There is no reading from before to hold it against"
    before = f"{figures.value(baseline.value)}, the mean of {points_words(baseline.points)} before"
    size = figures.value(abs(difference))
    if size == figures.value(0.0):
        return f"The same as {before}"
    return f"{size} {'higher' if difference > 0 else 'lower'} than {before}"


def _real(compared: Compared, told: Told, figures: Amounts) -> str:
    if compared.real == Real.TOO_FEW:
        return _too_few(compared)
    if compared.signal and compared.real == Real.YES:
        begun = " It began before this cycle." if compared.signal.began_before else ""
        return f"{compared.signal.words.capitalize()}.{begun}"
    return f"No signal. {_run(compared, told, figures)}".strip()


def _too_few(compared: Compared) -> str:
    if compared.points >= LEAST:
        return "No reading from before the start, so nothing to compare with"
    have = {0: "No reading", 1: "1 reading"}.get(compared.points, f"{compared.points} readings")
    return f"{have}. From {LEAST} on they are compared"


def _run(compared: Compared, told: Told, figures: Amounts) -> str:
    run, line = compared.run, figures.value(compared.centre)
    if run is None or told.direction == "same":
        return ""
    wanted = told.direction == "up"
    side = {True: "above", False: "below"}
    if run.is_high != wanted or run.length == 1:
        return f"{run.needed} in a row {side[wanted]} {line} would be one"
    more = run.needed - run.length
    return (
        f"The last {run.length} points are {side[wanted]} {line}; {run.needed} in a row would be one, "
        f"so {more} more"
        if more > 0
        else f"The last {run.length} points are {side[wanted]} {line}"
    )


def _sentence(compared: Compared, told: Told, figures: Amounts) -> str:
    predicted = f"Predicted: {VERBS[told.direction]}{_to(told)} by {told.by}."
    if not compared.points:
        return f"{predicted} Happened: no readings yet."
    real = {Real.TOO_FEW: "too few points to tell", Real.NOT_YET: "no signal yet", Real.YES: "a real change"}
    if not compared.is_of_the_mean:
        real[Real.YES] = "not all of it chance"
    return (
        f"{predicted} Happened: {figures.with_unit(compared.mean)}, {real[compared.real]}, "
        f"{points_words(compared.points)}."
    )


def _cautions(compared: Compared, told: Told, figures: Amounts, also: Sequence[str]) -> list[str]:
    found = [*_verdict(compared, told, figures), *_contradiction(compared, told, figures)]
    if compared.baseline.points and compared.baseline.points < FEW_BEFORE:
        found.append(
            f"Only {points_words(compared.baseline.points)} from before the start: what was normal is known roughly."
        )
    found += _since_do(compared, figures)
    if compared.left_out:
        were = (
            "1 reading of this cycle was"
            if compared.left_out == 1
            else f"{compared.left_out} readings of this cycle were"
        )
        found.append(f"{were} left out by a decision and counted for nothing here.")
    if also:
        found.append(f"Not only your test: {'; '.join(also)}.")
    return found


def _since_do(compared: Compared, figures: Amounts) -> list[str]:
    """The baseline does not follow corrections: whoever corrects sees here what it would be."""
    found, was = [], compared.baseline
    if compared.changed:
        then = f"{figures.value(was.value)}, of {points_words(was.points)}" if was.points else "no reading"
        now = figures.value(compared.now.value) or "none"
        number = compared.changed
        were = "1 reading from before was" if number == 1 else f"{number} readings from before were"
        found.append(
            f"The baseline was frozen at Do: {then}. Since then {were} put right, left out or entered: "
            f"now it would be {now}. This page keeps what it was."
        )
    if compared.is_other_chart:
        found.append("Another kind of chart is drawn than at Do, so its lines are others.")
    return found


def _contradiction(compared: Compared, told: Told, figures: Amounts) -> list[str]:
    """To fall to more than there was, or to rise to less."""
    before, amount = compared.baseline.value, told.amount
    if before is None or amount is None or told.direction == "same":
        return []
    is_up = told.direction == "up"
    if amount > before if is_up else amount < before:
        return []
    side = "higher" if is_up else "lower"
    than = f"{plain_amount(amount)} is not {side} than the {figures.value(before)} from before"
    return [f"The prediction says two things: {than}."]


def _verdict(compared: Compared, told: Told, figures: Amounts) -> list[str]:
    if compared.real == Real.TOO_FEW:
        return [
            "So few figures prove nothing either way. What you saw, in words, is what can be learned from."
        ]
    if compared.real == Real.YES:
        return [_real_change(compared, told)]
    if told.direction == "same":
        return ["Nothing shows that it changed. With more points a small change could still show."]
    if not _went_as_told(compared, told):
        return ["It did not go the way you predicted. That may be chance too."]
    return ["It may have helped. It may also be chance" + _chance(compared, told, figures) + "."]


def _real_change(compared: Compared, told: Told) -> str:
    if not compared.is_of_the_mean:
        return _stands_out(compared)
    went = MOVED[bool(compared.signal and compared.signal.label.is_high)]
    if compared.signal and compared.signal.began_before:
        return f"It {went}, and that is more than chance. But it began before this cycle: something else did that."
    if shows_what_was_predicted(compared, told.direction):
        return f"It {went}, and that is more than chance. That your test did it, the chart alone cannot say."
    return f"It {went}, which you did not predict, and that is more than chance. Ask what happened before you go on."


def _stands_out(compared: Compared) -> str:
    """Points beyond chance, where the mean does not say the same."""
    is_one = bool(compared.signal and compared.signal.points == 1)
    side = "higher" if compared.signal and compared.signal.label.is_high else "lower"
    points = "One point lies" if is_one else "Some points lie"
    return f"{points} {side} than chance explains; that alone is no lasting change. Ask what was different there."


def _went_as_told(compared: Compared, told: Told) -> bool:
    difference = compared.difference or 0.0
    return difference > 0 if told.direction == "up" else difference < 0


def _chance(compared: Compared, told: Told, figures: Amounts) -> str:
    """How far single figures went by themselves before, where that is as far as now."""
    if not compared.before or compared.mean is None:
        return ""
    is_up = told.direction == "up"
    furthest = max(compared.before) if is_up else min(compared.before)
    if (furthest < compared.mean) if is_up else (furthest > compared.mean):
        return ": there are too few points to tell them apart"
    period = "points" if told.often == Often.EVENT else f"{PERIOD_WORDS[told.often]}s"
    far = "high" if is_up else "low"
    return f": before it started, single {period} went as {far} as {figures.value(furthest)} by themselves"
