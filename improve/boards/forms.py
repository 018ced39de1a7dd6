"""Who is in charge this shift: a name that is chosen or written, and for how long."""

from typing import Any, Self

from wtforms import SelectField
from wtforms.validators import ValidationError

from improve.core.forms import Form, LineField, Long, is_blank
from improve.core.languages import gettext as _
from improve.core.languages import noop
from improve.ideas.identifiers import Span, find
from improve.teams.in_charge import NAME_MOST, SHIFTS

# Of patients, and seldom of who is on duty: "Mrs Halloran" is asked for once more, "Sister Achebe" is not.
TITLES = {"mr", "mrs", "miss", "ms", "mx", "master"}


class InChargeForm(Form):
    """Somebody of the team, or whoever came for this shift. What is written goes before what is chosen."""

    person = SelectField(noop("Somebody of the team"), default="", validate_choice=False)
    name = LineField(noop("Or write the name"), [Long(NAME_MOST, what=noop("The name"))])
    hours = SelectField(noop("For how long"), choices=[str(hours) for hours in SHIFTS], validate_choice=False)

    def offer(self, names: list[tuple[str, str]]) -> Self:
        """The ids and names of the team's people."""
        self.person.choices = [("", _("Choose a name")), *names]
        return self

    def validate_name(self, field: Any) -> None:
        """One of the two ways."""
        if is_blank(self.who()):
            raise ValidationError(_("Choose a name, or write one"))

    def validate_hours(self, field: Any) -> None:
        """One of the two buttons."""
        if field.data not in field.choices:
            raise ValidationError(_("Say for how long: 8 hours or 12 hours"))

    def who(self) -> str:
        """The name, as it will be shown."""
        chosen = next((name for key, name in self.person.choices if key and key == self.person.data), "")
        return self.name.data or chosen[:NAME_MOST]


def is_bare_name(typed: str) -> bool:
    """A name and nothing else: in an idea it may be a patient's, here it is what was asked for."""
    first = typed.partition(" ")[0].rstrip(".").lower()
    return first not in TITLES and find(typed) == [Span(0, len(typed), "patient_name")]
