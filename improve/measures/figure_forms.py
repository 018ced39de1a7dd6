"""Forms with a figure in them: a new reading, one put right, a tap. Figures are read as people write them."""

from typing import Any

from wtforms import HiddenField, StringField
from wtforms.validators import ValidationError

from improve.core.editing import EditForm
from improve.core.forms import DayField, Form, KeyField, Long, Needed, WordsField, published
from improve.core.languages import gettext as _
from improve.measures.figures import (
    NotANumber,
    as_typed,
    is_doubtful_share,
    percentage_problem,
    problems,
    read_number,
)
from improve.measures.kinds import BETWEEN, WITH_DENOMINATOR, Kind
from improve.measures.models import Measure
from improve.measures.readings import NOTE_MOST, REASON_MOST, Reading


class FigureField(StringField):
    """A number as people write it: 12, 7.5, 7,5 or 1,234. What was typed stays, also when it is none."""

    data: Any
    is_percentage = False  # a small one is shown with its sign, which says that it is meant so

    def _value(self) -> str:
        sign = " %" if self.is_percentage and is_doubtful_share(self.data) else ""
        return self.raw_data[0] if self.raw_data else as_typed(self.data) + sign

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; say it in words when it is none."""
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        try:
            self.data = read_number(typed[:100])
        except NotANumber as wrong:
            raise ValueError(_(str(wrong))) from None


class FigureForm(Form):
    """A figure, or so many out of so many. Made for a measure by `fit_figure`."""

    value = FigureField("How many?")
    denominator = FigureField("Out of how many?")

    kind: Kind

    def fit_figure(self, measure: Measure) -> Any:
        """One field or two, with the words of the measure."""
        self.kind = Kind(measure.kind)
        self.value.label.text = value_label(measure)
        if measure.has_denominator:
            self.denominator.label.text = denominator_label(measure)
        else:
            del self["denominator"]
        return self

    def figure(self) -> tuple[float, float | None]:
        """What was typed."""
        return self.value.data, self.denominator.data if "denominator" in self else None

    def validate_value(self, field: Any) -> None:
        """It must be there, and it must be able to be true."""
        if field.process_errors:
            return
        self._refuse_percentage(field)
        if field.data is None:
            raise ValidationError(_("Enter the figure; where there is none, enter no reading at all"))
        wrong = dict(problems(self.kind, *self.figure()))
        if said := wrong.get("value"):
            raise ValidationError(_(said))

    def validate_denominator(self, field: Any) -> None:
        """The same of the second number."""
        if field.process_errors:
            return
        self._refuse_percentage(field)
        if self.value.data is None:
            return
        wrong = dict(problems(self.kind, *self.figure()))
        if said := wrong.get("denominator"):
            raise ValidationError(_(said))

    def _refuse_percentage(self, field: Any) -> None:
        if said := percentage_problem(self.kind, field._value()):
            raise ValidationError(_(said))


class ReadingForm(FigureForm):
    """A new reading."""

    key = KeyField()
    on: Any = DayField("Which day?", [Needed("Enter the day")])
    note = WordsField("Anything to remember about it?", [Long(NOTE_MOST, what="The note"), published])
    same_date = HiddenField()  # "both" or "replace", once it was asked
    seen_version = HiddenField()  # of the reading that is to be replaced

    def words(self) -> str:
        """What was sent, for the same form sent twice."""
        return repr((str(self.on.data), self.figure(), self.note.data, self.same_date.data))


class CorrectionForm(FigureForm, EditForm):
    """A reading put right."""

    note = WordsField("Anything to remember about it?", [Long(NOTE_MOST, what="The note"), published])
    reason = WordsField("Why is it changed?", [Long(REASON_MOST, what="The reason"), published])

    @staticmethod
    def of(measure: Measure, reading: Reading, sent: Any = None) -> "CorrectionForm":
        """Filled with what was sent, else with what holds now."""
        held = {name: getattr(reading, name) for name in ("value", "denominator", "note", "version")}
        form = CorrectionForm(sent, data=held)
        form.fit_figure(measure)
        return form


class TapForm(FigureForm):
    """A key of the tablet, or a figure from its number pad."""

    key = KeyField()
    tap = HiddenField()

    def words(self) -> str:
        """What was sent, for the same tap sent twice."""
        return repr((self.tap.data, self.figure()))


def value_label(measure: Any) -> str:
    """What is asked for the first number."""
    unit = f" ({measure.unit})" if measure.unit else ""
    if measure.kind in WITH_DENOMINATOR or measure.kind == Kind.COUNT:
        return _("How many?") + unit
    if measure.kind in BETWEEN:
        what = _("Days") if measure.kind == Kind.TIME_BETWEEN else measure.unit.capitalize() or _("Cases")
        return _("%(what)s since the one before", what=what)
    return _("The figure") + unit


def denominator_label(measure: Any) -> str:
    """What is asked for the second."""
    if measure.kind == Kind.PROPORTION:
        return _("Out of how many %(what)s?", what=measure.out_of)
    return _("How many %(what)s?", what=measure.out_of)
