"""The forms of cycles and of the checks after adoption: plain questions, and a sentence for each mistake."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import ValidationError

from improve.core.editing import EditForm
from improve.core.forms import (
    DayField,
    Form,
    KeyField,
    LineField,
    Long,
    Needed,
    VersionField,
    WordsField,
    is_blank,
)
from improve.ideas.patients.form import no_patient
from improve.measures.figures import is_doubtful_share, percentage_asked
from improve.pdsa.plans import Plan
from improve.pdsa.words import ANSWERS, DECISIONS, DIRECTIONS, FIRST_CYCLE_DAYS, SCALES, plain_number

Choices = list[tuple[str, str]]
WORDS_MOST = 2_000  # characters
UNIT_MOST = 200  # characters
NAME_MOST = 120  # characters
# At most nine digits, then at most six: what every database keeps exactly.
NUMBER = re.compile(r"-?(\d{1,9}|\d{1,3}(,\d{3}){1,2})(\.\d{1,6})?")
YES_NO: Choices = [("yes", "Yes, or perhaps"), ("no", "No")]


class AmountField(StringField):
    """A number as people write it: 12, 7.5 or 1,200; where `takes_percent`, also 90 %."""

    takes_percent = False

    def _value(self) -> str:
        """What was typed, also when it is no number."""
        sign = " %" if self.takes_percent and is_doubtful_share(self.data) else ""
        return self.raw_data[0] if self.raw_data else plain_number(self.data) + sign

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; say it in words when it is none."""
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        typed = typed.removesuffix("%").strip()  # what a sign means is known once the measure is
        if typed and not NUMBER.fullmatch(typed):
            raise ValueError("Enter a number, for example 12 or 7.5")
        if typed:
            self.data = Decimal(typed.replace(",", ""))


def choices(words: dict[Any, str]) -> Choices:
    """A vocabulary as WTForms wants it."""
    return [(str(code), label) for code, label in words.items()]


def words_field(label: str, sentence: str, what: str) -> WordsField:
    """A longer text that must be written, and shows no patient."""
    return WordsField(label, [Needed(sentence), Long(WORDS_MOST, what=what), no_patient])


# Made before the fields of a plan, because a form asks, and tells its errors, in the order in which fields were made.
CHANGES = words_field("What do you change?", "Write what you change", "What you change")


class PlanForm(Form):
    """A plan in plain questions, in the order of the page. The page says what is first, and who may be named."""

    key = KeyField()
    question = words_field("What do you want to find out?", "Write what you want to find out", "The question")
    change = words_field("What will you try?", "Write what you will try", "What you will try")
    measure_id = SelectField("Which measure will show it?", default="")
    measure = WordsField(
        "What will you count or watch?", [Long(WORDS_MOST, what="What you count"), no_patient]
    )
    prediction_direction = RadioField(
        "What do you think will happen to it?", [Needed("Choose what you think")], choices=choices(DIRECTIONS)
    )
    prediction_amount = AmountField("To what number?")
    prediction_unit = LineField("Of what?", [Long(UNIT_MOST, what="This")])
    prediction_by: Any = DayField("By which day?", [Needed("Enter the day by which it happens")])
    scale = RadioField(
        "How small can you start?", [Needed("Choose how small you start")], choices=choices(SCALES)
    )
    # Colleagues are named here, so it is not looked through for names.
    who = WordsField("Who does it?", [Needed("Write who does it"), Long(WORDS_MOST, what="Who does it")])
    where_when = words_field("Where, and when in the day?", "Write where and when", "Where and when")
    starts_on: Any = DayField("First day", [Needed("Enter the first day")])
    ends_on: Any = DayField(
        "Day on which you look at what happened", [Needed("Enter the day on which you look")]
    )
    affects_patient = RadioField(
        "Could it affect a patient?", [Needed("Choose whether it could affect a patient")], choices=YES_NO
    )
    approver = SelectField("Who says that it is safe to try?", default="")
    approver_name = LineField("Somebody who is not in the list", [Long(NAME_MOST, what="The name")])

    is_first = False
    earliest = date.min
    shares: frozenset[str] = frozenset()  # ids of the measures that are percentages
    namesakes = 0  # clinicians whose name holds what was typed

    def validate_starts_on(self, field: Any) -> None:
        """The prediction comes before the test."""
        if field.data < self.earliest:
            raise ValidationError("The first day must be today or later")

    def validate_ends_on(self, field: Any) -> None:
        """After the start; a first cycle is short."""
        start = self.starts_on.data
        if start is None:
            return
        if field.data < start:
            raise ValidationError("This day must be on or after the first day")
        if self.is_first and field.data - start > timedelta(days=FIRST_CYCLE_DAYS):
            raise ValidationError(
                f"A first cycle takes at most {FIRST_CYCLE_DAYS} days. Test something smaller first"
            )

    def validate_measure(self, field: Any) -> None:
        """In words, where none of the measures is chosen."""
        if not self.measure_id.data and is_blank(field.data or ""):
            raise ValidationError("Choose a measure, or write what you will count or watch")

    def validate_prediction_amount(self, field: Any) -> None:
        """Readings can only be held against a number."""
        is_share = self.measure_id.data in self.shares
        typed = field._value()
        if "%" in typed and not is_share:
            raise ValidationError("Enter a number without a percent sign")
        if is_share and field.data is not None and (asked := percentage_asked(field.data, typed)):
            raise ValidationError(asked)
        is_needed = self.measure_id.data and self.prediction_direction.data in ("up", "down")
        if is_needed and field.data is None and not field.process_errors:
            raise ValidationError("Enter the number you expect, so that the readings can be compared with it")

    def validate_prediction_by(self, field: Any) -> None:
        """A prediction is of what comes."""
        if self.starts_on.data is not None and field.data < self.starts_on.data:
            raise ValidationError("This day must be on or after the first day")

    def validate_approver(self, field: Any) -> None:
        """Named when a patient could be affected."""
        if self.affects_patient.data != "yes" or field.data:
            return
        if not self.approver_name.data:
            raise ValidationError("Choose who says that it is safe to try")
        if self.namesakes:
            raise ValidationError("Several people have that name. Choose one of them")
        raise ValidationError("No registered clinician has that name. Try the last name alone")

    def plan(self) -> Plan:
        """What was typed, as a plan."""
        affects_patient = self.affects_patient.data == "yes"
        return Plan(
            question=self.question.data,
            change=self.change.data,
            prediction_direction=self.prediction_direction.data,
            prediction_amount=self.prediction_amount.data,
            prediction_unit=self.prediction_unit.data,
            prediction_by=self.prediction_by.data,
            measure=self.measure.data,
            scale=int(self.scale.data),
            who=self.who.data,
            where_when=self.where_when.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            affects_patient=affects_patient,
            approver_id=self.approver.data if affects_patient else None,
            measure_id=self.measure_id.data or None,
        )


