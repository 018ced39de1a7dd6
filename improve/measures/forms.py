"""The forms of measures and readings. Figures are read as people write them; a mistake is a sentence at its field."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import ValidationError

from improve.core.editing import EditForm
from improve.core.forms import DayField, Form, KeyField, LineField, Long, Needed, WordsField, published
from improve.measures import chooser
from improve.measures.figure_forms import FigureField
from improve.measures.figures import as_typed, percentage_asked
from improve.measures.kinds import (
    BETWEEN,
    CHART_WORDS,
    OFTEN_WORDS,
    ROLE_WORDS,
    WANTED_WORDS,
    WITH_DENOMINATOR,
    Chart,
    Kind,
    Often,
    Role,
    Wanted,
    charts_for,
)
from improve.measures.models import DEFINITION_MOST, NAME_MOST, UNIT_MOST, Measure, MeasurePlan
from improve.measures.readings import NOTE_MOST, REASON_MOST

Choices = list[tuple[str, str]]
PERS = ("1", "100", "1000", "10000", "100000")  # the base of a rate
NOBODY = ("", "Nobody yet")


class MeasureForm(Form):
    """What people agree on before they measure. Made for a kind by `fit`."""

    name = LineField(
        "What is it called?",
        [Needed("Write what it is called"), Long(NAME_MOST, what="The name"), published],
    )
    unit = LineField("In what unit?", [Long(UNIT_MOST, what="The unit"), published])
    out_of = LineField("What does the second number count?", [Long(UNIT_MOST, what="This"), published])
    per = SelectField("Shown as how many for each …", choices=[(per, f"{int(per):,}") for per in PERS])
    definition = WordsField(
        "What exactly is counted, and how?",
        [
            Needed("Write what is counted, so that two people come to the same figure"),
            Long(DEFINITION_MOST, what="This"),
            published,
        ],
    )
    often = RadioField("How often?", [Needed("Choose how often")])
    role = RadioField(
        "What is it for?",
        [Needed("Choose what it is for")],
        choices=[(role.value, words) for role, words in ROLE_WORDS.items()],
    )
    wanted = RadioField(
        "Which way is better?",
        [Needed("Choose which way is better")],
        choices=[(way.value, words) for way, words in WANTED_WORDS.items()],
    )
    target = FigureField("What do you want to reach?")
    owner = SelectField("Who looks after it?")
    chart = SelectField("Which chart?")

    kind: Kind
    several: bool

    def fit(self, kind: Kind, several: bool, owners: Choices, *, is_fixed: bool = False) -> "MeasureForm":
        """The fields that such readings need. `is_fixed`: there are readings, so their sense cannot change."""
        self.kind, self.several = kind, several
        self.target.is_percentage = kind == Kind.PROPORTION
        self.owner.choices = [NOBODY, *owners]
        charts = charts_for(kind, several=several)
        self.chart.choices = [(chart.value, CHART_WORDS[chart]) for chart in charts]
        periods = chooser.often_for(kind)
        self.often.choices = [(often.value, OFTEN_WORDS[often]) for often in periods]
        if self.chart.data is None:
            self.chart.data = charts[0].value
        if len(periods) == 1:
            self.often.data = periods[0].value
        for name in self._unneeded(is_fixed):
            del self[name]
        return self

    def _unneeded(self, is_fixed: bool) -> list[str]:
        names = [] if self.kind == Kind.RATE and not is_fixed else ["per"]
        if self.kind == Kind.PROPORTION:  # shown in per cent
            names.append("unit")
        if self.kind not in WITH_DENOMINATOR:
            names.append("out_of")
        if is_fixed or self.kind in BETWEEN:
            names.append("often")
        return names

    def validate_out_of(self, field: Any) -> None:
        """Where there is one, it needs a name."""
        if not field.data:
            raise ValidationError("Write what it counts: discharges, bed days, visits")

    def validate_target(self, field: Any) -> None:
        """As the chart shows it."""
        if field.data is None:
            return
        if self.kind == Kind.PROPORTION and (asked := percentage_asked(field.data, field._value())):
            raise ValidationError(asked)
        if self.kind != Kind.MEASUREMENT and field.data < 0:
            raise ValidationError("This cannot be less than 0")

    def plan(self, before: Measure | None = None) -> MeasurePlan:
        """What was typed, as the verbs want it; what the form does not ask stays as it was."""
        often = self.often.data if "often" in self else before.often if before else Often.EVENT
        per = self.per.data if "per" in self else before.per if before else 1
        unit = (self.unit.data or "") if "unit" in self else ""
        return MeasurePlan(
            name=self.name.data or "", unit=unit, definition=self.definition.data or "",
            role=Role(self.role.data), kind=self.kind, wanted=Wanted(self.wanted.data), often=Often(often),
            chart=Chart(self.chart.data), target=self.target.data, per=float(per),
            out_of=(self.out_of.data or "") if "out_of" in self else "", several=self.several,
            owner_id=self.owner.data or None,
        )  # fmt: skip


class NewMeasureForm(MeasureForm):
    """A new measure: the two answers of the chooser and what it is for travel along."""

    key = KeyField()
    what = HiddenField()
    how = HiddenField()
    goal = HiddenField()
    idea = HiddenField()
    next = HiddenField()  # the page that wants the measure: it is told which one was made


class EditMeasureForm(MeasureForm, EditForm):
    """A measure that exists."""

    @staticmethod
    def of(measure: Measure, owners: Choices, sent: Any = None) -> "EditMeasureForm":
        """Filled with what was sent, else with what holds now."""
        names = (
            "name",
            "unit",
            "out_of",
            "definition",
            "role",
            "wanted",
            "often",
            "target",
            "chart",
            "version",
        )
        held = {name: getattr(measure, name) for name in names}
        held |= {"owner": measure.owner_id or "", "per": as_typed(measure.per)}
        form = EditMeasureForm(sent, data=held)
        form.fit(Kind(measure.kind), measure.several, owners, is_fixed=measure.has_readings())
        return form


class ReasonForm(Form):
    """Why a point is left out, or a reading taken back."""

    reason = WordsField(
        "Why?",
        [
            Needed("Write why: whoever reads the chart will ask"),
            Long(REASON_MOST, what="The reason"),
            published,
        ],
    )


class LinesForm(ReasonForm):
    """Lines worked out afresh from a day, or a baseline up to a day."""

    key = KeyField()
    on: Any = DayField("Day", [Needed("Enter the day")])


class NoteForm(Form):
    """What happened on a day."""

    key = KeyField()
    on: Any = DayField("When did it happen?", [Needed("Enter the day")])
    words = WordsField(
        "What happened?", [Needed("Write what happened"), Long(NOTE_MOST, what="What happened"), published]
    )


class TableForm(Form):
    """A table of readings: typed into cells, or pasted as text. What to do with dates that have one is asked once."""

    key = KeyField()
    table = TextAreaField("Paste here")
    enter = HiddenField()  # "all", or only the "good" rows; empty: have a look first
    same_date = RadioField(
        "There are readings for some of these dates already. What about those?",
        choices=[
            ("leave", "Leave them as they are"),
            ("replace", "Put the new figures in their place; the old ones stay readable"),
            ("both", "Both are right: enter these too"),
        ],
        validate_choice=False,
    )


class UploadForm(Form):
    """A file with readings."""

    sheet = FileField("The spreadsheet")
