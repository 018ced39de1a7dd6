"""Two people change one row: different fields merge, the same field shows both texts, nothing is lost.

The form carries the version of the row it was filled from, and a short mark of each field as the person saw it. Rows
whose words are versions of their own (ideas) compare the words instead.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Self, TypeVar

from sqlalchemy import Select
from wtforms import Field, HiddenField
from wtforms.fields.choices import SelectFieldBase

from improve.core.errors import StaleEdit
from improve.core.forms import Form, VersionField
from improve.core.ids import digest

CHANGED_MEANWHILE = (
    "Somebody else changed this while you were writing. Nothing is lost: compare, then save again."
)
DOES_NOT_FIT = "Somebody else changed this while you were writing, and what you wrote no longer fits it."
MARK_LENGTH = 12  # hex digits: two texts with the same mark do not happen by accident
UNSEEN = frozenset({"version", "seen", "key"})  # what a form carries, and nobody edits

Found = TypeVar("Found")


def latest(rows: Select[Found], of: type) -> Select[Found]:
    """These rows as they are at this moment, held: of two who save at once the second sees what the first did."""
    return rows.with_for_update(of=of).execution_options(populate_existing=True)


@dataclass(frozen=True)
class Collision:
    """A field that two people changed: what is there now, and what this person wrote."""

    label: str
    theirs: str
    mine: str


class SeenField(HiddenField):
    """A mark of each field as it was when the form was filled: "name:1f0c9a… job:77b2e0…"."""

    def marks(self) -> dict[str, str]:
        """The mark of each field; empty for whatever is no list of marks."""
        pairs = (pair.partition(":") for pair in (self.data or "").split())
        return {name: mark for name, _, mark in pairs}


class EditForm(Form):
    """A form of a row that exists, filled from it: `EditForm(obj=row)`, or with `data=`."""

    version = VersionField()
    seen = SeenField()

    def post_process(self, formdata: Any) -> None:
        """A form that was not sent back yet notes what it shows."""
        super().post_process(formdata)
        self.collisions: list[Collision] = []
        if formdata is None:
            self.seen.data = " ".join(f"{name}:{mark}" for name, mark in self.marks().items())

    def edited(self) -> list[str]:
        """The names of the fields that people edit."""
        return [field.short_name for field in self if field.short_name not in UNSEEN | {"csrf_token"}]

    def marks(self) -> dict[str, str]:
        """A mark of what each field says."""
        return {name: mark_of(self[name].data) for name in self.edited()}

    def catch_up(self, present: Self) -> None:
        """Lay what was typed over what is there; `present` is the same form, filled from the row as it is now.

        Fields this person left alone take over what others wrote. Raises StaleEdit, with the names of the fields that
        both changed; the form can then be shown: it says both, and sent again it overwrites knowingly.
        """
        if self.version.data == present.version.data:
            return
        seen, typed, now = self.seen.marks(), self.marks(), present.marks()
        mine = {name for name in self.edited() if typed[name] != seen.get(name)}
        theirs = {name for name in self.edited() if now[name] != seen.get(name)}
        both = tuple(name for name in self.edited() if name in mine & theirs and typed[name] != now[name])
        self._take_over(present, [name for name in self.edited() if name not in mine])
        self.collisions = [self._collision(present, name) for name in both]
        if both:
            raise StaleEdit(CHANGED_MEANWHILE, both)
        if not self.validate():
            raise StaleEdit(DOES_NOT_FIT)

    def _take_over(self, present: Self, names: list[str]) -> None:
        for name in ("version", "seen", *names):
            self[name].raw_data, self[name].data = None, present[name].data

    def _collision(self, present: Self, name: str) -> Collision:
        field = self[name]
        return Collision(
            str(field.label.text), in_words(field, present[name].data), in_words(field, field.data)
        )


def mark_of(value: Any) -> str:
    """A short digest; nothing, None and an empty text are the same, and so is a list in another order."""
    plain = sorted(map(str, value)) if isinstance(value, list | tuple) else value
    return digest(repr(plain or ""))[:MARK_LENGTH]


def in_words(field: Field, value: Any) -> str:
    """What a field would show for a value."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(field, SelectFieldBase):
        labels = {choice.value: str(choice.label) for choice in field.iter_choices()}
        chosen = value if isinstance(value, list) else [value if value is not None else ""]
        return ", ".join(labels.get(one, "No longer in the list") for one in chosen) or "None"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return "Empty" if value in (None, "") else str(value)
