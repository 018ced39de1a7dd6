"""Why a clinician did not approve a plan."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.core import clock
from improve.core.db import Row, UtcDateTime
from improve.ideas.facts import TEXT
from improve.people.models import Person


class Refusal(Row):
    """The clinician who was named did not approve the plan as it was then, and said why."""

    __tablename__ = "cycle_refusal"

    cycle_id: Mapped[str] = mapped_column(ForeignKey("cycle.id"), index=True)
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    refused_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    reason: Mapped[str] = mapped_column(TEXT)

    by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
