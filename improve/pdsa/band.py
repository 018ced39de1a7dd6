"""A cycle as a band on the chart of its measure. Pure."""

from datetime import date
from typing import Any

from improve.measures.serving import Band
from improve.pdsa.words import OPEN, SCALES


def band_of(row: Any) -> Band:
    """A cycle on the chart: from the day Do began to the day of study, or to the one that is planned for it."""
    return Band(
        starts_on=row.counted_from,
        ends_on=last_day(row),
        title=f"Cycle {row.number}",
        words=SCALES[row.scale].lower(),
        href=f"/cycles/{row.id}",
        predicted=None if row.prediction_amount is None else float(row.prediction_amount),
        is_open=row.state in OPEN,
    )


def last_day(row: Any) -> date:
    """The day of study; before it, the one that is planned."""
    first: date = row.counted_from
    last: date = row.counted_until or row.ends_on
    return max(last, first)
