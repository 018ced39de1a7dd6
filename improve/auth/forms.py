"""Forms of signing in, of one's account, and of helping others to sign in."""

from wtforms import HiddenField, PasswordField
from wtforms.widgets import PasswordInput

from improve.auth import passwords
from improve.core.forms import Address, Form, LineField, Long, Needed


class SecretField(PasswordField):
    """A password exactly as typed: never trimmed, never sent back."""

    widget = PasswordInput(hide_value=True)


class SignInForm(Form):
    """Name and password."""

    name = LineField(
        "E-mail or staff number", [Needed("Enter your e-mail address or staff number"), Long(254)]
    )
    password = SecretField("Password", [Needed("Enter your password")])
    next = HiddenField()


class CodeForm(Form):
    """The code of an authenticator app, or a recovery code."""

    code = LineField("Code", [Needed("Enter the code"), Long(60)])
    next = HiddenField()


class StepUpForm(Form):
    """The password again."""

    password = SecretField("Password", [Needed("Enter your password")])
    next = HiddenField()


class ForgottenForm(Form):
    """Whose password was forgotten."""

    name = LineField(
        "E-mail or staff number", [Needed("Enter your e-mail address or staff number"), Long(254)]
    )


class OneTimeCodeForm(Form):
    """A code that a lead or an administrator made."""

    name = LineField(
        "E-mail or staff number", [Needed("Enter your e-mail address or staff number"), Long(254)]
    )
    code = LineField("One-time code", [Needed("Enter the code you were given"), Long(60)])


class NewPasswordForm(Form):
    """A new password; once is enough, because it can be shown while typing and set again."""

    password = SecretField("New password", [Needed("Enter a new password")])

    def is_good(self, personal: list[str]) -> bool:
        """Validate, and refuse what would be guessed."""
        if not self.validate():
            return False
        self.password.errors = passwords.problems(self.password.data or "", personal)
        return not self.password.errors


class OwnPasswordForm(NewPasswordForm):
    """A new password in place of the present one."""

    asked_first = ("present",)
    present = SecretField("Present password", [Needed("Enter your present password")])


class FirstForm(NewPasswordForm):
    """The first administrator of an empty system."""

    asked_first = ("code", "organisation", "name", "email")
    code = LineField("Code", [Needed("Enter the code that “improve init” printed"), Long(60)])
    organisation = LineField("Name of your trust", [Needed("Enter the name of your trust"), Long(120)])
    name = LineField("Your name", [Needed("Enter your name"), Long(120)])
    email = LineField("Your e-mail address", [Needed("Enter your e-mail address"), Long(254), Address()])
