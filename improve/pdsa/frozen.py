"""The columns of what was measured: the baseline as it was when Do started, and which days count for the cycle."""

from datetime import date

from sqlalchemy import JSON, Date, Double, String
from sqlalchemy.orm import Mapped, mapped_column

from improve.pdsa.kept_points import Kept
from improve.pdsa.planned import Planned


class Frozen(Planned):
    """What a cycle keeps of its measure. Set at Do, and never changed after; `counted_until` is set by Study."""

    __abstract__ = True

    baseline_value: Mapped[float | None] = mapped_column(
        Double
    )  # in the unit of the chart; none: no readings before
    baseline_points: Mapped[int] = mapped_column(default=0)
    baseline_from: Mapped[date | None] = mapped_column(Date)
    baseline_until: Mapped[date | None] = mapped_column(Date)
    # What stood on the chart before, and which chart it was: corrections made later do not move the lines.
    baseline_kept: Mapped[Kept] = mapped_column(JSON, default=list, deferred=True)
    baseline_chart: Mapped[str] = mapped_column(String(8), default="")
    counted_from: Mapped[date | None] = mapped_column(
        Date
    )  # readings of periods from this day on are the cycle's
    counted_until: Mapped[date | None] = mapped_column(Date)
