"""The base of all forms: tidy text, a version, a submission key, dates that exist, and words for each mistake."""

import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, ClassVar

from flask import has_request_context, request
from flask_wtf import FlaskForm
from wtforms import DateField, Field, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, StopValidation, ValidationError
from wtforms.widgets import HiddenInput

from improve.core import clock, languages
from improve.core.errors import RuleBroken
from improve.core.ids import digest, new_id
from improve.core.languages import gettext, noop
from improve.core.mail import single_address
from improve.core.once import OtherPayload
from improve.core.text import one_line, tidy

SENT_BEFORE = noop(
    "This form was sent before with other words, and that is kept. Send again to send these words as well."
)
NOT_OFFERED = noop("This is not in the list any more. Choose another")
INSTEAD = {  # of what the forms' own package says
    "Not a valid choice.": NOT_OFFERED,
    "Invalid Choice: could not coerce.": NOT_OFFERED,
    "Invalid choice(s): one or more data inputs could not be coerced.": NOT_OFFERED,
    "'%(value)s' is not a valid choice for this field.": NOT_OFFERED,
}


class Sentences:
    """What the forms' own package says, in our words and our languages."""

    def gettext(self, string: str) -> str:
        """One message."""
        return gettext(INSTEAD.get(string, string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """One message, for so many."""
        if singular in INSTEAD:
            return gettext(INSTEAD[singular])
        return languages.translations(languages.spoken()).ngettext(singular, plural, n)


SENTENCES = Sentences()


class Form(FlaskForm):
    """A form of this product. The cross-site token is checked for every request, not form by form."""

    class Meta(FlaskForm.Meta):
        csrf = False

        def get_translations(self, form: Any) -> Any:
            """What the forms' own package says, in our words."""
            return SENTENCES

    asked_first: ClassVar[tuple[str, ...]] = ()  # fields of a form that stand before those it took over

    def __iter__(self) -> Iterator[Field]:
        """The fields as the page asks them: what is wrong is listed in that order."""
        return iter(sorted(self._fields.values(), key=lambda field: field.short_name not in self.asked_first))

    def say(self, broken: RuleBroken, at: Field | None = None) -> None:
        """Show why a rule refuses this: at a field, the one the rule names itself, else above all.

        A form whose key was used for other words comes back with a new key: sent again, it is a form of its own.
        """
        sentence = broken.sentence
        if isinstance(broken, OtherPayload) and "key" in self:
            self.key.data, sentence = new_id(), gettext(SENT_BEFORE)
        field = at if at is not None else self._fields.get(getattr(broken, "field", ""))
        if field is None:
            self.form_errors.append(sentence)
        else:
            field.errors = [sentence]

    def sent(self) -> str:
        """What was typed, to compare with what the same key sent before."""
        typed = {field.name: str(field.data) for field in self if field.name not in ("key", "csrf_token")}
        return repr(sorted(typed.items()))


class KeyField(HiddenField):
    """The submission key: made with the form, sent back with it, so that sending twice stores once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default=new_id, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was sent, at most 64 characters."""
        sent = valuelist[0].strip()[:64] if valuelist else ""
        self.data = sent or key_of_request()


def key_of_request() -> str:
    """Of a form that came without its key: the same words once more on a day are the same submission, not a second."""
    if not has_request_context() or request.files:
        return new_id()
    fields = sorted(pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token")
    return digest(f"{clock.now():%Y-%m-%d}\n{request.path}\n{fields}")


class WholeNumberField(IntegerField):
    """A whole number, or words that ask for one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Say it in words when it is none."""
        try:
            super().process_formdata([value.strip() for value in valuelist])
        except ValueError:
            raise ValueError("Enter a whole number, for example 3") from None


class VersionField(IntegerField):
    """The version of the row that the person saw. What is no number is no version that anybody saw."""

    widget = HiddenInput()
    data: int | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Nobody types it: nobody is told that it is wrong."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None


class LineField(StringField):
    """One line of text, tidied."""

    def __init__(self, label: str = "", validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, filters=[one_line], **kwargs)


class WordsField(TextAreaField):
    """Several lines of text, tidied."""

    def __init__(self, label: str = "", validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, filters=[tidy], **kwargs)


class DayField(DateField):
    """A date that exists."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Say it in words when it does not. Left empty, the field's own sentence says what is missing."""
        if not any(typed.strip() for typed in valuelist):
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValueError("Enter a date that exists, for example 3 March 2026") from None
        given: date | None = self.data
        if given is not None and not 2000 <= given.year <= 2100:
            raise ValueError("Enter a date between 2000 and 2100")


class Needed(InputRequired):
    """The field must be filled; the sentence says what to write."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)

    def __call__(self, form: Any, field: Field) -> None:
        """After tidying nothing may be left either."""
        if field.process_errors:
            raise StopValidation  # something was typed, and what is wrong with it is said already
        if field.data is None or field.data == [] or (isinstance(field.data, str) and is_blank(field.data)):
            field.errors = []
            raise StopValidation(gettext(str(self.message)))


def is_blank(text: str) -> bool:
    """Nothing that can be seen: spaces and signs without a shape (zero width, direction)."""
    return all(unicodedata.category(char) in ("Cf", "Zs", "Zl", "Zp") for char in text)


class Address:
    """An e-mail address mail can be sent to, or nothing."""

    def __call__(self, form: Any, field: Field) -> None:
        """Show what one looks like."""
        try:
            if field.data:
                single_address(field.data)
        except ValueError:
            raise ValidationError("Enter an e-mail address like name@example.org") from None


Look = Callable[[str], str]  # a text in, the sentence that refuses it out; empty where nothing is wrong
_looks: list[Look] = []


def looks_through(look: Look) -> Look:
    """What `published` asks of every text. The feature that knows what must not be read registers here, at import."""
    _looks.append(look)
    return look


def refused_words(text: str) -> str:
    """Why a text may not be read by everybody; empty where it may.

    Raises RuntimeError where nobody registered: words that were not looked through are never stored.
    """
    if not _looks:
        raise RuntimeError("Nobody looks through what is published. Import the feature that does.")
    return next(filter(None, (look(text) for look in _looks)), "") if text else ""


def published(_form: Any, field: Field) -> None:
    """A check of one field that everybody can read: it shows no patient. Features below ideas ask it so."""
    if said := refused_words(field.data or ""):
        raise ValidationError(said)


class Long:
    """Between `least` and `most` characters (Unicode code points); else no check behind it reads them all."""

    def __init__(self, most: int, least: int = 0, what: str = noop("This")) -> None:
        self.most, self.least, self.what = most, least, what

    def __call__(self, form: Any, field: Field) -> None:
        """Say how many are too many."""
        length = len(field.data or "")
        if length > self.most:
            raise StopValidation(gettext(
                "%(what)s must be %(most)s characters or fewer. It is %(over)s too long",
                what=gettext(self.what), most=f"{self.most:,}", over=f"{length - self.most:,}",
            ))  # fmt: skip
        if length < self.least:
            raise StopValidation(
                gettext(
                    "%(what)s must be %(least)s characters or more", what=gettext(self.what), least=self.least
                )
            )
