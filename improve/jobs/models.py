"""Who leads, and which runs there were. Both belong to the system, not to one organisation."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Base, UtcDateTime

LATEST = "latest"


class Lease(Base):
    """One process holds it at a time, for seconds; who stops renewing it loses it."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    holder: Mapped[str] = mapped_column(String(16))
    renewed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)


class JobRun(Base):
    """One run of a daily job, for one local date; or the latest run of a job that runs again and again."""

    __tablename__ = "job_run"

    job: Mapped[str] = mapped_column(String(20), primary_key=True)
    slot: Mapped[str] = mapped_column(String(80), primary_key=True)  # "2026-03-04 Europe/London", or "latest"
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    problem: Mapped[str] = mapped_column(String(120), default="")