class ChangeForm(PlanForm, EditForm):
    """The plan, changed before Do. `version` is the cycle that was on screen."""


class AdaptForm(PlanForm):
    """What changes, and the plan of the next cycle."""

    changes = CHANGES


def answers_of(planned: Plan) -> dict[str, Any]:
    """A plan as the form shows it."""
    data = {name: getattr(planned, name) for name in Plan.__dataclass_fields__}
    named = {"scale": str(planned.scale), "affects_patient": "yes" if planned.affects_patient else "no"}
    return data | named | {"approver": planned.approver_id or "", "measure_id": planned.measure_id or ""}


class ObservationForm(Form):
    """What somebody saw."""

    key = KeyField()
    words = words_field("What did you see?", "Write what you saw", "What you saw")
    is_deviation = BooleanField("It went differently from the plan")


class RefusalForm(Form):
    """Why the plan is not approved."""

    version = VersionField()
    reason = words_field("What has to change first?", "Write what has to change first", "The reason")


class StudyForm(Form):
    """What happened, against the prediction."""

    version = VersionField()
    happened = words_field("What happened?", "Write what happened", "What happened")
    result = AmountField("The number, if you have one")

    def validate_result(self, field: Any) -> None:
        """The unit stands in the plan."""
        if "%" in field._value():
            raise ValidationError("Enter a number without a percent sign")

    learned = WordsField("What did you learn?", [Long(WORDS_MOST, what="What you learned"), no_patient])


class ChoiceForm(Form):
    """Adopt, adapt or abandon."""

    choose = RadioField(
        "What will you do now?", [Needed("Choose adopt, adapt or abandon")], choices=choices(DECISIONS)
    )


class AdoptForm(Form):
    """How the gain is held; and why, where the chart shows no real change."""

    words = words_field("How will it stay the normal way?", "Write how it will stay", "How it stays")
    why = WordsField(
        "Why do you adopt it, though the chart shows no real change yet?",
        [Long(WORDS_MOST, what="The reason"), no_patient],
    )
    asks_why = False

    def validate_why(self, field: Any) -> None:
        """Asked, never refused."""
        if self.asks_why and is_blank(field.data or ""):
            raise ValidationError("Write why you adopt it all the same")


class AbandonForm(Form):
    """What was learned."""

    words = words_field("What did you learn?", "Write what you learned", "What you learned")


class PauseForm(Form):
    """Why it is not run now."""

    words = words_field("Why do you stop for now?", "Write why you stop for now", "The reason")


class GainCheckForm(Form):
    """Still in use? What changed, or why not, in words."""

    still_in_use = RadioField(
        "Is it still in use?", [Needed("Choose whether it is still in use")], choices=choices(ANSWERS)
    )
    words = WordsField("How do you know?", [Long(WORDS_MOST, what="This"), no_patient])

    def validate_words(self, field: Any) -> None:
        """A yes may stand alone."""
        if self.still_in_use.data == "changed" and not field.data:
            raise ValidationError("Write what has changed")
        if self.still_in_use.data == "no" and not field.data:
            raise ValidationError("Write why it is no longer in use")
