"""The forms of cycles and of the checks after adoption: plain questions, and a sentence for each mistake."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from wtforms import BooleanField, Field, RadioField, SelectField
from wtforms.validators import Optional, ValidationError

from improve.core.forms import DayField, Form, KeyField, LineField, Long, Needed, VersionField, WordsField
from improve.pdsa.models import Plan
from improve.pdsa.words import ANSWERS, DECISIONS, DIRECTIONS, FIRST_CYCLE_DAYS, SCALES, plain_number

Choices = list[tuple[str, str]]
WORDS_MOST = 2_000  # characters
UNIT_MOST = 200  # characters
NAME_MOST = 120  # characters
# At most nine digits, then at most six: what every database keeps exactly.
NUMBER = re.compile(r"-?(\d{1,9}|\d{1,3}(,\d{3}){1,2})(\.\d{1,6})?")
YES_NO: Choices = [("yes", "Yes, or perhaps"), ("no", "No")]


class AmountField(LineField):
    """A number as people write it: 12, 7.5 or 1,200."""

    def _value(self) -> str:
        """What was typed, also when it is no number."""
        return self.raw_data[0] if self.raw_data else plain_number(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; say it in words when it is none."""
        typed = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if typed and not NUMBER.fullmatch(typed):
            raise ValueError("Enter a number, for example 12 or 7.5")
        if typed:
            self.data = Decimal(typed.replace(",", ""))


AmountField.filters = ()


def choices(words: dict[Any, str]) -> Choices:
    """A vocabulary as WTForms wants it."""
    return [(str(code), label) for code, label in words.items()]


def text(label: str, sentence: str, what: str) -> WordsField:
    """A longer text that must be written."""
    return WordsField(label, [Needed(sentence), Long(WORDS_MOST, what=what)])
