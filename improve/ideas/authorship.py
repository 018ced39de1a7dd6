"""Who wrote an idea, and how it came in. Of an anonymous one nothing that could tell: the database refuses it too."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Row, UtcDateTime
from improve.people.models import Person

NOTHING_OF_NOBODY = CheckConstraint(
    "authorship <> 'anonymous' OR (author_id IS NULL AND tablet_id IS NULL AND poster_id IS NULL"
    " AND received_at IS NULL AND named_id IS NULL AND staff_group = '' AND says_name = '')",
    name="anonymous",
)


class Authorship(Row):
    """The part of an idea that says from whom it is: named, unnamed, anonymous or imported."""

    __abstract__ = True

    authorship: Mapped[str] = mapped_column(String(10))
    author_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    named_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))  # as a tablet says, to be confirmed
    says_name: Mapped[str] = mapped_column(String(200), default="")  # as typed, or as an imported log says
    staff_group: Mapped[str] = mapped_column(String(60), default="")
    tablet_id: Mapped[str | None] = mapped_column(ForeignKey("tablet.id"))
    poster_id: Mapped[str | None] = mapped_column(ForeignKey("link.id"))
    received_on: Mapped[date] = mapped_column(Date)
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_anonymous(self) -> bool:
        """Nothing that could identify the author is stored."""
        return self.authorship == "anonymous"

    @property
    def can_tell_author(self) -> bool:
        """The author is known, or has a claim code; of an idea without a name nobody can be told."""
        return self.author_id is not None or self.is_anonymous

    def is_by(self, person: object) -> bool:
        """Whether that signed-in person wrote it."""
        return isinstance(person, Person) and self.author_id is not None and self.author_id == person.id
