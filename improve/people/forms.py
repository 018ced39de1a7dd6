"""Forms of accounts."""

from typing import Any

from wtforms import BooleanField, SelectField
from wtforms.validators import ValidationError

from improve.core.editing import EditForm
from improve.core.forms import Address, Form, KeyField, LineField, Long, Needed
from improve.people.joining import NewPerson
from improve.people.models import STAFF_GROUPS


class PersonForm(Form):
    """Who somebody is, and by what name they sign in."""

    name = LineField("Name", [Needed("Enter the name"), Long(120, what="The name")])
    email = LineField("E-mail address", [Long(254, what="The e-mail address"), Address()])
    staff_number = LineField("Staff number", [Long(40, what="The staff number")])
    staff_group = SelectField(
        "Staff group", choices=[("", "Not known"), *((group, group) for group in STAFF_GROUPS)]
    )
    job = LineField("Job", [Long(120, what="The job")])

    def validate_staff_number(self, field: Any) -> None:
        """Without an address there must be a number; an @ would make it look like an address."""
        if not field.data and not self.email.data:
            raise ValidationError("Enter an e-mail address or a staff number: it is the name to sign in with")
        if "@" in (field.data or ""):
            raise ValidationError("A staff number has no @")

    def typed(self) -> NewPerson:
        """What was typed."""
        return NewPerson(
            name=self.name.data or "",
            email=self.email.data or "",
            staff_number=self.staff_number.data or "",
            staff_group=self.staff_group.data or "",
            job=self.job.data or "",
        )


class NewPersonForm(PersonForm):
    """Somebody new: sent twice, one account."""

    key = KeyField()


class ChangedPersonForm(PersonForm, EditForm):
    """Somebody who has an account."""


class RolesForm(EditForm):
    """The two roles that belong to a person, not to a team."""

    is_administrator = BooleanField("Administrator")
    is_guardian = BooleanField("Freedom to Speak Up Guardian")
