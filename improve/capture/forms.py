"""The forms of the ward tablet: one field, then the optional rest."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, PasswordField, RadioField, SelectField
from wtforms.validators import ValidationError

from improve.capture.texts import Unreadable, check_name
from improve.core.forms import Form, KeyField, LineField, Long, Needed, WordsField
from improve.core.languages import gettext as _
from improve.core.languages import noop
from improve.goals.models import Goal
from improve.ideas.additions import Rest
from improve.ideas.forms import Ticks, choices
from improve.ideas.stages import BENEFITS, TEXT_LEAST, TEXT_MOST
from improve.people.models import STAFF_GROUPS
from improve.tablets.forms import CODE_MOST
from improve.tablets.pins import problem

NAME_MOST = 80  # characters
PIN_MOST = 64  # characters; a PIN is shorter
NOT_SURE = ("", noop("Not sure"))


def own_name(_form: Form, field: Any) -> None:
    """A name, and nothing by which a patient is known."""
    try:
        check_name(field.data or "")
    except Unreadable as wrong:
        raise ValidationError(wrong.sentence) from None


class TabletIdeaForm(Form):
    """What could be better? One field, Send."""

    key = KeyField()
    text = WordsField(
        noop("What could be better?"),
        [Needed(noop("Write what could be better")), Long(TEXT_MOST, TEXT_LEAST, noop("Your idea"))],
    )


class PosterIdeaForm(TabletIdeaForm):
    """The same on somebody's own phone, with a name if they like."""

    says_name = LineField(noop("Your name, if you like"), [Long(NAME_MOST, what=noop("Your name")), own_name])


class RestForm(Form):
    """The rest, on the thank-you screen: all of it optional."""

    suggestion = WordsField(noop("What could we try?"), [Long(TEXT_MOST, what=noop("Your suggestion"))])
    benefits = Ticks(noop("Who benefits?"), choices=choices(BENEFITS))
    goal = RadioField(noop("Which goal does it serve?"), default="")
    photo = FileField(noop("A photo"))
    says_name = LineField(noop("Your name"), [Long(NAME_MOST, what=noop("Your name")), own_name])
    staff_group = SelectField(
        noop("Staff group"),
        choices=[("", noop("Choose…")), *((name, name) for name in STAFF_GROUPS)],
        default="",
    )

    def offer(self, goals: list[Goal]) -> "RestForm":
        """The goals that can be chosen."""
        self.goal.choices = [*((goal.id, goal.title) for goal in goals), NOT_SURE]
        self.staff_group.choices = [(value, _(label)) for value, label in self.staff_group.choices]
        return self

    def rest(self, photo: Any) -> Rest:
        """What was given; the photo was re-encoded already."""
        return Rest(
            suggestion=self.suggestion.data,
            benefits=self.benefits.data or [],
            goals={self.goal.data} if self.goal.data else set(),
            says_name=self.says_name.data,
            staff_group=self.staff_group.data,
            photo=photo,
        )


class PinForm(Form):
    """Who, and the PIN."""

    person = HiddenField(noop("Your name"), [Needed(noop("Choose your name first"))])
    pin = PasswordField(noop("PIN"), [Needed(noop("Type your PIN")), Long(PIN_MOST, what=noop("The PIN"))])


class NewPinForm(Form):
    """A new PIN, twice."""

    pin = PasswordField(noop("New PIN"), [Needed(noop("Choose 6 numbers"))])
    again = PasswordField(noop("The same PIN again"), [Needed(noop("Type the PIN again"))])

    def is_good(self) -> bool:
        """Six numbers that nobody guesses first, twice the same."""
        if not self.validate():
            return False
        if (wrong := problem(self.pin.data)) is not None:
            self.pin.errors = [wrong]
        elif self.pin.data != self.again.data:
            self.again.errors = [_("The two PINs are not the same")]
        return not self.errors


class PinByCodeForm(NewPinForm):
    """The same on a tablet, with the one-time code of a lead."""

    asked_first = ("code",)
    code = LineField(
        noop("Code from your ward manager"),
        [Needed(noop("Type the code")), Long(CODE_MOST, what=noop("The code"))],
    )
