"""What people saw while a cycle was run."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.core import clock
from improve.core.db import Row, UtcDateTime
from improve.ideas.facts import TEXT
from improve.people.models import Person


class Observation(Row):
    """What somebody saw while doing."""

    __tablename__ = "observation"

    cycle_id: Mapped[str] = mapped_column(ForeignKey("cycle.id"), index=True)
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    words: Mapped[str] = mapped_column(TEXT)
    is_deviation: Mapped[bool] = mapped_column(default=False)

    by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
