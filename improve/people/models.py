"""A person: a member of staff with an account. Somebody who leaves is deactivated; what they did stays."""

from datetime import datetime
from typing import ClassVar, NamedTuple

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from improve.core import clock
from improve.core.db import Base, Row, UtcDateTime
from improve.core.languages import noop
from improve.events.record import Actor, record
from improve.people.events import PersonAdded, PersonDeactivated, PersonReactivated

# The national staff groups, and the two that no payroll knows.
STAFF_GROUPS = (
    noop("Nursing and midwifery registered"),
    noop("Allied health professionals"),
    noop("Medical and dental"),
    noop("Additional clinical services"),
    noop("Additional professional scientific and technical"),
    noop("Healthcare scientists"),
    noop("Administrative and clerical"),
    noop("Estates and ancillary"),
    noop("Students"),
    noop("Bank or agency"),
    noop("Volunteer"),
)


class Name(NamedTuple):
    """What pages say of somebody who wrote something, where no more of the person is read."""

    name: str
    job: str

    @property
    def name_and_job(self) -> str:
        """ "Priya Nair, ward manager"."""
        return f"{self.name}, {self.job[:1].lower()}{self.job[1:]}" if self.job else self.name


class Person(Row):
    """Who may sign in. `email` and `staff_number` are unique in the organisation and stored in small letters."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("organisation_id", "email"),
        UniqueConstraint("organisation_id", "staff_number"),
        Index("ix_person_name", "organisation_id", "name"),
        Base.__table_args__,
    )
    actor_kind: ClassVar[str] = "person"
    is_person: ClassVar[bool] = True
    is_tablet: ClassVar[bool] = False

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    staff_number: Mapped[str | None] = mapped_column(String(40))
    staff_group: Mapped[str] = mapped_column(String(60), default="")
    job: Mapped[str] = mapped_column(String(120), default="")
    is_administrator: Mapped[bool] = mapped_column(default=False)
    is_guardian: Mapped[bool] = mapped_column(default=False)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    deactivated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    team_id: ClassVar[None] = None  # a person's own events belong to no board

    @property
    def first_name(self) -> str:
        """What colleagues say."""
        return self.name.split(" ", 1)[0]

    @property
    def name_and_job(self) -> str:
        """ "Priya Nair, ward manager"."""
        return Name(self.name, self.job).name_and_job

    @property
    def is_active(self) -> bool:
        """Still works here."""
        return self.deactivated_at is None

    def join(self, by: Actor) -> None:
        """Write down that the person was added."""
        record(PersonAdded(self.id), about=self, by=by)

    def deactivate(self, by: Actor) -> None:
        """The person left: no sign-in any more; the history stays."""
        if self.deactivated_at is None:
            self.deactivated_at = clock.now()
            record(PersonDeactivated(self.id), about=self, by=by)

    def reactivate(self, by: Actor) -> None:
        """The person is back."""
        if self.deactivated_at is not None:
            self.deactivated_at = None
            record(PersonReactivated(self.id), about=self, by=by)
