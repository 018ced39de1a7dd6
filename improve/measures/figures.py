"""Numbers as people type and paste them, and whether a reading can be true. Pure.

Every refusal is a sentence for the place where it was typed.
"""

import re
from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal

from improve.core.languages import noop
from improve.measures.kinds import BETWEEN, WHOLE_NUMBERS, WITH_DENOMINATOR, Kind, Often

LARGEST = 1e12  # of what is entered, either way from 0: more is a slip of the hand
GROUPED = re.compile(r"[+-]?\d{1,3}(?:([,.  '’])\d{3})(?:\1\d{3})*(?:[.,]\d+)?")
PLAIN = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)")
SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d{1,3}")
OUT_OF = re.compile(r"(.+?)\s*(?:/|\bof\b|\bout of\b)\s*(.+)", re.IGNORECASE)
EMPTY = ("", "-", "–", "—", "n/a", "na", "none", "nil return", "missing", "null", "#n/a")
NO_NUMBER = noop("Enter a number, for example 12 or 7.5")
A_PERCENTAGE_ALONE = noop("Enter out of how many: a percentage alone cannot be charted honestly")
A_PERCENTAGE = noop("This is a percentage. Enter how many, and out of how many")
NO_PERCENTAGE = noop("Enter a number without a percent sign")
FOR_HOW_MANY = noop("Enter the second number too: for how many bed days, visits or hours")
FULL = 100  # per cent
TOO_LARGE = noop("Enter a number between -1,000,000,000,000 and 1,000,000,000,000")


class NotANumber(ValueError):
    """What was typed is no number that can be kept; the words say what to do."""


def is_empty(typed: str) -> bool:
    """Whether a cell says that there is no reading: empty, a dash, "n/a"."""
    return typed.strip().lower() in EMPTY


def read_number(typed: str) -> float:
    """A number as people write it: 12, 7.5, 7,5, 1,234.5, 1 234, 85 %. A percent sign is only taken away.

    A comma followed by exactly three digits groups thousands. Raises NotANumber.
    """
    text = " ".join(typed.split()).replace("−", "-").removesuffix("%").strip()
    if text.lower().lstrip("+-") in ("nan", "inf", "infinity"):
        raise NotANumber(NO_NUMBER)
    if GROUPED.fullmatch(text) and not re.fullmatch(r"[+-]?\d{1,3}\.\d{3}", text):
        return _within(_ungrouped(text))
    if PLAIN.fullmatch(text) or SCIENTIFIC.fullmatch(text):
        return _within(text.replace(",", "."))
    raise NotANumber(NO_NUMBER)


def _ungrouped(text: str) -> str:
    mark = re.search(r"[^\d+-]", text)
    if mark is None:
        return text
    whole = text.replace(mark.group(), "")
    return whole.replace(",", ".")


def _within(text: str) -> float:
    number = float(text)
    if not -LARGEST <= number <= LARGEST:
        raise NotANumber(TOO_LARGE)
    return number


def in_words(figure: float | None) -> str:
    """A figure as people read it, "1,234.5", without what a computer adds to 0.1 + 0.2; empty where there is none."""
    if figure is None:
        return ""
    if figure == int(figure):
        return f"{int(figure):,}"
    if abs(figure) < 1e-6:
        return f"{figure:.6g}"
    whole, _, rest = f"{figure:,.9f}".partition(".")
    return f"{whole}.{rest.rstrip('0')}" if rest.rstrip("0") else whole


def as_typed(figure: float | None) -> str:
    """A figure as it stands in a field: every digit that is stored, no commas."""
    if figure is None:
        return ""
    return str(int(figure)) if figure == int(figure) else repr(figure)


def read_cell(typed: str, kind: Kind) -> tuple[float, float | None]:
    """One cell: a value; for proportions and rates also "5/20" or "5 of 20". Raises NotANumber."""
    pair = OUT_OF.fullmatch(typed.strip())
    if pair is None:
        return read_number(typed), None
    if kind not in WITH_DENOMINATOR:
        raise NotANumber(NO_NUMBER)
    return read_number(pair[1]), read_number(pair[2])


def percentage_problem(kind: Kind, typed: str) -> str:
    """What is wrong with a percent sign: only where one number is the figure it can be taken away."""
    if "%" not in typed or kind == Kind.MEASUREMENT:
        return ""
    return A_PERCENTAGE if kind in WITH_DENOMINATOR else NO_PERCENTAGE


def is_doubtful_share(number: float | Decimal | None) -> bool:
    """Whether somebody may have meant so many times a hundred: 0.9 for 90 %."""
    return number is not None and 0 < number <= 1


def percentage_asked(number: float, typed: str) -> str:
    """What to ask of a percentage that was typed; empty where it can only mean one thing. A percent sign settles it."""
    if not 0 <= number <= FULL:
        return "Enter a percentage between 0 and 100"
    if "%" in typed or not is_doubtful_share(number):
        return ""
    small, large = in_words(number), in_words(round(number * FULL, 9))
    return f"{small} % – did you mean {large} %? Write “{large}”, or “{small} %” with the sign if it is that little"


def problems(kind: Kind, value: float, denominator: float | None) -> list[tuple[str, str]]:
    """What is wrong with a reading: (field, sentence) each; empty when it can be true."""
    found = []
    if value < 0 and kind != Kind.MEASUREMENT:
        found.append(("value", noop("This cannot be less than 0")))
    elif kind in WHOLE_NUMBERS and value != int(value):
        found.append(("value", noop("Enter a whole number")))
    if kind == Kind.TIME_BETWEEN and value == 0:
        found.append(("value", noop("Twice on one day: enter a part of a day, for example 0.5")))
    if kind in WITH_DENOMINATOR:
        found += _denominator_problems(kind, value, denominator)
    return found


def _denominator_problems(kind: Kind, value: float, denominator: float | None) -> list[tuple[str, str]]:
    if denominator is None:
        return [("denominator", A_PERCENTAGE_ALONE if kind == Kind.PROPORTION else FOR_HOW_MANY)]
    if denominator < 0:
        return [("denominator", noop("This cannot be less than 0"))]
    if denominator == 0 and value:
        return [("denominator", noop("Out of 0 there can be only 0"))]
    if kind == Kind.PROPORTION and denominator != int(denominator):
        return [("denominator", noop("Enter a whole number"))]
    if kind == Kind.PROPORTION and value > denominator:
        return [("value", noop("This cannot be more than the number it is out of"))]
    return []


def is_between(kind: Kind) -> bool:
    """Whether a reading is the distance to the one before: its order is that of the dates."""
    return kind in BETWEEN


def period_of(on: date, often: Often) -> date:
    """The first day of the period: Monday of a week, the 1st of a month, else the day itself."""
    if often == Often.WEEK:
        return on - timedelta(days=on.weekday())
    return on.replace(day=1) if often == Often.MONTH else on


def end_of_period(start: date, often: Often) -> date:
    """The last day of the period that starts on `start`."""
    if often == Often.WEEK:
        return start + timedelta(days=6)
    if often == Often.MONTH:
        return start.replace(day=monthrange(start.year, start.month)[1])
    return start
