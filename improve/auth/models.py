"""Who may sign in and who is signed in: credentials, sessions, one-time secrets, and the count of failed tries.

Secrets are never stored: only their digests, and passwords as argon2 hashes. The one exception is the secret of an
authenticator app, without which its codes cannot be checked.
"""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Base, Id, Row, UtcDateTime


class Credential(Base):
    """What a person proves their name with. Nobody has one before their first password."""

    __tablename__ = "credential"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    password_set_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    totp_secret: Mapped[str | None] = mapped_column(String(64))  # of the authenticator app, in base32
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    totp_last_step: Mapped[int] = mapped_column(default=0)  # of 30 seconds; a code works once
    recovery_digests: Mapped[list[str]] = mapped_column(JSON, default=list)

    @property
    def has_authenticator(self) -> bool:
        """An authenticator app was set up and has shown a right code."""
        return self.totp_confirmed_at is not None


class Session(Row):
    """One sign-in on one device, from its beginning to its end. The secret in the cookie is new at each step-up."""

    __tablename__ = "session"
    __table_args__ = (
        Index("ix_session_person", "person_id"),
        Index("ix_session_ends_at", "ends_at"),
        Base.__table_args__,
    )

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)  # touched at most once a minute
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    device: Mapped[str] = mapped_column(String(60), default="")  # "Chrome on Windows"
    stepped_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    second_factor_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    must_set_up: Mapped[bool] = mapped_column(
        default=False
    )  # nothing else opens before an authenticator is there


class OneTime(Base):
    """A secret that works once: a link by mail, a code from a lead, the step between password and authenticator."""

    __tablename__ = "one_time"
    __table_args__ = (
        Index("ix_one_time_person", "person_id", "purpose"),
        Index("ix_one_time_ends_at", "ends_at"),
        Base.__table_args__,
    )

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    organisation_id: Mapped[str | None] = mapped_column(Id)  # none before the first administrator
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    made_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[str] = mapped_column(String(10))
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Throttle(Base):
    """How often something was tried: an account's password, or anything from one address. The key is a keyed digest."""

    __tablename__ = "throttle"
    __table_args__ = (Index("ix_throttle_window", "window_started_at"), Base.__table_args__)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    streak: Mapped[int] = mapped_column(default=0)  # failures in a row
    in_window: Mapped[int] = mapped_column(default=0)
    window_started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
