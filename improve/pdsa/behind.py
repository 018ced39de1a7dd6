"""What stands behind the chart of one measure, in one statement: for pages that show much besides.

Readings, decisions about the lines and notes come as plain rows of one shape, with the names that charts ask for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Double, String, bindparam, case, literal, null, select, union_all
from sqlalchemy import cast as as_type

from improve.core.db import columns
from improve.measures.lines import ChartNote, LineDecision
from improve.measures.models import Measure
from improve.measures.pictures import Gathered
from improve.measures.readings import Reading
from improve.measures.serving import Band


@dataclass(frozen=True, slots=True)
class Dated:
    """A reading, a decision ("rebase", "baseline") or a note."""

    kind: str
    on_date: date
    nth: int
    value: float | None
    denominator: float | None
    is_left_out: int
    words: str

    @property
    def left_out_at(self) -> date | None:
        """Only whether it is there is asked."""
        return self.on_date if self.is_left_out else None

    @property
    def reason(self) -> str:
        """Of a decision."""
        return self.words


ID: Any = bindparam("measure")
NOTHING = as_type(null(), Double)
FIGURES = select(
    literal("reading", String).label("kind"), Reading.on_date, Reading.nth, Reading.value, Reading.denominator,
    case((Reading.left_out_at.is_not(None), 1), else_=0), Reading.note,
).where(Reading.measure_id == ID, Reading.removed_at.is_(None))  # fmt: skip
DECISIONS = select(
    LineDecision.kind, LineDecision.on_date, literal(0), NOTHING, NOTHING, literal(0), LineDecision.reason
).where(LineDecision.measure_id == ID, LineDecision.ended_at.is_(None))
NOTES = select(
    literal("note", String), ChartNote.on_date, literal(0), NOTHING, NOTHING, literal(0), ChartNote.words
).where(ChartNote.measure_id == ID)
STATEMENT: Any = union_all(FIGURES, DECISIONS, NOTES).order_by("on_date", "nth")


def behind(measure: Measure, bands: Sequence[Band]) -> Gathered:
    """Everything about one measure: one statement. The bands are given."""
    rows = [Dated(*row) for row in columns(STATEMENT, {"measure": measure.id})]
    return Gathered(
        entered={measure.id: _of(rows, "reading")},
        decided={measure.id: _of(rows, "rebase", "baseline")},
        noted={measure.id: _of(rows, "note")},
        bands={measure.id: list(bands)},
    )


def _of(rows: Sequence[Dated], *kinds: str) -> Any:
    return [row for row in rows if row.kind in kinds]
