"""Tablets: devices on a wall or a trolley, each enrolled to one team."""

from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.core import clock
from improve.core.db import Base, Row, UtcDateTime
from improve.core.errors import RuleBroken
from improve.core.ids import digest, new_id, new_secret, read_code
from improve.events.record import Actor, record
from improve.tablets.events import TabletAdded, TabletEnrolled, TabletRevoked
from improve.teams.models import Team

CODE_MINUTES = 10
TABLET_DAYS = 180  # rolling: a tablet that is used stays enrolled
AWAY = timedelta(
    hours=2
)  # seen to the hour, and at most once an hour: more is an hour or longer without contact
AWAY_KEPT = timedelta(days=90)  # an idea that waited longer is dated with the day it came


class Tablet(Row):
    """A device of one team. It is planned with a one-time code, then enrolled with a cookie of its own."""

    __tablename__ = "tablet"
    __table_args__ = (Index("ix_tablet_team", "team_id"), Base.__table_args__)
    actor_kind: ClassVar[str] = "tablet"
    is_person: ClassVar[bool] = False
    is_tablet: ClassVar[bool] = True

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"))
    name: Mapped[str] = mapped_column(String(80))
    code_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    code_ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    secret_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    added_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    enrolled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime
    )  # to the hour: for the lead's list, and the 180 days
    away_from: Mapped[datetime | None] = mapped_column(UtcDateTime)  # to the hour; see away_since
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    team: Mapped[Team] = relationship(lazy="joined", innerjoin=True)

    @property
    def first_name(self) -> str:
        """How the page names its viewer."""
        return self.name

    @property
    def is_enrolled(self) -> bool:
        """In use: enrolled, not revoked, and seen within 180 days."""
        recent = self.seen_at is not None and clock.now() - self.seen_at < timedelta(days=TABLET_DAYS)
        return self.secret_digest is not None and self.revoked_at is None and recent

    @property
    def away_since(self) -> datetime | None:
        """Since when ideas may have waited on it: the first time within 90 days that it was away for an hour."""
        oldest = clock.now() - AWAY_KEPT
        if self.away_from is not None and self.away_from > oldest:
            return self.away_from
        is_back = self.seen_at is not None and clock.now() - self.seen_at > AWAY
        return self.seen_at if is_back else None

    def add(self, by: Actor) -> str:
        """Plan the tablet; the one-time code to type in on it (80 bits, 10 minutes)."""
        code = self.new_code()
        record(TabletAdded(self.id), about=self, by=by)
        return code

    def new_code(self) -> str:
        """Another one-time code; the one before no longer works."""
        code = new_id()
        self.id = self.id or new_id()
        self.code_digest = digest(code)
        self.code_ends_at = clock.now() + timedelta(minutes=CODE_MINUTES)
        return code

    def enrol(self) -> str:
        """Use the code up; the secret for the tablet's cookie."""
        if self.code_ends_at is None or self.code_ends_at < clock.now() or self.revoked_at is not None:
            raise RuleBroken("This code no longer works. Ask for a new one.")
        secret = new_secret()
        self.secret_digest, self.code_digest, self.code_ends_at = digest(secret), None, None
        self.enrolled_at = self.seen_at = clock.now()
        record(TabletEnrolled(self.id), about=self, by=self)
        return secret

    def revoke(self, by: Actor) -> None:
        """The tablet was lost or is given away: its cookie no longer opens anything."""
        if self.revoked_at is None:
            self.revoked_at, self.code_digest = clock.now(), None
            record(TabletRevoked(self.id), about=self, by=by)


def code_digest(typed: str) -> str:
    """The digest under which a typed code is found."""
    return digest(read_code(typed))
