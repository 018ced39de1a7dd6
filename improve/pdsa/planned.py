"""The columns of a plan, as a cycle keeps them: what is tried, what is predicted, who says that it is safe."""

import hashlib
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Row, UtcDateTime
from improve.core.ids import new_secret
from improve.ideas.facts import TEXT
from improve.pdsa.words import plain_number


class Planned(Row):
    """The plan in a cycle. Prediction, measure and scale are locked from Do on, and their digest proves it."""

    __abstract__ = True

    question: Mapped[str] = mapped_column(TEXT)
    change: Mapped[str] = mapped_column(TEXT)
    prediction_direction: Mapped[str] = mapped_column(String(4))
    prediction_amount: Mapped[Decimal | None] = mapped_column(Numeric(18, 6))
    prediction_unit: Mapped[str] = mapped_column(String(200), default="")
    prediction_by: Mapped[date] = mapped_column(Date)
    # In words; where a measure is named, what it was called.
    measure: Mapped[str] = mapped_column(TEXT)
    measure_id: Mapped[str | None] = mapped_column(ForeignKey("measure.id"))
    scale: Mapped[int]
    who: Mapped[str] = mapped_column(TEXT, default="")
    where_when: Mapped[str] = mapped_column(TEXT, default="")
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    affects_patient: Mapped[bool] = mapped_column(default=False)
    approver_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Since when the plan is back at who planned it; a changed plan is asked for anew.
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    salt: Mapped[str] = mapped_column(String(64), default=new_secret)

    @property
    def needs_approval(self) -> bool:
        """A patient could be affected, and no clinician has said yes."""
        return self.affects_patient and self.approved_at is None

    def prediction_digest(self) -> str:
        """Proves what was predicted: salted, of prediction, measure and scale."""
        parts = (
            self.salt, self.prediction_direction, plain_number(self.prediction_amount), self.prediction_unit,
            self.prediction_by, self.measure, self.scale, self.measure_id or "",
        )  # fmt: skip
        return hashlib.sha256("\n".join(str(part) for part in parts).encode()).hexdigest()
